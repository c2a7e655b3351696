package core

import (
	"testing"

	"confab/transport/internal/wire"
)

func TestLimitsOfAServer(t *testing.T) {
	t.Parallel()
	t.Run("the 17th silent connection from one address is closed, and told", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{LimitLoopback: true})
		for range 16 {
			dial(t, addr)
		}
		if turnedAway(t, addr) == nil { // accepted after them, and long before they count as guests
			t.Error("the 17th was let in")
		}
		if ev, _ := e.kind(t, 0, AcceptFailed); faultIn(ev.Err) != LimitReached || ev.Addr != "127.0.0.1" {
			t.Errorf("told %+v", ev)
		}
	})
	t.Run("a guest over the limit per address is told why it had to go", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{LimitLoopback: true, GuestsPerAddr: 1})
		first, second := dial(t, addr), dial(t, addr)
		arrival(t, e, first)
		arrival(t, e, second)
		say(t, first, "one")
		e.message(t, 0, Incoming)
		say(t, second, "two")
		ev, _ := e.kind(t, 0, Disconnected)
		if faultIn(ev.Err) != LimitReached || ev.Peer.Addr != second.LocalAddr().String() {
			t.Errorf("%+v", ev)
		}
	})
	t.Run("members are told how much they may say", func(t *testing.T) {
		for _, c := range []struct {
			limits           Limits
			perSecond, burst uint16
		}{{Limits{}, 20, 60}, {Limits{MemberPerSecond: 7, MemberBurst: 9}, 7, 9}} {
			_, _, addr := hostParty(t, func(o *Options) { o.Limits = c.limits })
			conn := newParty(t).knock(t, dial(t, addr))
			sayHello(t, conn, "member", wire.Epoch{}, nil)
			f, err := wire.NewReader(conn).Next()
			if err != nil {
				t.Fatal(err)
			}
			if w, ok := f.(*wire.Welcome); !ok || w.Limits.MessagesPerSecond != c.perSecond || w.Limits.Burst != c.burst {
				t.Errorf("told %+v", f)
			}
			_ = conn.Close()
		}
	})
	t.Run("departed guests beyond the limit are forgotten, the first who left first", func(t *testing.T) {
		s, e, addr := startServer(t, Limits{GonePeers: 2, HalfCloseWithin: -1, LeftAfter: -1})
		var left []PeerID
		for i := range 4 {
			nc := dial(t, addr)
			say(t, nc, "hello")
			id := arrival(t, e, nc)
			left = append(left, id)
			e.collect(t, id, 5)
			_ = nc.Close()
			e.wait(t, 0, "departure", func(ev Event) bool { return ev.Kind == Disconnected && ev.Peer.ID == id })
			if i == 2 {
				s.Forget(left[1]) // a person made room
			}
		}
		got := s.Peers()
		if len(got) != 2 || got[0].ID != left[2] || got[1].ID != left[3] {
			t.Errorf("kept %+v of %v", got, left)
		}
	})
}
