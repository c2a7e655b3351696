package core

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/origin"
	"confab/transport/internal/wire"
)

// from is one of many addresses of the public IPv4 network.
func from(n int) origin.Origin {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(0x08000000+n))
	return origin.Origin{Addr: netip.AddrFrom4(b)}
}

// remote is a place far away, local one on a link of the machine that has our
// address in that network.
func remote(a string) origin.Origin { return origin.Origin{Addr: netip.MustParseAddr(a)} }

// onLink is the n-th address of a link, fd77::/64, of a card if it is known.
func onLink(n int, card byte) origin.Origin {
	b := netip.MustParseAddr("fd77::").As16()
	binary.BigEndian.PutUint32(b[12:], uint32(n))
	o := origin.Origin{Addr: netip.AddrFrom16(b), Near: true}
	if card != 0 {
		o.Machine = origin.Machine{2, 0, 0, 0, 0, card}
	}
	return o
}

// gate is admission with the connections that it took and cut.
type gate struct {
	*testing.T
	*admission
	now time.Time
	cut map[*admitted]Fault
}

func newGate(t *testing.T, l Limits) *gate {
	return &gate{t, newAdmission(l.withDefaults()), time.Unix(1e9, 0), map[*admitted]Fault{}}
}

// enter has a connection come from o, which becomes what is wanted. With prove it
// may prove a key, and its only is what is wanted.
func (g *gate) enter(o origin.Origin, prove bool, want Fault) (a *admitted) {
	g.Helper()
	a, got := g.admission.enter(o, g.now, prove, func(f Fault) { g.cut[a] = f })
	if a != nil && a.only != NoFault {
		got = a.only
	}
	if got != want {
		g.Fatalf("%v entering: %v, want %v", o.Addr, got, want)
	}
	return a
}

// come is enter of one with no key.
func (g *gate) come(o origin.Origin, want Fault) *admitted {
	g.Helper()
	return g.enter(o, false, want)
}

// settle has a connection become a guest.
func (g *gate) settle(a *admitted, want Fault) {
	g.Helper()
	if f := g.decided(a); f != want {
		g.Errorf("%v becomes a guest: %v, want %v", a.from.Addr, f, want)
	}
}

func TestAdmission(t *testing.T) {
	here := origin.Origin{Addr: address.Loopback, Near: true}
	t.Run("one address has 16 undecided connections and not one more, until one is decided or leaves", func(t *testing.T) {
		g := newGate(t, Limits{})
		var all []*admitted
		for range 16 {
			all = append(all, g.come(from(1), NoFault))
		}
		g.come(from(1), LimitReached)
		g.come(from(2), NoFault)
		g.settle(all[0], NoFault)
		g.come(from(1), NoFault)
		g.come(from(1), LimitReached)
		g.leave(all[1])
		g.come(from(1), NoFault)
	})
	t.Run("one address opens 60 connections in ten minutes and not one more", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 60 {
			g.leave(g.come(from(1), NoFault))
		}
		g.come(from(1), LimitReached)
		g.now = g.now.Add(10 * time.Minute)
		g.come(from(1), LimitReached)
		g.now = g.now.Add(1)
		g.come(from(1), NoFault)
	})
	t.Run("one address has 64 guests and not one more, even when more became so at once", func(t *testing.T) {
		g := newGate(t, Limits{NewPerAddr: 1000})
		var all []*admitted
		for range 63 {
			a := g.come(from(1), NoFault)
			g.settle(a, NoFault)
			all = append(all, a)
		}
		a, b := g.come(from(1), NoFault), g.come(from(1), NoFault)
		g.settle(a, NoFault)
		g.settle(b, LimitReached)
		g.leave(b)
		g.come(from(1), LimitReached)
		g.leave(all[0])
		g.come(from(1), NoFault)
	})
	t.Run("all together have 256 undecided connections, shared fairly, and this machine's own do not count", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 1000 {
			g.come(here, NoFault)
		}
		var all []*admitted
		for i := range 256 {
			all = append(all, g.come(from(i/16), NoFault))
		}
		g.come(from(0), LimitReached)
		g.come(from(300), NoFault) // who came first of one that holds the most gives way
		if len(g.cut) != 1 || g.cut[all[0]] != LimitReached {
			t.Errorf("cut were %v", g.cut)
		}
		if n := g.undecided.Len(); n != 256 {
			t.Errorf("%d are undecided", n)
		}
		g.come(here, NoFault)
	})
	t.Run("guests and undecided together never pass the limit, this machine's own among them", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 3})
		own := g.come(here, NoFault)
		g.settle(own, NoFault)
		g.come(from(1), NoFault)
		g.come(from(2), NoFault)
		g.come(here, LimitReached)
		g.leave(own)
		g.come(from(3), NoFault)
	})
	t.Run("an IPv6 network of 64 bits elsewhere is one address, and two are two", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 16 {
			g.come(remote(fmt.Sprintf("2001:db8::%x:1", i)), NoFault)
		}
		g.come(remote("2001:db8::ffff:ffff:ffff:ffff"), LimitReached)
		g.come(remote("2001:db8:0:1::1"), NoFault)
	})
	t.Run("on the own link each address counts for itself, and those of one card four times as much together", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 64 {
			g.come(onLink(i%16, 7), NoFault)
		}
		g.come(onLink(99, 7), LimitReached)
		g.come(onLink(1000, 0), NoFault)
		for i := 2; i <= 240-65; i++ { // it opens 240, of which 65 are counted
			g.come(onLink(i, 7), LimitReached)
		}
		g.come(onLink(2000, 8), NoFault)
	})
	t.Run("link-local addresses are told apart by their link", func(t *testing.T) {
		g := newGate(t, Limits{})
		one, two := remote("fe80::1%eth0"), remote("fe80::1%eth1")
		one.Near, two.Near = true, true
		for range 16 {
			g.come(one, NoFault)
		}
		g.come(one, LimitReached)
		g.come(two, NoFault)
		g.block(one)
		g.come(one, Blocked)
		g.come(two, NoFault)
		if list := g.blockedList(); len(list) != 1 || list[0] != "fe80::1%eth0" {
			t.Errorf("blocked are %q", list)
		}
	})
	t.Run("with any number of addresses and cards one link leaves half of the places to others, and no newcomer of it waits", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 5000 {
			g.come(onLink(i, 0), NoFault)
		}
		if n := g.undecided.Len(); n != 256 {
			t.Fatalf("%d are undecided", n)
		}
		clear(g.cut)
		var far []*admitted
		for i := range 128 {
			far = append(far, g.come(remote(fmt.Sprintf("2001:db8:0:%x::1", i)), NoFault))
		}
		for i := range 5000 {
			g.come(onLink(10_000+i, 0), NoFault)
		}
		for _, a := range far {
			if f, is := g.cut[a]; is {
				t.Fatalf("%v is cut: %v", a.from.Addr, f)
			}
		}
	})
	t.Run("guests of one network leave a quarter of all to others", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 400})
		for i := range 300 {
			g.settle(g.come(onLink(i, 0), NoFault), NoFault)
		}
		g.come(onLink(1000, 0), LimitReached)
		g.come(remote("192.0.2.1"), NoFault)
	})
	t.Run("a blocked address is out, its neighbour is not", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.block(from(1))
		g.come(from(1), Blocked)
		g.come(from(2), NoFault)
	})
	t.Run("with an IPv6 address its card is blocked, with an IPv4 one only that", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.block(onLink(1, 7))
		g.come(onLink(2, 7), Blocked)
		g.come(onLink(3, 8), NoFault)
		four := remote("192.168.1.7")
		four.Near, four.Machine = true, onLink(0, 7).Machine
		g.come(four, NoFault)
		g.unblock(onLink(1, 0).Place())
		g.come(onLink(2, 7), NoFault)
		g.block(four)
		other := four
		other.Addr = netip.MustParseAddr("192.168.1.8")
		g.come(four, Blocked)
		g.come(other, NoFault)
		g.come(onLink(2, 7), NoFault)
	})
	t.Run("an address that was blocked from afar is out when it comes over its link, and let in by its address", func(t *testing.T) {
		g := newGate(t, Limits{})
		far := onLink(1, 0)
		far.Near = false
		g.block(far)
		if list := g.blockedList(); len(list) != 1 || list[0] != "fd77::/64" {
			t.Errorf("blocked are %q", list)
		}
		g.come(onLink(1, 0), Blocked)
		g.unblock(onLink(1, 0).Place())
		g.come(onLink(1, 0), NoFault)
	})
	t.Run("who is over a limit may prove a key, in few places that a newcomer of another address always gets", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 60 {
			g.leave(g.come(from(1), NoFault))
		}
		g.block(from(2))
		var proving []*admitted
		for range 4 {
			proving = append(proving, g.enter(from(1), true, LimitReached))
		}
		if a, f := g.admission.enter(from(1), g.now, true, nil); a != nil || f != LimitReached {
			t.Errorf("the fifth: %v, %v", a, f)
		}
		g.enter(from(2), true, Blocked)
		if f, _ := g.proved(proving[0], ID{1}, g.now); f != NoFault {
			t.Errorf("a member: %v", f)
		}
		g.now = g.now.Add(time.Second)
		g.enter(from(1), true, LimitReached)
		g.enter(from(1), true, LimitReached) // a silent one gives way
		if len(g.cut) != 1 || g.cut[proving[1]] != LimitReached {
			t.Errorf("cut are %v", g.cut)
		}
		for i := range 1000 {
			o := onLink(i, 0)
			g.block(o)
			g.enter(o, true, Blocked)
			g.unblock(o.Place())
		}
		if n := g.proving.Len(); n != provingAtOnce {
			t.Errorf("%d prove a key", n)
		}
		g.enter(from(2), true, Blocked)
	})
	t.Run("one address over its limits has 20 handshakes, then one a second", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.block(from(1))
		handshakes := func(seconds int) (n int) {
			for range seconds {
				g.now = g.now.Add(time.Second)
				for range 30 {
					a := g.enter(from(1), true, Blocked)
					if g.mayProve(a, g.now) {
						n++
					}
					g.leave(a)
				}
			}
			return n
		}
		if n := handshakes(100); n < 110 || n > 125 {
			t.Errorf("%d in 100 seconds", n)
		}
	})
	t.Run("a member's key connects 600 times in ten minutes, from anywhere, and then is told when to come", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 600 {
			a := g.come(onLink(i%50, 0), NoFault)
			if f, _ := g.proved(a, ID{1}, g.now); f != NoFault {
				t.Fatalf("number %d: %v", i+1, f)
			}
			g.leave(a)
		}
		a := g.come(onLink(60, 0), NoFault)
		g.now = g.now.Add(time.Minute)
		if f, retry := g.proved(a, ID{1}, g.now); f != LimitReached || retry.Sub(g.now) != 9*time.Minute {
			t.Errorf("number 601: %v, %v", f, retry.Sub(g.now))
		}
		if f, _ := g.proved(g.come(onLink(61, 0), NoFault), ID{2}, g.now); f != NoFault {
			t.Errorf("another key: %v", f)
		}
		g.now = g.now.Add(9*time.Minute + 1)
		if f, _ := g.proved(g.come(onLink(62, 0), NoFault), ID{1}, g.now); f != NoFault {
			t.Errorf("ten minutes later: %v", f)
		}
	})
	t.Run("a member does not count as a guest of its address", func(t *testing.T) {
		g := newGate(t, Limits{GuestsPerAddr: 2})
		for i := range 10 {
			if f, _ := g.proved(g.come(from(1), NoFault), ID{byte(i)}, g.now); f != NoFault {
				t.Fatal(f)
			}
		}
		g.settle(g.come(from(1), NoFault), NoFault)
		g.settle(g.come(from(1), NoFault), NoFault)
		g.come(from(1), LimitReached)
	})
	t.Run("a member takes no place of those that all guests have", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 4, GuestsPerAddr: 9})
		var members []*admitted
		for i := range 9 {
			a := g.come(from(i), NoFault)
			if f, _ := g.proved(a, ID{byte(i)}, g.now); f != NoFault {
				t.Fatal(f)
			}
			members = append(members, a)
		}
		for _, a := range members {
			g.leave(a)
		}
		if g.held != 0 {
			t.Errorf("%d are held", g.held)
		}
	})
	t.Run("the table of addresses does not grow with those who left", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 100_000 {
			g.leave(g.come(from(i), NoFault))
			if len(g.sources) > sourcesBeforeSweep {
				t.Fatalf("%d sources after %d visits", len(g.sources), i)
			}
		}
	})
	t.Run("guests from many addresses are never forgotten and cost no sweep each", func(t *testing.T) {
		var g *gate
		// come has n guests come and go, and returns what one of them took.
		come := func(n int) time.Duration {
			g = newGate(t, Limits{Guests: 60_000})
			all := make([]*admitted, n)
			begun := time.Now()
			for i := range n {
				all[i] = g.come(from(i), NoFault)
				g.settle(all[i], NoFault)
			}
			if len(g.sources) < n {
				t.Errorf("%d sources", len(g.sources))
			}
			for _, a := range all {
				g.leave(a)
			}
			if g.held != 0 || g.undecided.Len() != 0 {
				t.Errorf("%d held and %d undecided are left", g.held, g.undecided.Len())
			}
			return time.Since(begun) / time.Duration(n)
		}
		few, many := time.Hour, time.Hour // the quickest, as the machine may have other things to do
		for range 5 {
			few, many = min(few, come(sourcesBeforeSweep/2)), min(many, come(50_000))
		}
		// With a sweep for each newcomer it is some thousand times as much.
		if many > 20*few {
			t.Errorf("one of many took %v, one of few %v", many, few)
		}
		for i := range sourcesBeforeSweep {
			g.leave(g.come(from(100_000+i), NoFault))
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
