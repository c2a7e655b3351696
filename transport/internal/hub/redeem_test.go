package hub

import (
	"sync/atomic"
	"testing"

	"confab/transport/internal/wire"
)

// desk is a Redeem that knows one token, for one use, and what came of it.
type desk struct {
	token wire.Token
	taken atomic.Bool
	ends  chan bool
}

func (d *desk) redeem(_ wire.Identity, token wire.Token) (wire.ByeReason, func(bool)) {
	switch {
	case token != d.token:
		return wire.ByeInvitationWrong, nil
	case d.taken.Swap(true):
		return wire.ByeInvitationUsed, nil
	}
	return 0, func(admitted bool) {
		if !admitted {
			d.taken.Store(false)
		}
		d.ends <- admitted
	}
}

// bearing connects somebody with a token.
func (p *stage) bearing(a *actor, token wire.Token) *client {
	p.Helper()
	c := p.connect(a)
	f := hello("bearer")
	f.Token = token
	c.say(f)
	return c
}

func TestRedeem(t *testing.T) {
	t.Parallel()
	token := wire.Token{7}
	invite := func(c *Config, d *desk) {
		d.token, d.ends = token, make(chan bool, 10)
		c.Redeem = d.redeem
	}
	t.Run("the token makes a member once, who comes again with it or without", func(t *testing.T) {
		var d desk
		p := guarded(t, func(c *Config) { invite(c, &d) })
		a := newActor(t)
		c := p.bearing(a, token)
		if w := next[*wire.Welcome](c); w.State != wire.Member || !<-d.ends {
			t.Errorf("WELCOME %+v", w)
		}
		if m := p.watch.state(t, a.id, Here); m.Verified || m.Name != "bearer" {
			t.Errorf("%+v", m)
		}
		c.conn.Close()
		p.watch.state(t, a.id, Gone)
		if w := next[*wire.Welcome](p.bearing(a, wire.Token{9})); w.State != wire.Member {
			t.Errorf("a member with another token: WELCOME %+v", w)
		}
		p.enter(a)
		if bye := p.bearing(newActor(t), token).over(); bye == nil || bye.Reason != wire.ByeInvitationUsed {
			t.Errorf("the next one: BYE %+v", bye)
		}
	})
	t.Run("another token lets nobody in, and leaves nothing", func(t *testing.T) {
		var d desk
		p := guarded(t, func(c *Config) { invite(c, &d) })
		a := newActor(t)
		if bye := p.bearing(a, wire.Token{8}).over(); bye == nil || bye.Reason != wire.ByeInvitationWrong {
			t.Errorf("BYE %+v", bye)
		}
		if bye := guarded(t, nil).bearing(a, token).over(); bye == nil || bye.Reason != wire.ByeInvitationWrong {
			t.Errorf("where there are no invitations: BYE %+v", bye)
		}
		p.knock(a) // it may ask
	})
	t.Run("who is blocked while it comes is not let in, and the use is given back", func(t *testing.T) {
		var d desk
		var p *stage
		a := newActor(t)
		p = guarded(t, func(c *Config) {
			invite(c, &d)
			inner := c.Redeem
			c.Redeem = func(id wire.Identity, token wire.Token) (wire.ByeReason, func(bool)) {
				if id == a.id {
					if err := p.Block(id); err != nil {
						t.Error(err)
					}
				}
				return inner(id, token)
			}
		})
		if bye := p.bearing(a, token).over(); bye == nil || bye.Reason != wire.ByeBlocked || <-d.ends {
			t.Errorf("BYE %+v", bye)
		}
		p.watch.state(t, a.id, Blocked)
		if w := next[*wire.Welcome](p.bearing(newActor(t), token)); w.State != wire.Member {
			t.Errorf("the next one: WELCOME %+v", w)
		}
	})
	t.Run("where everyone is let in a token that is worth nothing does no harm", func(t *testing.T) {
		p := begin(t)
		if w := next[*wire.Welcome](p.bearing(newActor(t), token)); w.State != wire.Member {
			t.Errorf("WELCOME %+v", w)
		}
	})
}
