package transport

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// from is one of many addresses of the public IPv4 network.
func from(n int) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(0x08000000+n))
	return netip.AddrFrom4(b)
}

func TestAdmission(t *testing.T) {
	now := time.Unix(1e9, 0)
	defaults := Limits{}.withDefaults()
	enter := func(t *testing.T, m *admission, a netip.Addr, at time.Time, want Fault) {
		t.Helper()
		if got := m.enter(a, at); got != want {
			t.Fatalf("%v entering: %v, want %v", a, got, want)
		}
	}
	t.Run("one address has 16 undecided connections and not one more, until one is decided or leaves", func(t *testing.T) {
		m := newAdmission(defaults)
		for range 16 {
			enter(t, m, from(1), now, NoFault)
		}
		enter(t, m, from(1), now, LimitReached)
		enter(t, m, from(2), now, NoFault)
		m.decided(from(1))
		enter(t, m, from(1), now, NoFault)
		enter(t, m, from(1), now, LimitReached)
		m.leave(from(1), false)
		enter(t, m, from(1), now, NoFault)
	})
	t.Run("one address opens 60 connections in ten minutes and not one more", func(t *testing.T) {
		m := newAdmission(defaults)
		for range 60 {
			enter(t, m, from(1), now, NoFault)
			m.leave(from(1), false)
		}
		enter(t, m, from(1), now, LimitReached)
		enter(t, m, from(1), now.Add(10*time.Minute), LimitReached)
		enter(t, m, from(1), now.Add(10*time.Minute+1), NoFault)
	})
	t.Run("one address has 64 guests and not one more, even when more became so at once", func(t *testing.T) {
		limits := defaults
		limits.NewPerAddr = 1000
		m := newAdmission(limits)
		for range 63 {
			enter(t, m, from(1), now, NoFault)
			if f := m.decided(from(1)); f != NoFault {
				t.Fatal(f)
			}
		}
		enter(t, m, from(1), now, NoFault)
		enter(t, m, from(1), now, NoFault)
		if f := m.decided(from(1)); f != NoFault {
			t.Errorf("the 64th: %v", f)
		}
		if f := m.decided(from(1)); f != LimitReached {
			t.Errorf("the 65th: %v", f)
		}
		m.leave(from(1), true)
		enter(t, m, from(1), now, LimitReached)
		m.leave(from(1), true)
		enter(t, m, from(1), now, NoFault)
	})
	t.Run("all addresses together have 256 undecided connections, and this machine's own do not count", func(t *testing.T) {
		m := newAdmission(defaults)
		for range 1000 {
			enter(t, m, loopback, now, NoFault)
		}
		for i := range 256 {
			enter(t, m, from(i), now, NoFault)
		}
		enter(t, m, from(300), now, LimitReached)
		enter(t, m, loopback, now, NoFault)
		m.leave(loopback, false)
		enter(t, m, from(300), now, LimitReached)
		m.leave(from(7), false)
		enter(t, m, from(300), now, NoFault)
	})
	t.Run("guests and undecided together never pass the limit, this machine's own among them", func(t *testing.T) {
		limits := defaults
		limits.Guests = 3
		m := newAdmission(limits)
		enter(t, m, loopback, now, NoFault)
		m.decided(loopback)
		enter(t, m, from(1), now, NoFault)
		enter(t, m, from(2), now, NoFault)
		enter(t, m, loopback, now, LimitReached)
		m.leave(loopback, true)
		enter(t, m, from(3), now, NoFault)
	})
	t.Run("an IPv6 network of 64 bits is one address, and two are two", func(t *testing.T) {
		m := newAdmission(defaults)
		for i := range 16 {
			enter(t, m, netip.MustParseAddr(fmt.Sprintf("2001:db8::%x:1", i)), now, NoFault)
		}
		enter(t, m, netip.MustParseAddr("2001:db8::ffff:ffff:ffff:ffff"), now, LimitReached)
		enter(t, m, netip.MustParseAddr("2001:db8:0:1::1"), now, NoFault)
	})
	t.Run("a blocked address is out, its neighbour is not", func(t *testing.T) {
		m := newAdmission(defaults)
		m.blocked[sourceOf(from(1))] = true
		enter(t, m, from(1), now, Blocked)
		enter(t, m, from(2), now, NoFault)
	})
	t.Run("the table of addresses does not grow with those who left", func(t *testing.T) {
		m := newAdmission(defaults)
		for i := range 100_000 {
			enter(t, m, from(i), now, NoFault)
			m.leave(from(i), false)
			if len(m.sources) > sourcesBeforeSweep {
				t.Fatalf("%d sources after %d visits", len(m.sources), i)
			}
		}
	})
	t.Run("guests from many addresses are never forgotten and cost no sweep each", func(t *testing.T) {
		limits := defaults
		limits.Guests = 60_000
		var m *admission
		// come has n guests come and go, and returns what one of them took.
		come := func(n int) time.Duration {
			m = newAdmission(limits)
			begun := time.Now()
			for i := range n {
				enter(t, m, from(i), now, NoFault)
				m.decided(from(i))
			}
			if len(m.sources) != n {
				t.Errorf("%d sources", len(m.sources))
			}
			for i := range n {
				m.leave(from(i), true)
			}
			if m.held != 0 || m.undecided != 0 {
				t.Errorf("%d held and %d undecided are left", m.held, m.undecided)
			}
			return time.Since(begun) / time.Duration(n)
		}
		few, many := time.Hour, time.Hour // the quickest, as the machine may have other things to do
		for range 5 {
			few, many = min(few, come(sourcesBeforeSweep-1)), min(many, come(50_000))
		}
		// With a sweep for each newcomer it is some thousand times as much.
		if many > 20*few {
			t.Errorf("one of many took %v, one of few %v", many, few)
		}
		for i := range sourcesBeforeSweep {
			enter(t, m, from(100_000+i), now, NoFault)
			m.leave(from(100_000+i), false)
		}
	})
}

func TestLimitsOfAServer(t *testing.T) {
	t.Parallel()
	t.Run("the 17th silent connection from one address is closed, and told", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{LimitLoopback: true})
		for range 16 {
			dial(t, addr)
		}
		nc := dial(t, addr) // accepted after them, and long before they count as guests
		if _, err := nc.Read(make([]byte, 1)); err == nil || isTimeout(err) {
			t.Errorf("the 17th was let in: %v", err)
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
			greet(t, conn, "member", wire.Epoch{}, nil)
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
		s, e, addr := startServer(t, Limits{GonePeers: 2})
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
