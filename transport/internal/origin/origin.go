package origin

import (
	"cmp"
	"net/netip"
)

// Origin is where a connection comes from. Origins can be compared.
type Origin struct {
	// Addr is the other end, without a port, IPv4 in its own form; link-local ones
	// have a zone.
	Addr netip.Addr
	// Near says that it is on a link of this machine.
	Near bool
	// Machine is the card it comes from, where that is known.
	Machine Machine
}

// Machine is the hardware address of a network card; zero: not known.
type Machine [6]byte

// Place is what one address is counted by: an address, or a /64 of IPv6.
type Place struct {
	addr netip.Addr // the first of them, with its zone
	bits uint8      // how many are the same in all of them
}

// of is Of for a neighbour table that says machine.
func of(remote, local netip.Addr, machine Machine) Origin {
	o := Origin{Addr: remote.Unmap(), Machine: machine}
	if !o.Addr.IsLinkLocalUnicast() {
		o.Addr = o.Addr.WithZone("")
	}
	o.Near = machine != Machine{} || o.Addr.IsLoopback() || o.Addr.IsLinkLocalUnicast() ||
		o.Network() == (Origin{Addr: local.Unmap().WithZone("")}).Network()
	return o
}

// Place returns what the connection is counted by.
func (o Origin) Place() Place {
	if o.Near || o.Addr.Is4() {
		return o.Single()
	}
	return o.Wide()
}

// Single returns the place of the address alone.
func (o Origin) Single() Place { return placeOf(o.Addr, o.Addr.BitLen()) }

// Wide returns the place that an address has which is not near: for IPv6 its /64.
func (o Origin) Wide() Place {
	bits := o.Addr.BitLen()
	if o.Addr.Is6() && !o.Addr.IsLoopback() && !o.Addr.IsLinkLocalUnicast() {
		bits = 64
	}
	return placeOf(o.Addr, bits)
}

// Network returns the /64 of IPv6, or the /24 of IPv4, and the link of a link-local
// address.
func (o Origin) Network() Place {
	if o.Addr.Is4() {
		return placeOf(o.Addr, 24)
	}
	return placeOf(o.Addr, 64)
}

func placeOf(a netip.Addr, bits int) Place {
	if bits == a.BitLen() {
		return Place{a, uint8(bits)}
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return Place{} // of no address at all
	}
	return Place{p.Addr().WithZone(a.Zone()), uint8(bits)}
}

// Wide returns the /64 of an IPv6 address, and any other place as it is.
func (p Place) Wide() Place {
	if !p.single() {
		return p
	}
	return Origin{Addr: p.addr}.Wide()
}

// String is an address, with its zone, or a network with its length.
func (p Place) String() string {
	if p.single() {
		return p.addr.String()
	}
	return netip.PrefixFrom(p.addr, int(p.bits)).String()
}

func (p Place) single() bool { return int(p.bits) == p.addr.BitLen() }

// Compare orders places by their addresses.
func (p Place) Compare(q Place) int {
	return cmp.Or(p.addr.Compare(q.addr), cmp.Compare(p.bits, q.bits))
}

// ParsePlace reads what String wrote: an address, or a network with its length.
func ParsePlace(s string) (Place, error) {
	if prefix, err := netip.ParsePrefix(s); err == nil {
		return placeOf(prefix.Addr(), prefix.Bits()), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return Place{}, err
	}
	return Origin{Addr: a.Unmap()}.Single(), nil
}
