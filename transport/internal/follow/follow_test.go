package follow

import (
	"context"
	"errors"
	"net"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestHost(t *testing.T) {
	t.Run("whoever is met first is the only one expected afterwards", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		if s := c.phase(t, Online); s.Host != h.id() || s.HostName != "Anna's" || s.Limits != h.limits {
			t.Error(s)
		}
		call.hangUp()
		other := *h
		other.identity = identity(t)
		raw, err := h.listener.Accept()
		no(t, err)
		defer raw.Close()
		if _, err = secure.Server(context.Background(), raw, secure.ServerConfig(other.identity, nil)); err == nil {
			t.Error("the client talked to somebody else")
		}
		var changed *secure.ChangedKeyError
		if s := c.phase(t, Ended); !errors.As(s.Err, &changed) || changed.Got != other.identity.ID() || changed.Want != h.identity.ID() {
			t.Error(s.Err)
		}
	})

	t.Run("a copy of an earlier run is told before the host is reached", func(t *testing.T) {
		h, s := newLittle(t, 3), openStore(t)
		c := start(t, configure(t, s, h.addr()))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 3 })
		c.Close()
		again := c.config
		again.Pin = secure.PinTo(h.identity.ID())
		again.Dial = dialer("127.0.0.1:1")
		c = start(t, again)
		st := c.phase(t, Waiting)
		if len(c.copies) != 1 || c.copies[0].how != Continued || st.Host != h.id() {
			t.Fatal(c.copies, st)
		}
		all, err := s.After(context.Background(), c.copies[0].log, wire.Everyone, 0, 10)
		if err != nil || len(all) != 3 {
			t.Error(all, err)
		}
		no(t, c.say(t, text(1)))
	})

	t.Run("we wait until the host lets us in, and what was said meanwhile is sent then", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.accept(t)
		call.send(h.welcome(wire.JoinRequired))
		c.phase(t, Asking)
		no(t, c.say(t, text(1)))
		call.send(h.welcome(wire.Member))
		c.phase(t, Online)
		if p := expect[*wire.Post](call); p.CID != cid(1) {
			t.Error(p)
		}
	})

	for reason, name := range map[wire.ByeReason]string{wire.ByeDeclined: "declines", wire.ByeRemoved: "removes",
		wire.ByeBlocked: "blocks", wire.ByeReplaced: "replaces", wire.ByeVersion: "does not understand"} {
		t.Run("a host that "+name+" us is left alone", func(t *testing.T) {
			h := newScripted(t)
			c := start(t, configure(t, openStore(t), h.addr()))
			call := h.accept(t)
			if reason == wire.ByeDeclined {
				call.send(h.welcome(wire.JoinRequired))
			}
			call.bye(wire.Bye{Reason: reason})
			var bye *session.ByeError
			if s := c.phase(t, Ended); !errors.As(s.Err, &bye) || bye.Reason != reason {
				t.Error(s.Err)
			}
		})
	}

	t.Run("a host that refuses our certificate is left alone", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		raw, err := h.listener.Accept()
		no(t, err)
		defer raw.Close()
		blocked := func(secure.ID) error { return errors.New("blocked") }
		_, err = secure.Server(context.Background(), raw, secure.ServerConfig(h.identity, blocked))
		if err == nil {
			t.Fatal("not refused")
		}
		no(t, raw.(*net.TCPConn).CloseWrite())
		if s := c.phase(t, Ended); !errors.Is(s.Err, ErrRefused) || !secure.RefusedByPeer(s.Err) {
			t.Error(s.Err)
		}
	})

	for name, greeting := range map[string]string{"speaks plain text": "hello\n", "speaks another TLS": "\x15\x03\x03\x00\x02\x02\x46"} {
		t.Run("a host that "+name+" is left alone", func(t *testing.T) {
			h := newScripted(t)
			c := start(t, configure(t, openStore(t), h.addr()))
			raw, err := h.listener.Accept()
			no(t, err)
			defer raw.Close()
			_, err = raw.Write([]byte(greeting))
			no(t, err)
			if s := c.phase(t, Ended); !errors.Is(s.Err, ErrNotConfab) {
				t.Error(s.Err)
			}
		})
	}

	t.Run("a host that resets us before we know that we are connected is tried again", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		tried := 0 // by the run loop alone
		config.Dial = func(ctx context.Context) (net.Conn, error) {
			if tried++; tried == 1 {
				return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNRESET)}
			}
			return dialer(h.addr())(ctx)
		}
		c := start(t, config)
		if s := c.phase(t, Waiting); !BeforeProof(s.Err) {
			t.Error(s.Err)
		}
		h.accept(t).send(h.welcome(wire.Member))
		c.phase(t, Online)
	})

	for name, spoilt := range map[string]func(net.Conn) net.Conn{
		"of what we say in it":           func(c net.Conn) net.Conn { return &spoiltConn{Conn: c, write: 1} },
		"of how we end it":               func(c net.Conn) net.Conn { return &spoiltConn{Conn: c, write: 2} },
		"of what the host answers in it": func(c net.Conn) net.Conn { return &spoiltConn{Conn: c, read: true} },
	} {
		t.Run("a handshake that breaks as a bit "+name+" was changed on its way is tried again", func(t *testing.T) {
			h := newScripted(t)
			config := configure(t, openStore(t), h.addr())
			tried := 0 // by the run loop alone
			config.Dial = func(ctx context.Context) (net.Conn, error) {
				conn, err := dialer(h.addr())(ctx)
				if tried++; tried == 1 && err == nil {
					conn = spoilt(conn)
				}
				return conn, err
			}
			c := start(t, config)
			raw, err := h.listener.Accept()
			no(t, err)
			defer raw.Close()
			if conn, err := secure.Server(context.Background(), raw, secure.ServerConfig(h.identity, nil)); err == nil {
				_, err = conn.Read(make([]byte, 1)) // the end of the handshake
				if err == nil {
					t.Error("nothing was changed")
				}
			}
			if s := c.phase(t, Waiting); !altered(s.Err) {
				t.Error(s.Err)
			}
			h.accept(t).send(h.welcome(wire.Member))
			c.phase(t, Online)
		})
	}

	t.Run("a program that says nothing, and one that hangs up, are no hosts", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Timing.Handshake = 50 * time.Millisecond
		c := start(t, config)
		raw, err := h.listener.Accept()
		no(t, err)
		defer raw.Close()
		if s := c.phase(t, Ended); !errors.Is(s.Err, context.DeadlineExceeded) {
			t.Error(s.Err)
		}
		config.Timing.Handshake = 0
		c = start(t, config)
		for range maxStrikes {
			raw, err := h.listener.Accept()
			no(t, err)
			raw.Close()
		}
		c.phase(t, Ended)
	})

	t.Run("our own identity is no host", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Self = h.identity
		c := start(t, config)
		raw, err := h.listener.Accept()
		no(t, err)
		defer raw.Close()
		_, err = secure.Server(context.Background(), raw, secure.ServerConfig(h.identity, nil))
		no(t, err)
		if s := c.phase(t, Ended); !errors.Is(s.Err, ErrSelf) {
			t.Error(s.Err)
		}
	})

	t.Run("an address where nobody listens ends the first attempt", func(t *testing.T) {
		h := newScripted(t)
		h.listener.Close()
		c := start(t, configure(t, openStore(t), h.addr()))
		s := c.phase(t, Ended)
		var op *net.OpError
		if !errors.As(s.Err, &op) {
			t.Error(s.Err)
		}
		if err := c.say(t, text(1)); !errors.Is(err, s.Err) {
			t.Error(err)
		}
	})

	t.Run("a WELCOME of somebody else, and a frame before it, are refused", func(t *testing.T) {
		h := newScripted(t)
		start(t, configure(t, openStore(t), h.addr()))
		wrong := h.welcome(wire.Member)
		wrong.Server = wire.Identity{7}
		for _, f := range []wire.Frame{wrong, event(1), &wire.Hello{Versions: []uint16{1}, App: "a", Name: "b"}} {
			call := h.accept(t)
			call.send(f)
			if b := expect[*wire.Bye](call); b.Reason != wire.ByeMalformed && b.Reason != wire.ByeUnexpected {
				t.Error(b)
			}
			call.hangUp()
		}
	})

	t.Run("a host that does not answer HELLO is tried again", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, fail *atomic.Bool) {
			h.receive(t, <-calls)
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			c.phase(t, Online)
			if !slices.ContainsFunc(c.states, func(s State) bool { return errors.Is(s.Err, ErrNoWelcome) }) {
				t.Error(c.states)
			}
			call.hangUp()
		})
	})
}

// spoiltConn changes a bit of the random number in the first record that is read or
// written, or of what is encrypted in the second write.
type spoiltConn struct {
	net.Conn
	read    bool
	write   int // which one
	written int
}

// random is where the random number of a hello is in its record (RFC 8446, 4.1.2, 5.1).
const random = 5 + 4 + 2

func (c *spoiltConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	// The head of a record, its first five bytes, may be read by itself.
	if at := random - c.written; c.read && n > 0 {
		if c.written += n; at < n {
			p[at] ^= 1
			c.read = false
		}
	}
	return n, err
}

func (c *spoiltConn) Write(p []byte) (int, error) {
	if c.write--; c.write == 0 {
		p = slices.Clone(p)
		p[min(random, len(p)-1)] ^= 1
	}
	return c.Conn.Write(p)
}

func TestTold(t *testing.T) {
	h, s := newScripted(t), openStore(t)
	c := start(t, configure(t, s, h.addr()))
	call := h.serve(t)
	call.send(&wire.Presence{From: h.id(), State: wire.Here, Name: "Anna"},
		&wire.Presence{From: wire.Identity{9}, State: wire.Here, Name: "Chen", Since: 77},
		&wire.Presence{From: wire.Identity{9}, State: wire.Gone})
	t.Run("who is here, by the last name told", func(t *testing.T) {
		c.await(t, "three were told", func() bool { return len(c.members) == 3 })
		if m := c.members[0]; !m.Host || m.Name != "Anna" {
			t.Error(m)
		}
		if m := c.members[2]; m.Host || m.Name != "Chen" || m.State != wire.Gone {
			t.Error(m)
		}
	})
	t.Run("GOT goes out for what is on disk, and what is displayed is READ", func(t *testing.T) {
		call.send(event(1), event(2))
		for last := uint64(0); last < 2; {
			last = expect[*wire.Got](call).Cursors[wire.Everyone]
		}
		rest, err := s.After(context.Background(), c.copies[0].log, wire.Everyone, 0, 10)
		if err != nil || len(rest) != 2 {
			t.Error(rest, err)
		}
		c.Read(wire.Everyone, 2)
		if r := expect[*wire.Read](call); r.Cursors[wire.Everyone] != 2 {
			t.Error(r)
		}
	})
	t.Run("the receipts of all, not those of one, and who writes", func(t *testing.T) {
		call.send(&wire.Got{From: wire.Identity{9}, Cursors: wire.Cursors{wire.Everyone: 9}},
			&wire.Got{Cursors: wire.Cursors{wire.Everyone: 2}}, &wire.Read{Cursors: wire.Cursors{wire.Everyone: 1}},
			&wire.Typing{Room: wire.Everyone, From: wire.Identity{9}})
		c.await(t, "receipts and typing came", func() bool {
			return c.received[wire.Everyone] == [2]uint64{2, 1} && len(c.typing) == 1
		})
		c.Follower.Typing(wire.Everyone)
		expect[*wire.Typing](call)
	})
	t.Run("a new name is told at once, and in the next HELLO", func(t *testing.T) {
		c.SetName("Boris the second")
		if p := expect[*wire.Presence](call); p.Name != "Boris the second" {
			t.Error(p)
		}
		call.hangUp()
		next := h.accept(t)
		if next.hello.Name != "Boris the second" || next.hello.Cursors[wire.Everyone] != 2 {
			t.Error(next.hello)
		}
	})
	t.Run("what was displayed is told again on a new connection, and receipts are remembered", func(t *testing.T) {
		c.Close()
		// At the old address may wait what c was dialling when it was closed.
		anew := newScripted(t)
		anew.identity = h.identity
		again := c.config
		again.Pin, again.Dial = secure.PinTo(h.identity.ID()), dialer(anew.addr())
		c = start(t, again)
		call := anew.serve(t)
		if r := expect[*wire.Read](call); r.Cursors[wire.Everyone] != 2 {
			t.Error(r)
		}
		call.send(&wire.Got{Cursors: wire.Cursors{wire.Everyone: 3}})
		c.await(t, "the read one is kept", func() bool { return c.received[wire.Everyone] == [2]uint64{3, 1} })
	})
}

func TestLongHello(t *testing.T) {
	t.Run("a host that does not know us any more gets a short HELLO", func(t *testing.T) {
		h, s := newScripted(t), openStore(t)
		config := configure(t, s, h.addr())
		config.Pin = secure.PinTo(h.identity.ID())
		r, err := s.Replica(wire.Identity(config.Self.ID()), h.id())
		no(t, err)
		_, _, err = r.Begin(h.epoch)
		no(t, err)
		for n := range 150 {
			e := *event(1)
			e.CID, e.Room = cid(n), wire.RoomID{5, byte(n)}
			_, err := r.Deliver(h.epoch, []wire.Event{e})
			no(t, err)
		}
		start(t, config)
		call := h.accept(t)
		if len(call.hello.Cursors) != 151 {
			t.Fatal(len(call.hello.Cursors))
		}
		call.bye(wire.Bye{Reason: wire.ByeTooLong})
		if call = h.accept(t); len(call.hello.Cursors) != 0 {
			t.Error(len(call.hello.Cursors))
		}
	})
}

func TestClose(t *testing.T) {
	t.Run("what waits goes out before BYE, and nothing is taken afterwards", func(t *testing.T) {
		h := newLittle(t, 0)
		c := start(t, configure(t, openStore(t), h.addr()))
		c.phase(t, Online)
		for n := range 40 {
			c.Post(text(n), wire.Identity{}, nil)
		}
		c.Close()
		if all := h.bodies(); len(all) != 40 {
			t.Error(all)
		}
		if n := waiting(t, c.copies[0].replica); n != 0 {
			t.Errorf("%d wait", n)
		}
		if err := c.say(t, text(99)); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
	t.Run("without a connection it is over at once, and what was said is kept", func(t *testing.T) {
		h, s := newLittle(t, 0), openStore(t)
		config := configure(t, s, h.addr())
		config.Timing.Flush = time.Hour
		c := start(t, config)
		c.phase(t, Online)
		h.listener.Close()
		c.connected().session.Cut(errCut)
		c.phase(t, Waiting)
		for n := range 10 {
			c.Post(text(n), wire.Identity{}, nil)
		}
		closed := make(chan struct{})
		go func() {
			c.Close()
			close(closed)
		}()
		select {
		case <-closed:
		case <-time.After(patience):
			t.Fatal("it waits for a host that is not there")
		}
		rows, err := c.copies[0].replica.Outbox(context.Background(), store.Outgoing{}, 100)
		if err != nil || len(rows) != 10 {
			t.Error(len(rows), err)
		}
	})
	t.Run("a host that does not answer is left after a while", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Timing.Flush = 50 * time.Millisecond
		c := start(t, config)
		call := h.serve(t)
		c.phase(t, Online)
		no(t, c.say(t, text(1)))
		expect[*wire.Post](call)
		closed := make(chan struct{})
		go func() {
			c.Close()
			close(closed)
		}()
		expect[*wire.Bye](call)
		call.hangUp()
		<-closed
		if n := waiting(t, c.copies[0].replica); n != 1 {
			t.Errorf("%d wait", n)
		}
	})
}
