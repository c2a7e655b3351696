package origin

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

// at is where a connection of an address comes from; one with a card is near.
func at(addr string, card byte) Origin {
	o := Origin{Addr: netip.MustParseAddr(addr)}
	if card != 0 {
		o.Near, o.Machine = true, Machine{2, 0, 0, 0, 0, card}
	}
	return o
}

func TestPool(t *testing.T) {
	now := time.Unix(1e9, 0)
	enter := func(t *testing.T, p *Pool[string], name string, from Origin, want string) {
		t.Helper()
		given, gave, ok := p.Enter(name, from, now)
		got := "in"
		if gave {
			got = "for " + given
		} else if !ok {
			got = "out"
		}
		if got != want {
			t.Errorf("%s of %v: %s, want %s", name, from.Addr, got, want)
		}
	}
	t.Run("the oldest of the biggest holder gives way to one of another address, until all hold as much", func(t *testing.T) {
		p := &Pool[string]{Size: 4, PerPlace: 4}
		for i := range 4 {
			enter(t, p, fmt.Sprint("a", i), at("192.0.2.1", 0), "in")
		}
		enter(t, p, "a4", at("192.0.2.1", 0), "out")
		enter(t, p, "b0", at("192.0.2.2", 0), "for a0")
		enter(t, p, "b1", at("192.0.2.2", 0), "for a1")
		enter(t, p, "b2", at("192.0.2.2", 0), "out")
		enter(t, p, "c0", at("192.0.2.3", 0), "for a2")
		p.Leave("c0")
		p.Leave("nobody")
		enter(t, p, "d0", at("192.0.2.4", 0), "in")
		if p.Len() != 4 {
			t.Errorf("%d seats are taken", p.Len())
		}
	})
	t.Run("all addresses of a machine are one holder, and it has four times what an address has", func(t *testing.T) {
		p := &Pool[string]{Size: 8, PerPlace: 1}
		for i := range 4 {
			enter(t, p, fmt.Sprint("a", i), at(fmt.Sprint("fd77::", i+1), 1), "in")
		}
		enter(t, p, "a4", at("fd77::9", 1), "out")
		enter(t, p, "a5", at("192.168.1.5", 1), "out")
		for i := range 4 {
			enter(t, p, fmt.Sprint("b", i), at(fmt.Sprint("fd77::1:", i+1), byte(2+i)), "in")
		}
		enter(t, p, "c0", at("fd77::2:1", 9), "for a0")
	})
	t.Run("machines far away have half of the seats, and those near the other", func(t *testing.T) {
		p := &Pool[string]{Size: 8, PerPlace: 8}
		for i := range 8 {
			enter(t, p, fmt.Sprint("far", i), at(fmt.Sprintf("2001:db8:0:%x::1", i), 0), "in")
		}
		for i := range 4 {
			enter(t, p, fmt.Sprint("near", i), at(fmt.Sprint("fd77::", i+1), byte(1+i)), fmt.Sprint("for far", i))
		}
		enter(t, p, "far8", at("2001:db8:1::1", 0), "for far4")
		enter(t, p, "near4", at("fd77::9", 9), "for near0")
	})
	t.Run("who is shown stays for a while, when those who come hold no less", func(t *testing.T) {
		p := &Pool[string]{Size: 2, PerPlace: 2, Stay: time.Minute, Old: time.Hour}
		enter(t, p, "a", at("192.0.2.1", 0), "in")
		enter(t, p, "b", at("192.0.2.2", 0), "in")
		enter(t, p, "c", at("192.0.2.3", 0), "out")
		now = now.Add(time.Minute)
		enter(t, p, "c", at("192.0.2.3", 0), "for a")
		enter(t, p, "d", at("192.0.2.4", 0), "for b")
		enter(t, p, "e", at("192.0.2.5", 0), "out")
	})
	t.Run("who asked long ago gives way to one of the same address", func(t *testing.T) {
		p := &Pool[string]{Size: 10, PerPlace: 2, Stay: time.Minute, Old: time.Hour}
		enter(t, p, "a", at("192.0.2.1", 0), "in")
		now = now.Add(30 * time.Minute)
		enter(t, p, "b", at("192.0.2.1", 0), "in")
		enter(t, p, "c", at("192.0.2.1", 0), "out")
		now = now.Add(30 * time.Minute)
		enter(t, p, "c", at("192.0.2.1", 0), "for a")
		enter(t, p, "d", at("192.0.2.1", 0), "out")
	})
	t.Run("what is counted goes with who leaves", func(t *testing.T) {
		p := &Pool[int]{Size: 100, PerPlace: 100}
		for i := range 10_000 {
			p.Enter(i, at(fmt.Sprintf("fd77::%x", i), byte(1+i%200)), now)
		}
		for i := range 10_000 {
			p.Leave(i)
		}
		if p.Len() != 0 || len(p.counts) != 0 {
			t.Errorf("%d seats and %d counts are left", p.Len(), len(p.counts))
		}
	})
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		name, remote, local, place, network string
		card                                byte
	}{
		{"IPv4", "192.168.1.7", "192.168.1.1", "192.168.1.7", "192.168.1.0/24", 0},
		{"IPv4 as IPv6 has it", "::ffff:192.168.1.7", "::ffff:192.168.1.1", "192.168.1.7", "192.168.1.0/24", 0},
		{"IPv6 of the own link", "2001:db8::7", "2001:db8::1", "2001:db8::7", "2001:db8::/64", 0},
		{"IPv6 of elsewhere", "2001:db8:0:1::7", "2001:db8::1", "2001:db8:0:1::/64", "2001:db8:0:1::/64", 0},
		{"IPv6 of another network of the own link", "2001:db8:0:1::7", "2001:db8::1", "2001:db8:0:1::7", "2001:db8:0:1::/64", 1},
		{"link-local", "fe80::7%eth0", "fe80::1%eth0", "fe80::7%eth0", "fe80::/64", 0},
		{"link-local of another link", "fe80::7%eth1", "fe80::1%eth1", "fe80::7%eth1", "fe80::/64", 0},
		{"a zone that says nothing", "2001:db8::7%eth0", "2001:db8::1", "2001:db8::7", "2001:db8::/64", 0},
		{"loopback", "::1", "::1", "::1", "::/64", 0},
		{"IPv4 loopback", "127.0.0.5", "127.0.0.1", "127.0.0.5", "127.0.0.0/24", 0},
	} {
		o := of(netip.MustParseAddr(c.remote), netip.MustParseAddr(c.local), at("::", c.card).Machine)
		if got := o.Place().String(); got != c.place {
			t.Errorf("%s: place %s, want %s", c.name, got, c.place)
		}
		if got := o.Network().String(); got != c.network {
			t.Errorf("%s: network %s, want %s", c.name, got, c.network)
		}
		if p, err := ParsePlace(c.place); err != nil || p != o.Place() {
			t.Errorf("%s: read back as %v, %v", c.name, p, err)
		}
	}
	one, two := at("fe80::7%eth0", 0), at("fe80::7%eth1", 0)
	if one.Place() == two.Place() || one.Network() == two.Network() {
		t.Error("two links are one")
	}
	for entry, want := range map[string]string{"fd77::7": "fd77::/64", "fd77::/64": "fd77::/64", "10.0.0.7": "10.0.0.7", "fe80::7%eth0": "fe80::7%eth0"} {
		if p, err := ParsePlace(entry); err != nil || p.Wide().String() != want {
			t.Errorf("the /64 of %s is %v, %v", entry, p.Wide(), err)
		}
	}
	if _, err := ParsePlace("Anna"); err == nil {
		t.Error("a name is a place")
	}
	var n Neighbours
	if o := n.Of(netip.Addr{}, netip.Addr{}); o.Machine != (Machine{}) {
		t.Errorf("no address is %+v", o)
	}
}
