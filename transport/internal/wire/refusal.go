package wire

import (
	"errors"
	"unicode/utf8"
)

// Refusal is why a frame was not decoded or not encoded. It tells apart what
// the other side did wrong from a connection that broke.
type Refusal struct {
	Type   Type
	Field  string    // as named in the layout; empty: the frame as a whole
	Why    string    // what is wrong
	Reason ByeReason // what to tell the other side
	Hidden bool      // see Bye
}

// Error returns "EV: body: 32769 bytes, at most 32768".
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Type.String() + ": " + r.Why
	}
	return r.Type.String() + ": " + r.Field + ": " + r.Why
}

// ByeFor returns the frame that tells the other side why its frame was
// refused, or nil when err holds no Refusal: then there is nobody to tell.
func ByeFor(err error) *Bye {
	var r *Refusal
	if !errors.As(err, &r) {
		return nil
	}
	detail := r.Error()
	for len(detail) > MaxDetailBytes {
		_, n := utf8.DecodeLastRuneInString(detail)
		detail = detail[:len(detail)-n]
	}
	return &Bye{Reason: r.Reason, Detail: detail, Hidden: r.Hidden}
}
