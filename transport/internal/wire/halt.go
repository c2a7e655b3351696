package wire

import "math"

// HaltReason says why a receiver does not fetch something just now. The list is open: what
// is not known is any other reason. Zero is refused.
type HaltReason uint8

const (
	// HaltOver: it goes on, or waits for the way to be free.
	HaltOver HaltReason = 1
	// HaltPaused: its person has it wait.
	HaltPaused HaltReason = 2
	// HaltStopped: its person wants it no more, or never did.
	HaltStopped HaltReason = 3
	// HaltFull: there is no room for it on the receiver's disk.
	HaltFull HaltReason = 4
	// HaltUnwritable: the receiver's disk does not take it for another reason.
	HaltUnwritable HaltReason = 5
	// HaltGone: it is not where it was any more, at its author.
	HaltGone HaltReason = 6
	// HaltUnreadable: it cannot be read there.
	HaltUnreadable HaltReason = 7
	// HaltChanging: it changes there all the time.
	HaltChanging HaltReason = 8
	// HaltBroken: what came was not what was sent.
	HaltBroken HaltReason = 9
)

// Halt says, in a talk, that the receiver of files does not fetch them just now, or goes on.
// The latest of a file and a receiver counts, and ends with the next stream that it begins.
type Halt struct {
	CIDs string // of 1 to MaxHalts messages, one behind the other
	// Peer is, to the host, who offers them and, from the host, who does not fetch them.
	Peer   Identity
	Reason HaltReason
}

// MaxHalts is how many messages one HALT names.
const MaxHalts = 256

func (f *Halt) fields(c *coder) {
	c.cids(1, "cids", &f.CIDs, MaxHalts)
	c.fixed(2, "peer", required, f.Peer[:])
	unsigned(c, 3, "reason", required, &f.Reason, 1, math.MaxUint8)
}

// Messages are those that CIDs names.
func (f *Halt) Messages() []CID { return splitCIDs(f.CIDs) }
