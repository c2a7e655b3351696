package follow

import (
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"confab/transport/internal/cpace"
	"confab/transport/internal/wire"
)

// takes is a WELCOME of a host that takes codes.
func (h *scripted) takes(state wire.Membership) *wire.Welcome {
	w := h.welcome(state)
	w.Features = wire.Codes
	return w
}

// respond answers the client's SHARE as a host that shows a code.
func (c *call) respond(h *scripted, code string, n uint64) *cpace.Host {
	c.t.Helper()
	f := expect[*wire.Share](c)
	id, err := c.conn.Export(wire.ExchangeLabel, binary.BigEndian.AppendUint64(nil, n))
	no(c.t, err)
	client, self := c.conn.Peer(), h.id()
	host, share, err := cpace.Respond(cpace.Session{ID: id, Client: client[:], Host: self[:]}, code, f.Element)
	no(c.t, err)
	c.send(&wire.Share{Element: share})
	return host
}

// result waits for the n-th result of a code.
func (c *client) result(t *testing.T, n int) (err error) {
	t.Helper()
	c.await(t, "a result of the code", func() bool {
		if len(c.results) >= n {
			err = c.results[n-1]
		}
		return len(c.results) >= n
	})
	return err
}

func TestCode(t *testing.T) {
	t.Run("the host that has it is told from others", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Code = "123456"
		c := start(t, config)
		call := h.accept(t)
		if !call.hello.Code {
			t.Error("HELLO does not say that a code follows")
		}
		call.send(h.takes(wire.JoinRequired))
		host := call.respond(h, "123456", 1)
		tag, err := host.Finish(expect[*wire.Proof](call).Tag)
		no(t, err)
		call.send(&wire.Proof{Tag: tag}, h.takes(wire.Member))
		no(t, c.result(t, 1))
		c.phase(t, Online)
	})
	t.Run("a host that has not proved to have it is left for good", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Code = "123456"
		c := start(t, config)
		call := h.accept(t)
		call.send(h.takes(wire.JoinRequired))
		call.respond(h, "654321", 1)
		expect[*wire.Proof](call)
		call.send(&wire.Proof{Tag: [64]byte{1}}, h.takes(wire.Member))
		if s := c.phase(t, Ended); !errors.Is(s.Err, ErrUnproved) {
			t.Errorf("%v", s.Err)
		}
	})
	t.Run("a denial is told, and another code may follow, on the same connection", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.accept(t)
		call.send(h.takes(wire.JoinRequired))
		c.phase(t, Asking)
		c.Follower.Code("111111")
		expect[*wire.Share](call)
		call.send(&wire.Denied{Reason: wire.DeniedBusy, RetryAfter: 30 * time.Second})
		var denied *DeniedError
		if err := c.result(t, 1); !errors.As(err, &denied) || denied.Reason != wire.DeniedBusy || denied.Retry != 30*time.Second {
			t.Errorf("%v", err)
		}
		c.Follower.Code("222222")
		if _, err := call.respond(h, "222222", 2).Finish(expect[*wire.Proof](call).Tag); err != nil {
			t.Error(err)
		}
		call.send(&wire.Denied{Reason: wire.DeniedWrong})
		if err := c.result(t, 2); !errors.As(err, &denied) || denied.Reason != wire.DeniedWrong {
			t.Errorf("%v", err)
		}
	})
	t.Run("of a code that the host may have looked at the next connection says nothing", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Code = "123456"
		c := start(t, config)
		call := h.accept(t)
		call.send(h.takes(wire.JoinRequired))
		expect[*wire.Share](call)
		call.hangUp() // nothing was told of it yet
		call = h.accept(t)
		call.send(h.takes(wire.JoinRequired))
		call.respond(h, "123456", 1)
		expect[*wire.Proof](call)
		call.hangUp()
		if err := c.result(t, 1); !errors.Is(err, ErrCodeLost) {
			t.Errorf("%v", err)
		}
		call = h.accept(t)
		if call.hello.Code {
			t.Error("HELLO says that a code follows")
		}
		call.send(h.takes(wire.Member))
		c.phase(t, Online)
		c.Follower.Typing(wire.Everyone)
		expect[*wire.Typing](call) // and no SHARE before it
	})
	t.Run("a host of an earlier version gets none", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Code = "123456"
		c := start(t, config)
		call := h.accept(t)
		call.send(h.welcome(wire.JoinRequired))
		if err := c.result(t, 1); !errors.Is(err, ErrNoCodes) {
			t.Errorf("%v", err)
		}
		call.send(h.welcome(wire.Member))
		c.phase(t, Online)
		c.Follower.Typing(wire.Everyone)
		expect[*wire.Typing](call)
	})
	t.Run("what no host says ends the connection", func(t *testing.T) {
		for name, f := range map[string]wire.Frame{
			"SHARE unasked": &wire.Share{Element: [32]byte{1}}, "PROOF unasked": &wire.Proof{Tag: [64]byte{1}},
			"DENIED unasked": &wire.Denied{Reason: wire.DeniedWrong},
		} {
			h := newScripted(t)
			start(t, configure(t, openStore(t), h.addr()))
			call := h.accept(t)
			call.send(h.takes(wire.JoinRequired), f)
			if bye := expect[*wire.Bye](call); bye.Reason != wire.ByeUnexpected {
				t.Errorf("%s: %+v", name, bye)
			}
		}
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Code = "123456"
		start(t, config)
		call := h.accept(t)
		call.send(h.takes(wire.JoinRequired))
		expect[*wire.Share](call)
		call.send(&wire.Share{Element: [32]byte{1}})
		if bye := expect[*wire.Bye](call); bye.Reason != wire.ByeMalformed {
			t.Errorf("no element: %+v", bye)
		}
	})
}
