package transport

import "testing"

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
			dial(t, addr)
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
		if _, err := dial(t, addr).Read(make([]byte, 1)); err == nil || isTimeout(err) {
			t.Errorf("a guest of a blocked address met %v", err)
		}
	})
}
