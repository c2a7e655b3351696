package straight

import (
	"net"
	"net/netip"

	"confab/transport/internal/wire"
)

// scope is how far an address reaches.
type scope uint8

const (
	nowhere scope = iota // of no single machine
	machine              // this one
	local                // a network of one's own, or a link
	global
)

func scopeOf(a netip.Addr) scope {
	switch {
	case a.IsLoopback():
		return machine
	case a.IsPrivate(), a.IsLinkLocalUnicast(), shared.Contains(a), site.Contains(a):
		return local
	case a.IsGlobalUnicast() && a != broadcast:
		return global
	}
	return nowhere
}

// shared is of providers and of private networks over the internet (RFC 6598), and site what
// IPv6 had for networks of one's own first (RFC 3879): neither is of the internet.
var shared, site = netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("fec0::/10")

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// Fits reports whether somebody who is seen at one address may be reached by somebody at
// another: both are of the same machine, of networks of their own or of the internet. An
// address of an IPv6 link is for others of that link, as its zone has it.
func Fits(member, other netip.Addr) bool {
	member, other = member.Unmap(), other.Unmap()
	if scopeOf(member) == nowhere || scopeOf(member) != scopeOf(other) {
		return false
	}
	return !onLink(member) || onLink(other) && member.Zone() == other.Zone()
}

func onLink(a netip.Addr) bool { return a.Is6() && a.IsLinkLocalUnicast() }

// Addr is the address of one end of a connection, IPv4 in its own form; invalid where it is
// no socket of TCP.
func Addr(end net.Addr) netip.Addr {
	tcp, ok := end.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	return tcp.AddrPort().Addr().Unmap()
}

// Named is an address as REACH has it.
func Named(a netip.Addr) string { return string(a.Unmap().AsSlice()) }

// At is where a member is that a REACH names, for somebody who reaches the host at that
// address; false where it is not to be dialled.
func At(f *wire.Reach, host net.Addr) (netip.AddrPort, bool) {
	by := Addr(host)
	a, ok := netip.AddrFromSlice([]byte(f.Addr))
	if a = a.Unmap(); ok && onLink(a) {
		a = a.WithZone(by.Zone())
	}
	return netip.AddrPortFrom(a, f.Port), ok && f.Port >= wire.MinPort && Fits(a, by)
}
