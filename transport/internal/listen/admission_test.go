package listen

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/fault"
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
	*Admission
	now time.Time
	cut map[*Seat]fault.Fault
}

// filled returns l with every zero field filled in with what a Server has there.
func (l Limits) filled() Limits {
	return Limits{
		Undecided: cmp.Or(l.Undecided, 256), UndecidedPerAddr: cmp.Or(l.UndecidedPerAddr, 16),
		NewPerAddr: cmp.Or(l.NewPerAddr, 60), NewPerMember: cmp.Or(l.NewPerMember, 600), NewWindow: cmp.Or(l.NewWindow, 10*time.Minute),
		Guests: cmp.Or(l.Guests, 20_000), GuestsPerAddr: cmp.Or(l.GuestsPerAddr, 64),
		HalfClosed: cmp.Or(l.HalfClosed, 1024), HalfClosedPerAddr: cmp.Or(l.HalfClosedPerAddr, 16), LimitLoopback: l.LimitLoopback,
	}
}

func newGate(t *testing.T, l Limits) *gate {
	return &gate{t, NewAdmission(l.filled()), time.Unix(1e9, 0), map[*Seat]fault.Fault{}}
}

// enter has a connection come from o, which becomes what is wanted. With prove it
// may prove a key, and its only is what is wanted.
func (g *gate) enter(o origin.Origin, prove bool, want fault.Fault) (a *Seat) {
	g.Helper()
	a, got := g.Admission.Enter(o, g.now, prove, func(f fault.Fault) { g.cut[a] = f })
	if a != nil && a.Only != fault.NoFault {
		got = a.Only
	}
	if got != want {
		g.Fatalf("%v entering: %v, want %v", o.Addr, got, want)
	}
	return a
}

// come is enter of one with no key.
func (g *gate) come(o origin.Origin, want fault.Fault) *Seat {
	g.Helper()
	return g.enter(o, false, want)
}

// settle has a connection become a guest.
func (g *gate) settle(a *Seat, want fault.Fault) {
	g.Helper()
	if f := g.Decided(a); f != want {
		g.Errorf("%v becomes a guest: %v, want %v", a.From.Addr, f, want)
	}
}

func TestAdmission(t *testing.T) {
	here := origin.Origin{Addr: address.Loopback, Near: true}
	t.Run("one address has 16 undecided connections and not one more, until one is decided or leaves", func(t *testing.T) {
		g := newGate(t, Limits{})
		var all []*Seat
		for range 16 {
			all = append(all, g.come(from(1), fault.NoFault))
		}
		g.come(from(1), fault.LimitReached)
		g.come(from(2), fault.NoFault)
		g.settle(all[0], fault.NoFault)
		g.come(from(1), fault.NoFault)
		g.come(from(1), fault.LimitReached)
		g.Leave(all[1])
		g.come(from(1), fault.NoFault)
	})
	t.Run("one address opens 60 connections in ten minutes and not one more", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 60 {
			g.Leave(g.come(from(1), fault.NoFault))
		}
		g.come(from(1), fault.LimitReached)
		g.now = g.now.Add(10 * time.Minute)
		g.come(from(1), fault.LimitReached)
		g.now = g.now.Add(1)
		g.come(from(1), fault.NoFault)
	})
	t.Run("one address has 64 guests and not one more, even when more became so at once", func(t *testing.T) {
		g := newGate(t, Limits{NewPerAddr: 1000})
		var all []*Seat
		for range 63 {
			a := g.come(from(1), fault.NoFault)
			g.settle(a, fault.NoFault)
			all = append(all, a)
		}
		a, b := g.come(from(1), fault.NoFault), g.come(from(1), fault.NoFault)
		g.settle(a, fault.NoFault)
		g.settle(b, fault.LimitReached)
		g.Leave(b)
		g.come(from(1), fault.LimitReached)
		g.Leave(all[0])
		g.come(from(1), fault.NoFault)
	})
	t.Run("all together have 256 undecided connections, shared fairly, and this machine's own do not count", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 1000 {
			g.come(here, fault.NoFault)
		}
		var all []*Seat
		for i := range 256 {
			all = append(all, g.come(from(i/16), fault.NoFault))
		}
		g.come(from(0), fault.LimitReached)
		g.come(from(300), fault.NoFault) // who came first of one that holds the most gives way
		if len(g.cut) != 1 || g.cut[all[0]] != fault.LimitReached {
			t.Errorf("cut were %v", g.cut)
		}
		if n := g.undecided.Len(); n != 256 {
			t.Errorf("%d are undecided", n)
		}
		g.come(here, fault.NoFault)
	})
	t.Run("guests and undecided together never pass the limit, this machine's own among them", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 3})
		own := g.come(here, fault.NoFault)
		g.settle(own, fault.NoFault)
		g.come(from(1), fault.NoFault)
		g.come(from(2), fault.NoFault)
		g.come(here, fault.LimitReached)
		g.Leave(own)
		g.come(from(3), fault.NoFault)
	})
	t.Run("an IPv6 network of 64 bits elsewhere is one address, and two are two", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 16 {
			g.come(remote(fmt.Sprintf("2001:db8::%x:1", i)), fault.NoFault)
		}
		g.come(remote("2001:db8::ffff:ffff:ffff:ffff"), fault.LimitReached)
		g.come(remote("2001:db8:0:1::1"), fault.NoFault)
	})
	t.Run("on the own link each address counts for itself, and those of one card four times as much together", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 64 {
			g.come(onLink(i%16, 7), fault.NoFault)
		}
		g.come(onLink(99, 7), fault.LimitReached)
		g.come(onLink(1000, 0), fault.NoFault)
		for i := 2; i <= 240-65; i++ { // it opens 240, of which 65 are counted
			g.come(onLink(i, 7), fault.LimitReached)
		}
		g.come(onLink(2000, 8), fault.NoFault)
	})
	t.Run("link-local addresses are told apart by their link", func(t *testing.T) {
		g := newGate(t, Limits{})
		one, two := remote("fe80::1%eth0"), remote("fe80::1%eth1")
		one.Near, two.Near = true, true
		for range 16 {
			g.come(one, fault.NoFault)
		}
		g.come(one, fault.LimitReached)
		g.come(two, fault.NoFault)
		g.Block(one)
		g.come(one, fault.Blocked)
		g.come(two, fault.NoFault)
		if list := g.Blocked(); len(list) != 1 || list[0] != "fe80::1%eth0" {
			t.Errorf("blocked are %q", list)
		}
	})
	t.Run("with any number of addresses and cards one link leaves half of the places to others, and no newcomer of it waits", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 5000 {
			g.come(onLink(i, 0), fault.NoFault)
		}
		if n := g.undecided.Len(); n != 256 {
			t.Fatalf("%d are undecided", n)
		}
		clear(g.cut)
		var far []*Seat
		for i := range 128 {
			far = append(far, g.come(remote(fmt.Sprintf("2001:db8:0:%x::1", i)), fault.NoFault))
		}
		for i := range 5000 {
			g.come(onLink(10_000+i, 0), fault.NoFault)
		}
		for _, a := range far {
			if f, is := g.cut[a]; is {
				t.Fatalf("%v is cut: %v", a.From.Addr, f)
			}
		}
	})
	t.Run("guests of one network leave a quarter of all to others", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 400})
		for i := range 300 {
			g.settle(g.come(onLink(i, 0), fault.NoFault), fault.NoFault)
		}
		g.come(onLink(1000, 0), fault.LimitReached)
		g.come(remote("192.0.2.1"), fault.NoFault)
	})
	t.Run("a blocked address is out, its neighbour is not", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.Block(from(1))
		g.come(from(1), fault.Blocked)
		g.come(from(2), fault.NoFault)
	})
	t.Run("with an IPv6 address its card is blocked, with an IPv4 one only that", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.Block(onLink(1, 7))
		g.come(onLink(2, 7), fault.Blocked)
		g.come(onLink(3, 8), fault.NoFault)
		four := remote("192.168.1.7")
		four.Near, four.Machine = true, onLink(0, 7).Machine
		g.come(four, fault.NoFault)
		g.Unblock(onLink(1, 0).Place())
		g.come(onLink(2, 7), fault.NoFault)
		g.Block(four)
		other := four
		other.Addr = netip.MustParseAddr("192.168.1.8")
		g.come(four, fault.Blocked)
		g.come(other, fault.NoFault)
		g.come(onLink(2, 7), fault.NoFault)
	})
	t.Run("an address that was blocked from afar is out when it comes over its link, and let in by its address", func(t *testing.T) {
		g := newGate(t, Limits{})
		far := onLink(1, 0)
		far.Near = false
		g.Block(far)
		if list := g.Blocked(); len(list) != 1 || list[0] != "fd77::/64" {
			t.Errorf("blocked are %q", list)
		}
		g.come(onLink(1, 0), fault.Blocked)
		g.Unblock(onLink(1, 0).Place())
		g.come(onLink(1, 0), fault.NoFault)
	})
	t.Run("who is over a limit may prove a key, in few places that a newcomer of another address always gets", func(t *testing.T) {
		g := newGate(t, Limits{})
		for range 60 {
			g.Leave(g.come(from(1), fault.NoFault))
		}
		g.Block(from(2))
		var proving []*Seat
		for range 4 {
			proving = append(proving, g.enter(from(1), true, fault.LimitReached))
		}
		if a, f := g.Admission.Enter(from(1), g.now, true, nil); a != nil || f != fault.LimitReached {
			t.Errorf("the fifth: %v, %v", a, f)
		}
		g.enter(from(2), true, fault.Blocked)
		if f, _ := g.Proved(proving[0], wire.Identity{1}, g.now); f != fault.NoFault {
			t.Errorf("a member: %v", f)
		}
		g.now = g.now.Add(time.Second)
		g.enter(from(1), true, fault.LimitReached)
		g.enter(from(1), true, fault.LimitReached) // a silent one gives way
		if len(g.cut) != 1 || g.cut[proving[1]] != fault.LimitReached {
			t.Errorf("cut are %v", g.cut)
		}
		for i := range 1000 {
			o := onLink(i, 0)
			g.Block(o)
			g.enter(o, true, fault.Blocked)
			g.Unblock(o.Place())
		}
		if n := g.proving.Len(); n != provingAtOnce {
			t.Errorf("%d prove a key", n)
		}
		g.enter(from(2), true, fault.Blocked)
	})
	t.Run("one address over its limits has 20 handshakes, then one a second", func(t *testing.T) {
		g := newGate(t, Limits{})
		g.Block(from(1))
		handshakes := func(seconds int) (n int) {
			for range seconds {
				g.now = g.now.Add(time.Second)
				for range 30 {
					a := g.enter(from(1), true, fault.Blocked)
					if g.MayProve(a, g.now) {
						n++
					}
					g.Leave(a)
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
			a := g.come(onLink(i%50, 0), fault.NoFault)
			if f, _ := g.Proved(a, wire.Identity{1}, g.now); f != fault.NoFault {
				t.Fatalf("number %d: %v", i+1, f)
			}
			g.Leave(a)
		}
		a := g.come(onLink(60, 0), fault.NoFault)
		g.now = g.now.Add(time.Minute)
		if f, retry := g.Proved(a, wire.Identity{1}, g.now); f != fault.LimitReached || retry.Sub(g.now) != 9*time.Minute {
			t.Errorf("number 601: %v, %v", f, retry.Sub(g.now))
		}
		if f, _ := g.Proved(g.come(onLink(61, 0), fault.NoFault), wire.Identity{2}, g.now); f != fault.NoFault {
			t.Errorf("another key: %v", f)
		}
		g.now = g.now.Add(9*time.Minute + 1)
		if f, _ := g.Proved(g.come(onLink(62, 0), fault.NoFault), wire.Identity{1}, g.now); f != fault.NoFault {
			t.Errorf("ten minutes later: %v", f)
		}
	})
	t.Run("a member does not count as a guest of its address", func(t *testing.T) {
		g := newGate(t, Limits{GuestsPerAddr: 2})
		for i := range 10 {
			if f, _ := g.Proved(g.come(from(1), fault.NoFault), wire.Identity{byte(i)}, g.now); f != fault.NoFault {
				t.Fatal(f)
			}
		}
		g.settle(g.come(from(1), fault.NoFault), fault.NoFault)
		g.settle(g.come(from(1), fault.NoFault), fault.NoFault)
		g.come(from(1), fault.LimitReached)
	})
	t.Run("a member takes no place of those that all guests have", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 4, GuestsPerAddr: 9})
		var members []*Seat
		for i := range 9 {
			a := g.come(from(i), fault.NoFault)
			if f, _ := g.Proved(a, wire.Identity{byte(i)}, g.now); f != fault.NoFault {
				t.Fatal(f)
			}
			members = append(members, a)
		}
		for _, a := range members {
			g.Leave(a)
		}
		if g.held != 0 {
			t.Errorf("%d are held", g.held)
		}
	})
	t.Run("the table of addresses does not grow with those who left", func(t *testing.T) {
		g := newGate(t, Limits{})
		for i := range 100_000 {
			g.Leave(g.come(from(i), fault.NoFault))
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
			all := make([]*Seat, n)
			begun := time.Now()
			for i := range n {
				all[i] = g.come(from(i), fault.NoFault)
				g.settle(all[i], fault.NoFault)
			}
			if len(g.sources) < n {
				t.Errorf("%d sources", len(g.sources))
			}
			for _, a := range all {
				g.Leave(a)
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
		if many > 200*few {
			t.Errorf("one of many took %v, one of few %v", many, few)
		}
		for i := range sourcesBeforeSweep {
			g.Leave(g.come(from(100_000+i), fault.NoFault))
		}
	})
}
