package hub

import (
	"context"
	"fmt"
	"net"
	"testing"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// knockFrom is somebody new who asks to join from an address of the loopback.
// It returns WELCOME or BYE, and what reads on.
func (p *stage) knockFrom(from string) (*actor, wire.Frame, *wire.Reader) {
	p.Helper()
	a := newActor(p)
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	raw, err := d.Dial("tcp", p.listener.Addr().String())
	if err != nil {
		p.Fatal(err)
	}
	p.TB.Cleanup(func() { raw.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	conn, err := secure.Client(ctx, raw, secure.ClientConfig(a.Identity, secure.PinTo(p.self.ID()), secure.Talk))
	if err != nil {
		p.Fatal(err)
	}
	encoded, err := wire.Append(nil, hello("from "+from))
	if err != nil {
		p.Fatal(err)
	}
	if _, err := conn.Write(encoded); err != nil {
		p.Fatal(err)
	}
	r := wire.NewReader(conn)
	f, err := r.Next()
	if err != nil {
		p.Fatal(err)
	}
	return a, f, r
}

func TestWhoAsksCannotKeepOthersFromAsking(t *testing.T) {
	t.Run("a newcomer of another address is shown though 64 ask from eight", func(t *testing.T) {
		p := guarded(t, nil)
		var first *wire.Reader
		for i := range 64 {
			_, f, r := p.knockFrom(fmt.Sprintf("127.0.0.%d", 10+i%8))
			if f.Type() != wire.TypeWelcome {
				t.Fatalf("number %d is told %+v", i+1, f)
			}
			if i == 0 {
				first = r
			}
		}
		honest, f, _ := p.knockFrom("127.0.0.99")
		if w, ok := f.(*wire.Welcome); !ok || w.State != wire.JoinRequired {
			t.Fatalf("the newcomer is told %+v", f)
		}
		p.watch.state(t, honest.id, Asking)
		if n := len(p.Members()); n > 64 {
			t.Errorf("%d ask", n)
		}
		f, err := first.Next()
		if bye, ok := f.(*wire.Bye); !ok || bye.Reason != wire.ByeFull || bye.Limit != wire.LimitOfAsking || bye.RetryAfter == 0 {
			t.Errorf("who gave way is told %+v, %v", f, err)
		}
		// One more of an address that has as many as any waits until they are gone.
		_, f, _ = p.knockFrom("127.0.0.11")
		if bye, ok := f.(*wire.Bye); !ok || bye.Limit != wire.LimitOfAsking {
			t.Errorf("the ninth of one address is told %+v", f)
		}
	})
	t.Run("who asks stays in view for a while when one of another address comes, who can be let in all the same", func(t *testing.T) {
		p := guarded(t, func(c *Config) { c.Limits.Asking = 1 })
		p.knockFrom("127.0.0.10")
		second, f, _ := p.knockFrom("127.0.0.11")
		if bye, ok := f.(*wire.Bye); !ok || bye.Limit != wire.LimitOfAsking {
			t.Fatalf("the second is told %+v: the first must be seen for a while", f)
		}
		if err := p.Accept(second.id); err != nil {
			t.Fatal(err)
		}
		p.enter(second)
	})
}

func TestWhoJoinsUnaskedCannotKeepOthersFromJoining(t *testing.T) {
	t.Parallel()
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) {
		c.Limits.Joins, c.Limits.JoinsPerAddr, c.Limits.LimitLoopback = 40, 4, true
	})
	in := func(from string) bool {
		_, f, _ := p.knockFrom(from)
		switch f := f.(type) {
		case *wire.Welcome:
			return f.State == wire.Member
		case *wire.Bye:
			if f.Reason != wire.ByeFull || f.RetryAfter == 0 || f.Limit != wire.LimitOfAddress && f.Limit != wire.LimitOfJoining {
				t.Errorf("one of %s who is refused is told %+v", from, f)
			}
		default:
			t.Errorf("one of %s is told %+v", from, f)
		}
		return false
	}
	came := 0
	for i := range 100 { // one machine with twenty addresses
		if in(fmt.Sprint("127.0.0.", 10+i%20)) {
			came++
		}
	}
	if came < 20 {
		t.Errorf("of 100 only %d come in", came)
	}
	if !in("127.0.1.1") {
		t.Error("a newcomer of another network is refused: one machine used all places")
	}
}

func TestAKnownMemberComesInThoughStrangersHaveAllSessions(t *testing.T) {
	t.Parallel()
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.Members = 2 })
	known, other := newActor(t), newActor(t)
	for _, a := range []*actor{known, other} {
		c := p.enter(a)
		if err := p.Accept(a.id); err != nil {
			t.Fatal(err)
		}
		c.conn.Close()
		p.watch.state(t, a.id, Gone)
	}
	strangers := []*client{p.enter(newActor(t)), p.enter(newActor(t))}
	c := p.connect(newActor(t))
	c.say(hello("one more stranger"))
	if b := c.over(); b == nil || b.Reason != wire.ByeFull {
		t.Errorf("one more stranger gets %+v", b)
	}
	p.enter(known)
	p.enter(other)
	for _, c := range strangers {
		if b := c.over(); b == nil || b.Reason != wire.ByeFull || b.RetryAfter == 0 {
			t.Errorf("a stranger who gave way gets %+v", b)
		}
	}
}
