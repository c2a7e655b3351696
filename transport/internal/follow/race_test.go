package follow

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// silent is a way on which nobody answers until its context ends.
func silent(ctx context.Context) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// nowhere is one that leads nowhere.
func nowhere(context.Context) (net.Conn, error) { return nil, errors.New("nobody there") }

// invited is what is needed to follow a host by an invitation, over several ways.
func invited(t *testing.T, h *scripted, first Dialer, others ...Dialer) Config {
	c := configure(t, openStore(t), h.addr())
	c.Pin, c.Token = secure.PinTo(h.identity.ID()), wire.Token{7}
	c.Dial, c.Others, c.Timing.Stagger = first, others, time.Millisecond
	return c
}

func TestRace(t *testing.T) {
	t.Run("the way counts at which the pinned key answers, and its token goes nowhere else, nor twice", func(t *testing.T) {
		h, other := newScripted(t), newScripted(t)
		met, refused := make(chan error, 100), make(chan struct{})
		var once sync.Once
		go func() {
			for {
				raw, err := other.listener.Accept()
				if err != nil {
					return
				}
				_, err = secure.Server(context.Background(), raw, secure.ServerConfig(other.identity, nil))
				met <- err
				raw.Close()
				once.Do(func() { close(refused) })
			}
		}()
		later := func(ctx context.Context) (net.Conn, error) {
			select {
			case <-refused:
			case <-ctx.Done():
			}
			return dialer(h.addr())(ctx)
		}
		f := start(t, invited(t, h, nowhere, dialer(other.addr()), silent, later))
		c := h.serve(t)
		if c.hello.Token != (wire.Token{7}) {
			t.Errorf("HELLO has the token %x", c.hello.Token[:])
		}
		if s := f.phase(t, Online); s.Way != 3 {
			t.Errorf("it was reached by way %d", s.Way)
		}
		if err := <-met; err == nil {
			t.Error("the other one was believed")
		}
		c.hangUp()
		if c = h.serve(t); c.hello.Token != (wire.Token{}) {
			t.Error("a member says the token again")
		}
	})
	t.Run("of a new host it tells rather that somebody else is there, of a known one that it is not", func(t *testing.T) {
		h, other := newLittle(t, 1), newLittle(t, 1)
		c := invited(t, h.scripted, nowhere, dialer(other.addr()))
		f := start(t, c)
		var changed *secure.ChangedKeyError
		if s := f.phase(t, Ended); !errors.As(s.Err, &changed) || s.Way != 1 {
			t.Errorf("it tells %v, way %d", s.Err, s.Way)
		}
		f.Close()
		known := c
		known.Dial, known.Others = dialer(h.addr()), nil
		f = start(t, known)
		f.phase(t, Online)
		f.Close()
		f = start(t, c)
		if s := f.phase(t, Waiting); errors.As(s.Err, &changed) || s.Way != 0 {
			t.Errorf("it tells %v, way %d", s.Err, s.Way)
		}
	})
	t.Run("who is told that an invitation is worth nothing does not try again", func(t *testing.T) {
		for _, why := range []wire.ByeReason{wire.ByeInvitationWrong, wire.ByeInvitationUsed, wire.ByeInvitationExpired} {
			h := newScripted(t)
			f := start(t, invited(t, h, dialer(h.addr())))
			h.accept(t).bye(wire.Bye{Reason: why})
			var bye *session.ByeError
			if err := f.phase(t, Ended).Err; !errors.As(err, &bye) || bye.Reason != why {
				t.Errorf("it tells %v", err)
			}
		}
	})
	t.Run("a host that is known otherwise is refused whatever the pin says", func(t *testing.T) {
		h := newLittle(t, 1)
		c := invited(t, h.scripted, dialer(h.addr()))
		c.Expect = func(context.Context, net.Conn) (secure.ID, bool) { return secure.ID{1}, true }
		f := start(t, c)
		var changed *secure.ChangedKeyError
		if err := f.phase(t, Ended).Err; !errors.As(err, &changed) || changed.Want != (secure.ID{1}) {
			t.Errorf("it tells %v", err)
		}
	})
}
