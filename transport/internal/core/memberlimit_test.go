package core

import (
	"errors"
	"net"
	"syscall"
	"testing"
	"time"
)

func TestMembersAreNotCountedLikeStrangers(t *testing.T) {
	t.Parallel()
	// again has a member who was met before connect once more, and returns what
	// became of it.
	again := func(t *testing.T, p *party, addr string) Event {
		t.Helper()
		from := p.length()
		c := NewClient(p.options("Anna"))
		defer c.Close()
		c.Join(addr)
		ev, _ := p.wait(t, from, "Connected or DialFailed", func(ev Event) bool {
			return ev.Peer.Server == 0 && (ev.Kind == Connected || ev.Kind == DialFailed)
		})
		return ev
	}
	t.Run("a member comes more often than a stranger may", func(t *testing.T) {
		_, _, addr := hostParty(t, func(o *Options) { o.Limits.LimitLoopback = true })
		p := newParty(t)
		for i := range 100 {
			if ev := again(t, p, addr); ev.Kind != Connected {
				t.Fatalf("time %d: %v", i+1, ev.Err)
			}
		}
	})
	t.Run("strangers of its address do not keep a member out", func(t *testing.T) {
		_, _, addr := hostParty(t, func(o *Options) { o.Limits.LimitLoopback = true })
		p := newParty(t)
		if ev := again(t, p, addr); ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		for range 70 {
			nc, err := net.Dial("tcp", addr)
			if errors.Is(err, syscall.ECONNRESET) {
				continue // it was over the limit
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = nc.Close() })
		}
		if ev := again(t, p, addr); ev.Kind != Connected {
			t.Errorf("told %v", ev.Err)
		}
	})
	t.Run("a block of a guest does not keep a member of the same address out", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		p := newParty(t)
		if ev := again(t, p, addr); ev.Kind != Connected {
			t.Fatal(ev.Err)
		}
		nc := dial(t, addr)
		id := arrival(t, host.events, nc)
		say(t, nc, "hello")
		server.Block(id)
		if ev := again(t, p, addr); ev.Kind != Connected {
			t.Errorf("told %v", ev.Err)
		}
		if turnedAway(t, addr) == nil {
			t.Error("a guest of a blocked address was let in")
		}
	})
}

func TestTheClientIsToldWhichLimitItMet(t *testing.T) {
	t.Parallel()
	// join has p connect, and returns what it is told first.
	join := func(t *testing.T, p *party, addr string) Event {
		t.Helper()
		from := p.length()
		c := NewClient(p.options("Anna"))
		defer c.Close()
		c.Join(addr)
		ev, _ := p.wait(t, from, "Connected, Asking, Waiting or DialFailed", func(ev Event) bool {
			return ev.Peer.Server == 0 && (ev.Kind == Connected || ev.Kind == Asking || ev.Kind == Waiting || ev.Kind == DialFailed)
		})
		return ev
	}
	limited := func(t *testing.T, ev Event, want Fault) {
		t.Helper()
		var e *Error
		if ev.Kind != Waiting || !errors.As(ev.Err, &e) || e.Fault != want {
			t.Fatalf("told kind %d, %v", ev.Kind, ev.Err)
		}
		if e.RetryAfter <= 9*time.Minute || e.RetryAfter > 10*time.Minute || ev.Retry().Sub(ev.Time) < e.RetryAfter-time.Minute {
			t.Errorf("to come again in %v, and does in %v", e.RetryAfter, ev.Retry().Sub(ev.Time))
		}
	}
	t.Run("a member that comes too often", func(t *testing.T) {
		host, _, addr := hostParty(t, func(o *Options) { o.Limits = Limits{LimitLoopback: true, NewPerMember: 2} })
		p := newParty(t)
		for range 3 { // of which the first is a stranger's
			if ev := join(t, p, addr); ev.Kind != Connected {
				t.Fatal(ev.Err)
			}
		}
		limited(t, join(t, p, addr), TooOften)
		if ev := join(t, newParty(t), addr); ev.Kind != Connected {
			t.Errorf("somebody else is told %v", ev.Err)
		}
		host.untroubled(t)
	})
	t.Run("a stranger of an address that opened too many", func(t *testing.T) {
		host, _, addr := hostParty(t, func(o *Options) { o.Limits = Limits{LimitLoopback: true, NewPerAddr: 3} })
		for range 3 {
			_ = dial(t, addr).Close()
		}
		limited(t, join(t, newParty(t), addr), AddressFull)
		if ev, _ := host.kind(t, 0, AcceptFailed); faultIn(ev.Err) != LimitReached || ev.Addr != "127.0.0.1" {
			t.Errorf("the host is told %+v", ev)
		}
	})
	t.Run("a stranger of a blocked address", func(t *testing.T) {
		host, server, addr := hostParty(t, nil)
		nc := dial(t, addr)
		server.Block(arrival(t, host.events, nc))
		if ev := join(t, newParty(t), addr); ev.Kind != DialFailed || faultIn(ev.Err) != MemberBlocked {
			t.Errorf("told kind %d, %v", ev.Kind, ev.Err)
		}
	})
	t.Run("one who asks where all places are taken", func(t *testing.T) {
		_, _, addr := hostParty(t, func(o *Options) { o.LetEveryoneIn = false })
		for range 8 {
			p := newParty(t)
			c := NewClient(p.options("Anna"))
			t.Cleanup(c.Close)
			c.Join(addr)
			p.kind(t, 0, Asking)
		}
		if ev := join(t, newParty(t), addr); ev.Kind != Waiting || faultIn(ev.Err) != AskingFull {
			t.Errorf("told kind %d, %v", ev.Kind, ev.Err)
		}
	})
	t.Run("a host that hangs up at once, as one does with its members switched off", func(t *testing.T) {
		_, server, addr := hostParty(t, nil)
		server.Allow(Visitors{Plain: true, Browsers: true})
		if ev := join(t, newParty(t), addr); faultIn(ev.Err) != ClosedAtOnce {
			t.Errorf("told kind %d, %v", ev.Kind, ev.Err)
		}
	})
}
