package transport

import "confab/transport/internal/core"

// Place is where a message stands in its talk. Places are comparable, and ordered by
// Compare as the talk shows its messages. The place of a message never changes while the
// program runs. The zero value is none, and before all others.
type Place struct {
	// Era is the life of the log, from 1, of those that our Home has met (others may have
	// met more): a talk of members goes on in another one after its host began anew. What
	// came again keeps the place it had. Everything in a plain talk is in era 1.
	Era uint32
	// Nth is 0 for what has a number. A notice of this run that is not in the log is the
	// Nth one behind the message with the number Seq.
	Nth uint32
	// Seq is the number in the log, 0 before the first one.
	Seq uint64
}

// Compare is negative if p stands before q, positive if it stands behind q, and 0 if they
// are the same.
func (p Place) Compare(q Place) int { return core.Place(p).Compare(core.Place(q)) }

// Before reports whether p stands before q.
func (p Place) Before(q Place) bool { return p.Compare(q) < 0 }

// IsZero reports whether p is no place.
func (p Place) IsZero() bool { return p == Place{} }

// Next is the first place behind p: what stands there or later is behind p.
func (p Place) Next() Place { return Place(core.Place(p).Next()) }

// String is "17" for the message with the number 17, "2.17" in the second era, and
// "17+1" for the first notice behind it.
func (p Place) String() string { return core.Place(p).String() }

// Range says which messages of a talk Load asks for: up to Before of them that stand
// before the place At, the last ones, and up to After that stand there and behind, the
// first ones. If At is zero that is the end of the talk: Range{Before: 50} are the newest
// 50; to begin at the beginning, At is Place{Era: 1}. At most 1 000 are answered on either side, and fewer where their texts come to about
// 1 MiB; Page.Older and Page.Newer say that there are others.
type Range struct {
	At            Place
	Before, After int
}
