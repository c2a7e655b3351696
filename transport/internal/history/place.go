package history

import (
	"cmp"
	"fmt"
	"math"
)

// Place is the position of a message in its talk: the era of the log, the number in it
// and, for a notice that is not in the log, which one it is behind that number.
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

// Later returns the last of two places.
func Later(p, q Place) Place {
	if p.Before(q) {
		return q
	}
	return p
}

// behindAll is behind every place.
var behindAll = Place{Era: math.MaxUint32, Seq: math.MaxUint64, Nth: math.MaxUint32}

// Range says which messages of a talk are asked for: up to Before messages in front of At
// and up to After messages from At on. A zero At is the end of the talk.
type Range struct {
	At            Place
	Before, After int
}

const (
	// MaxPage bounds the messages on either side of a Range.
	MaxPage = 1000
	// PageBytes bounds the texts of a page, roughly.
	PageBytes = 1 << 20
)

// Bounded returns the range as it is answered, and the bytes of text on each side.
func (r Range) Bounded() (Range, int) {
	r.Before, r.After = min(max(r.Before, 0), MaxPage), min(max(r.After, 0), MaxPage)
	if r.At.IsZero() {
		r.After = 0
	}
	if r.Before > 0 && r.After > 0 {
		return r, PageBytes / 2
	}
	return r, PageBytes
}

// Bound returns the place that divides the two sides of the range.
func (r Range) Bound() Place {
	if r.At.IsZero() {
		return behindAll
	}
	return r.At
}
