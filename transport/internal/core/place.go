package core

import (
	"cmp"
	"fmt"
)

// Place is where a message stands in its talk: the life of the log, the number in it and,
// of a notice that is not in the log, the how manyth one it is behind that number.
type Place struct {
	Era uint32
	Nth uint32
	Seq uint64
}

// Compare is negative if p stands before q, positive if it stands behind q, and 0 if they
// are the same.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Era, q.Era), cmp.Compare(p.Seq, q.Seq), cmp.Compare(p.Nth, q.Nth))
}

// Before reports whether p stands before q.
func (p Place) Before(q Place) bool { return p.Compare(q) < 0 }

// IsZero reports whether p is no place.
func (p Place) IsZero() bool { return p == Place{} }

// Next is the first place behind p: what stands there or later is behind p.
func (p Place) Next() Place {
	p.Nth++
	return p
}

// String is "17" for the message with the number 17, "2.17" in the second era, and
// "17+1" for the first notice behind it.
func (p Place) String() string {
	s := fmt.Sprint(p.Seq)
	if p.Era > 1 {
		s = fmt.Sprintf("%d.%s", p.Era, s)
	}
	if p.Nth > 0 {
		s = fmt.Sprintf("%s+%d", s, p.Nth)
	}
	return s
}

// later is the last of two places.
func later(p, q Place) Place {
	if p.Before(q) {
		return q
	}
	return p
}

// Range says which messages of a talk Load asks for.
type Range struct {
	At            Place
	Before, After int
}

const (
	// maxPage is how many messages of either side of a Range a page has at most.
	maxPage = 1000
	// pageBytes is about how many bytes the texts of a page have at most.
	pageBytes = 1 << 20
)

// within is a Range as it is answered, and for how many bytes on each side.
func (r Range) within() (Range, int) {
	r.Before, r.After = min(max(r.Before, 0), maxPage), min(max(r.After, 0), maxPage)
	if r.At.IsZero() {
		r.After = 0
	}
	if r.Before > 0 && r.After > 0 {
		return r, pageBytes / 2
	}
	return r, pageBytes
}
