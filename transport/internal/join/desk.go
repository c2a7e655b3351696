package join

import (
	"crypto/rand"
	"crypto/subtle"
	"time"

	"confab/transport/internal/wire"
)

// Lifetime is how long an invitation is open by default.
const Lifetime = 10 * time.Minute

// remembered is how many invitations a Desk knows, so that it can tell what became of
// each; what is older counts as never made.
const remembered = 32

// Verdict is what a Desk says of a token.
type Verdict uint8

const (
	// Unknown: no invitation that is remembered has it.
	Unknown Verdict = iota
	// Valid: its bearer is let in.
	Valid
	// Used: it was for one, who has come.
	Used
	// Expired: its time is over, or the host closed it.
	Expired
)

// Desk is the invitations of a host: one that is open, and those before. The zero value
// has none. It belongs to one goroutine.
type Desk struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time

	invitations []invitation // the oldest first
}

type invitation struct {
	token   wire.Token
	many    bool
	expires time.Time
	uses    int
	closed  bool
}

// Open closes the invitation that is open, and opens another for some time, for one, or
// for many who come with it.
func (d *Desk) Open(many bool, life time.Duration) (token wire.Token, expires time.Time) {
	d.Close()
	rand.Read(token[:])
	expires = d.now().Add(life)
	if len(d.invitations) == remembered {
		d.invitations = append(d.invitations[:0], d.invitations[1:]...)
	}
	d.invitations = append(d.invitations, invitation{token: token, many: many, expires: expires})
	return token, expires
}

// Close closes the invitation that is open, and reports whether there was one.
func (d *Desk) Close() (was bool) {
	if n := len(d.invitations); n > 0 {
		last := &d.invitations[n-1]
		was, last.closed = !last.closed, true
	}
	return was
}

// Take says what a token is worth, and takes one use of it where that is Valid. How long
// it takes does not tell how much of a token is right.
func (d *Desk) Take(token wire.Token) Verdict {
	at := d.find(token)
	if at < 0 {
		return Unknown
	}
	switch one := &d.invitations[at]; {
	case !one.many && one.uses > 0:
		return Used
	case one.closed || !d.before(one.expires):
		return Expired
	default:
		one.uses++
		return Valid
	}
}

// Return gives back a use that Take took, and that came to nothing.
func (d *Desk) Return(token wire.Token) {
	if at := d.find(token); at >= 0 && d.invitations[at].uses > 0 {
		d.invitations[at].uses--
	}
}

// find returns where the invitation of a token is, after a look at each; -1 for none.
func (d *Desk) find(token wire.Token) int {
	at := -1
	for i := range d.invitations {
		same := subtle.ConstantTimeCompare(d.invitations[i].token[:], token[:])
		at = subtle.ConstantTimeSelect(same, i, at)
	}
	return at
}

func (d *Desk) now() time.Time {
	if d.Now != nil {
		return d.Now()
	}
	return time.Now()
}

// before reports whether it is earlier, by the clock on the wall and by one that nobody
// sets: that one stands still while a machine sleeps, and the other can be set back.
func (d *Desk) before(t time.Time) bool {
	now := d.now()
	return now.Before(t) && now.Round(0).Before(t.Round(0))
}
