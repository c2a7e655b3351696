package discover

import (
	"net"
	"net/netip"
	"slices"
)

// Network is an interface of this machine with the networks it is in.
type Network struct {
	Name  string // the zone of its link-local addresses
	Index int    // 0: not known
	// Prefixes are its addresses, each with the length of its network.
	Prefixes []netip.Prefix
	// Tunnel says that there is no one near in it: only its addresses count.
	Tunnel bool
}

// A Lister lists the networks of this machine. It may take some milliseconds.
type Lister func() ([]Network, error)

// System lists the interfaces that are up and connected, in the order of the system,
// without loopback; or what Use was given.
func System() ([]Network, error) {
	if list := usedLister(); list != nil {
		return list()
	}
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	const needed = net.FlagUp | net.FlagRunning
	var found []Network
	for _, i := range interfaces {
		if i.Flags&needed != needed || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		n := Network{Name: i.Name, Index: i.Index, Tunnel: i.Flags&net.FlagPointToPoint != 0}
		addrs, _ := i.Addrs() // it went away since it was listed
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil {
				n.Prefixes = append(n.Prefixes, netip.PrefixFrom(p.Addr().Unmap(), p.Bits()))
			}
		}
		if len(n.Prefixes) > 0 {
			found = append(found, n)
		}
	}
	return found, nil
}

// SystemOr lists what System does or, where a program cannot ask the system, what the
// addresses tell that addrs lists: an IPv4 one is taken to be in a /24. A nil addrs is
// System alone.
func SystemOr(addrs func() ([]netip.Addr, error)) Lister {
	if addrs == nil {
		return System
	}
	return func() ([]Network, error) {
		if found, err := System(); err == nil {
			return found, nil
		}
		list, err := addrs()
		if err != nil {
			return nil, err
		}
		var found []Network
		for _, a := range list {
			switch a = a.Unmap(); {
			case a.IsLoopback():
			case a.Is4():
				found = append(found, Network{Prefixes: []netip.Prefix{netip.PrefixFrom(a, 24)}})
			default:
				found = append(found, Network{Name: a.Zone(), Prefixes: []netip.Prefix{netip.PrefixFrom(a.WithZone(""), 64)}})
			}
		}
		return found, nil
	}
}

func sameNetworks(a, b []Network) bool {
	return slices.EqualFunc(a, b, func(a, b Network) bool {
		return a.Name == b.Name && a.Index == b.Index && a.Tunnel == b.Tunnel && slices.Equal(a.Prefixes, b.Prefixes)
	})
}

// Near are those of the networks in which others are near.
func Near(networks []Network) []Network {
	return slices.DeleteFunc(slices.Clone(networks), func(n Network) bool { return n.Tunnel })
}

// onLink reports whether an address is in a network of this machine, or its own.
func onLink(networks []Network, a netip.Addr) bool {
	a = a.Unmap()
	if a.IsLoopback() || a.IsLinkLocalUnicast() && a.Is6() {
		return true
	}
	a = a.WithZone("")
	for _, n := range networks {
		for _, p := range n.Prefixes {
			if p.Contains(a) {
				return true
			}
		}
	}
	return false
}

// reachable are the networks on which a server is reached that listens on an address:
// all, or the one that has the address, with no other addresses.
func reachable(networks []Network, at netip.Addr) []Network {
	at = at.Unmap()
	var found []Network
	for _, n := range Near(networks) {
		var prefixes []netip.Prefix
		for _, p := range n.Prefixes {
			own := p.Addr() == at.WithZone("") && (at.Zone() == "" || at.Zone() == n.Name)
			if own || at.IsUnspecified() && (at.Is6() || p.Addr().Is4()) {
				prefixes = append(prefixes, p)
			}
		}
		if len(prefixes) > 0 {
			found = append(found, Network{Name: n.Name, Index: n.Index, Prefixes: prefixes})
		}
	}
	return found
}

// broadcast is the address of all machines of an IPv4 network. It reports false for
// networks that have none: of IPv6, and of one or two addresses.
func broadcast(p netip.Prefix) (netip.Addr, bool) {
	if !p.Addr().Is4() || p.Bits() > 30 {
		return netip.Addr{}, false
	}
	a := p.Addr().As4()
	for bit := p.Bits(); bit < 32; bit++ {
		a[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom4(a), true
}

// linkLocal reports whether an interface has a link-local IPv6 address, without which
// nothing can be sent to all nodes of its link.
func (n Network) linkLocal() bool {
	return slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool {
		return p.Addr().Is6() && p.Addr().IsLinkLocalUnicast()
	})
}
