package wire

import (
	"fmt"
	"math"
)

// This file is the specification of a connection that carries files, version 1.
//
// # Below
//
// TLS 1.3 with the ALPN name confab-file/1, between the same identities as the talk: the
// member dials, the host answers. Who is no member is refused. A connection carries one
// file or folder at a time.
//
// # What is offered
//
// A tree: a list of files and folders with their sizes and times, encoded as package files
// has it; a single file is a tree of one. The contents of its files, one after the other in
// the order of the tree, are one stream, cut into chunks of 256 KiB, the last one shorter;
// the length is doubled until there are at most 32 768 of them, or it is MaxChunkBytes. The version is the SHA-256 of the encoded tree: where a name, a size or
// a time changes it is another one. The digest of a chunk is the SHA-256 of its bytes.
// The whole is the SHA-256 over the version and the digests of all chunks, in their order.
//
// # Flow
//
//	receiver                              sender
//	WANT   ─────────────────────────────▶
//	       ◀─────────────────────────────  HEAD, or REFUSED
//	       ◀─────────────────────────────  the tree, unless WANT named its version
//	       ◀─────────────────────────────  for each chunk that is wanted, in ascending order:
//	                                       a byte 1, the bytes of the chunk, its digest
//	       ◀─────────────────────────────  a byte 0, END
//	VERIFIED ───────────────────────────▶  once all of it is under its name on the disk
//
// Where the version is another one than that of WANT, WANT's ranges mean nothing, and all
// chunks are sent. After an END with EndDone the receiver says WANT again for what it lacks:
// all that was wanted came before it, else the stream is malformed. Every WANT of a
// connection names the same message. A receiver that lacks nothing, as its connection broke
// before END, wants the last chunk again, to learn the whole and to say VERIFIED.
//
// Either end gives up a connection on which hardly anything moves (package filestream).
//
// A chunk counts once its digest was compared, in any connection: whatever breaks, the next
// WANT names what is still missing. The sender looks at each file again when it has read of
// it: what changed since the tree was made ends the stream by END (EndChanged), and is
// another version from then on.
//
// # By way of the host
//
// A file that another member offers is pulled from the host as well. The host asks the
// member that offered it, in its talk, by SUPPLY. The member dials a connection of files
// and says SERVE with the ticket; from then on the host hands the bytes of both
// connections over, the receiver's WANT first, and the two end together. So the host
// reads what it hands over, as it reads the talk, and needs no disk for it.
//
// # Straight
//
//	receiver                    host                          member that offers
//	WANT (Straight) ───────────▶ SUPPLY (Straight) ──────────▶ listens
//	                ◀─────────── REACH        SERVE (Port) ◀──
//	WANT (Ticket)   ─────────────────────────────────────────▶ at the port of REACH
//
// A receiver that can do without the host says so in its WANT, and the host in its SUPPLY.
// The member may then listen for that one receiver, at the address from which it reaches the
// host and a free port, and names the port in SERVE. Where the host sees that member at an
// address which the receiver may reach, it answers WANT by REACH instead of handing it on;
// the address is the one from which SERVE came, never one that somebody named. Nobody has to
// do any of this: who does not know the fields ignores them, and all goes through the host.
//
// The receiver connects there as to a host: TLS with this ALPN, in which both keys are
// proved, the member's to be the author of the message, and the receiver's to be the Reader
// of SUPPLY. Its WANT says the ticket of REACH, which is that of SUPPLY and good for this
// one port. What follows is the same as in any other connection.
//
// The two connections with the host stay, joined, while files go straight. By them the
// receiver goes on where the straight way is not to be had, or breaks: it says WANT, for what
// is missing then. And by them the host still decides: when it closes them, as somebody is
// no member any more or the message is deleted, the member ends what it gives. The receiver
// says PING there about once a minute, as long as something comes, as a connection on which
// nothing moves is given up.
//
// # Copies
//
// A host that is set to keep copies (Keeps) pulls what its members offer for itself, by a
// SUPPLY that says so, and tells each author by COPY. Such a copy is of one version, and is
// what every WANT gets that names this version or none; one that names another version gets
// it only while the author is away. Its HEAD says that it is a copy. The author has not
// heard then that the receiver has everything: the receiver wants the last chunk again, from
// the author alone (Want.Own), and says VERIFIED.
//
// # What a receiver tells
//
// A receiver that fetches something no more, or goes on with it, says so in its talk by
// HALT, and the host hands that on to the author. It is not logged: to an author that comes
// later the receiver says again what still holds.

// FileALPN is the name of the protocol of this file in the TLS handshake.
const FileALPN = "confab-file/1"

// The limits.
const (
	MaxTreeBytes  = 64 << 20
	MaxRanges     = 1024
	MaxChunkBytes = 4 << 20
	MaxChunks     = MaxFileBytes / MaxChunkBytes
	DigestBytes   = 32
)

// The bytes before a chunk and before END.
const (
	MarkEnd   = 0
	MarkChunk = 1
)

// Digest is that of a chunk, a version, or a whole.
type Digest [DigestBytes]byte

// Ticket names a file connection that the host waits for: 16 random bytes.
type Ticket [16]byte

// Range is Count chunks from the one numbered First, the first of all being 0.
type Range struct{ First, Count uint64 }

// Want asks for what the message CID of a room offers.
type Want struct {
	Room   RoomID
	Author Identity // who offered it
	CID    CID
	// Version is the one of which the receiver has chunks; zero: none.
	Version Digest
	// Ranges are the chunks to send, ascending, with others between them; none: all.
	Ranges []Range
	// Own wants it from its author alone, and not the host's copy.
	Own bool
	// Straight says that the answer may be REACH.
	Straight bool
	// Ticket is that of REACH, in a connection that comes straight from the receiver; else
	// zero.
	Ticket Ticket
}

func (f *Want) fields(c *coder) {
	c.fixed(1, "room", required, f.Room[:])
	c.fixed(2, "author", required, f.Author[:])
	c.fixed(3, "cid", required, f.CID[:])
	c.fixed(4, "version", optional, f.Version[:])
	c.ranges(5, "ranges", &f.Ranges)
	c.yes(6, "own", &f.Own)
	c.yes(7, "straight", &f.Straight)
	c.fixed(8, "ticket", optional, f.Ticket[:])
	c.must(len(f.Ranges) == 0 || f.Version != Digest{}, "ranges", "there without a version")
	c.must(!f.Straight || f.Ticket == Ticket{}, "ticket", "there before it was given")
}

// Head says what follows it.
type Head struct {
	Version Digest
	Tree    uint32 // bytes of the tree
	Size    uint64 // of the stream
	Copy    bool   // it comes from the host's copy
}

func (f *Head) fields(c *coder) {
	c.fixed(1, "version", required, f.Version[:])
	unsigned(c, 2, "tree", required, &f.Tree, 1, MaxTreeBytes)
	unsigned(c, 3, "size", required, &f.Size, 0, MaxFileBytes)
	c.yes(4, "copy", &f.Copy)
}

// EndReason says why a stream ends. The list is open. Zero is refused.
type EndReason uint8

const (
	// EndDone: all that was wanted was sent.
	EndDone EndReason = 1
	// EndChanged: a file is another one than when the tree was made. The next WANT gets
	// the new version.
	EndChanged EndReason = 2
	// EndGone: a file is not there any more.
	EndGone EndReason = 3
	// EndUnreadable: a file cannot be read.
	EndUnreadable EndReason = 4
)

// End is the last frame of a stream.
type End struct {
	Reason EndReason
	Whole  Digest // where the sender has the digests of all chunks; else zero
}

func (f *End) fields(c *coder) {
	unsigned(c, 1, "reason", required, &f.Reason, 1, math.MaxUint8)
	c.fixed(2, "whole", optional, f.Whole[:])
}

// Verified says that all is on the receiver's disk, with this whole.
type Verified struct {
	Whole Digest
}

func (f *Verified) fields(c *coder) {
	c.fixed(1, "whole", required, f.Whole[:])
}

// RefusedReason says why nothing is sent. The list is open. Zero is refused.
type RefusedReason uint8

const (
	// RefusedUnknown: the receiver can read no message that offers this, or its author
	// keeps it ready no more.
	RefusedUnknown RefusedReason = 1
	// RefusedAway: who offered it is not here.
	RefusedAway RefusedReason = 2
	// RefusedBusy: too many connections of files.
	RefusedBusy RefusedReason = 3
	// RefusedMissing: the file is not where it was when it was offered, or cannot be read.
	RefusedMissing RefusedReason = 4
)

// Refused answers WANT where nothing can be sent.
type Refused struct {
	Reason RefusedReason
}

func (f *Refused) fields(c *coder) {
	unsigned(c, 1, "reason", required, &f.Reason, 1, math.MaxUint8)
}

// Supply asks a member, in its talk, to open a connection for what it offers, and to say
// SERVE there with the Ticket.
type Supply struct {
	Ticket Ticket
	CID    CID
	Reader Identity // who wants it
	Copy   bool     // the host wants it for its copy, and is no reader
	// Straight says that Reader may come by itself to the port that SERVE names.
	Straight bool
}

func (f *Supply) fields(c *coder) {
	c.fixed(1, "ticket", required, f.Ticket[:])
	c.fixed(2, "cid", required, f.CID[:])
	c.fixed(3, "reader", required, f.Reader[:])
	c.yes(4, "copy", &f.Copy)
	c.yes(5, "straight", &f.Straight)
}

// CopyState says how far the host's copy of a file is. The list is open: what is not known
// is not kept. Zero is refused.
type CopyState uint8

const (
	// CopyComing: the host is about to keep one.
	CopyComing CopyState = 1
	// CopyKept: it has all of it, verified and on its disk.
	CopyKept CopyState = 2
	// CopyOff: it keeps none, or no more.
	CopyOff CopyState = 3
	// CopyOverQuota: it is more than the host keeps, in all or of one member.
	CopyOverQuota CopyState = 4
	// CopyNoRoom: the host's disk has no room for it.
	CopyNoRoom CopyState = 5
	// CopyFailed: it did not come for another reason.
	CopyFailed CopyState = 6
)

// Copy tells a member how far the host's copies of what it offers are: when that changes,
// and of the newest of them when the member comes.
type Copy struct {
	CIDs  string // of 1 to MaxCopies messages, one behind the other
	State CopyState
}

// MaxCopies is how many messages one COPY names.
const MaxCopies = 256

func (f *Copy) fields(c *coder) {
	c.cids(1, "cids", &f.CIDs, MaxCopies)
	unsigned(c, 2, "state", required, &f.State, 1, math.MaxUint8)
}

// Messages are those that CIDs names.
func (f *Copy) Messages() []CID { return splitCIDs(f.CIDs) }

// cids codes 1 to most CIDs, one behind the other.
func (c *coder) cids(key uint64, field string, v *string, most int) {
	c.blob(key, field, required, v, len(CID{}), most*len(CID{}))
	c.must(len(*v)%len(CID{}) == 0, field, "not whole")
}

// splitCIDs are CIDs that stand one behind the other.
func splitCIDs(all string) (list []CID) {
	for rest := all; len(rest) >= len(CID{}); rest = rest[len(CID{}):] {
		list = append(list, CID([]byte(rest[:len(CID{})])))
	}
	return list
}

// Serve says for whom a connection is: the host has asked for it by SUPPLY.
type Serve struct {
	Ticket Ticket
	// Port is where the sender awaits the Reader of SUPPLY, at the address from which this
	// connection comes; zero: it does not.
	Port uint16
}

func (f *Serve) fields(c *coder) {
	c.fixed(1, "ticket", required, f.Ticket[:])
	unsigned(c, 2, "port", optional, &f.Port, MinPort, math.MaxUint16)
}

// MinPort is the least port at which a member awaits another one: below are those of a
// machine's own services.
const MinPort = 1024

// Reach answers a WANT that may have it so: who offers is reached without the host. Its key
// is the Author of WANT.
type Reach struct {
	// Addr is the address from which the host is reached by that member: the 4 bytes of IPv4,
	// or the 16 of IPv6. One of a link alone is of the link by which the receiver reaches
	// the host.
	Addr   string
	Port   uint16
	Ticket Ticket // to be said there
}

func (f *Reach) fields(c *coder) {
	c.blob(1, "addr", required, &f.Addr, 4, 16)
	c.must(len(f.Addr) == 4 || len(f.Addr) == 16, "addr", "of no kind of address")
	unsigned(c, 2, "port", required, &f.Port, MinPort, math.MaxUint16)
	c.fixed(3, "ticket", required, f.Ticket[:])
}

// ranges codes up to MaxRanges ranges, ascending and apart from each other: an array of
// their numbers, First and Count in turn.
func (c *coder) ranges(key uint64, field string, v *[]Range) {
	if !c.at(key, field, optional, len(*v) == 0) {
		return
	}
	n := uint64(2 * len(*v))
	if !c.writing {
		n, _ = c.head(field, majorArray)
	}
	if c.refusal == nil && (n == 0 || n%2 != 0 || n > 2*MaxRanges) {
		c.fail(field, fmt.Sprintf("%d numbers, not two for each of 1 to %d", n, MaxRanges))
	}
	switch {
	case c.refusal != nil:
		return
	case c.writing:
		c.b = appendHead(c.b, majorArray, n)
	default:
		*v = make([]Range, n/2)
	}
	free := uint64(0) // the first chunk that the next range may have
	for i := range *v {
		r := &(*v)[i]
		for _, number := range []*uint64{&r.First, &r.Count} {
			if c.writing {
				c.b = appendHead(c.b, majorUnsigned, *number)
			} else {
				*number, _ = c.head(field, majorUnsigned)
			}
		}
		if r.First < free || r.Count == 0 || r.First > MaxChunks || r.Count > MaxChunks-r.First {
			c.fail(field, "not ascending, or beyond the last chunk")
			return
		}
		free = r.First + r.Count + 1
	}
}
