package address

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"confab/transport/internal/fault"
)

// Split takes host:port apart and checks the port, from least to 65535. It fails with an
// *fault.Error: AddressInvalid or PortInvalid.
func Split(addr string, least int) (host string, port int, err error) {
	host, digits, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, &fault.Error{Fault: fault.AddressInvalid, Addr: addr, Err: err}
	}
	port, err = strconv.Atoi(digits)
	if err != nil || port < least || port > 65535 || strings.HasPrefix(digits, "+") {
		return "", 0, &fault.Error{Fault: fault.PortInvalid, Addr: digits}
	}
	return host, port, nil
}

// System lists the addresses of the interfaces that are up.
func System() ([]netip.Addr, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var found []netip.Addr
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, _ := i.Addrs() // it went away since it was listed
		for _, a := range addrs {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				found = append(found, prefix.Addr())
			}
		}
	}
	return found, nil
}

// local lists the addresses under which this machine can be reached on
// its networks, the likeliest first: private IPv4, other IPv4, IPv6 without
// link-local ones; loopback only when there is nothing else. It asks list, and
// may take a few milliseconds.
func local(list func() ([]netip.Addr, error)) []netip.Addr {
	all, _ := list() // what cannot be listed is asked of the routing table below
	var found []netip.Addr
	for _, a := range all {
		if a = a.Unmap(); !a.IsLoopback() && !a.IsLinkLocalUnicast() {
			found = append(found, a)
		}
	}
	if len(found) == 0 {
		found = routed()
	}
	if len(found) == 0 {
		return []netip.Addr{Loopback}
	}
	rank := func(a netip.Addr) int {
		switch {
		case a.Is4() && a.IsPrivate():
			return 0
		case a.Is4():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(found, func(a, b netip.Addr) int { return cmp.Compare(rank(a), rank(b)) })
	return found
}

// Loopback is the IPv4 address of this machine itself.
var Loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// routed asks the routing table which address of ours is used to reach others:
// Android lets no program list its interfaces. Connecting a UDP socket sends
// nothing; the addresses are those of documentation (RFC 5737, RFC 3849).
func routed() []netip.Addr {
	var found []netip.Addr
	for _, other := range []string{"192.0.2.1:9", "[2001:db8::1]:9"} {
		nc, err := net.Dial("udp", other)
		if err != nil {
			continue
		}
		if udp, ok := nc.LocalAddr().(*net.UDPAddr); ok {
			a := udp.AddrPort().Addr().Unmap().WithZone("")
			if !a.IsLoopback() && !a.IsLinkLocalUnicast() {
				found = append(found, a)
			}
		}
		_ = nc.Close()
	}
	return found
}

// Reachable turns the address a listener has into those that a person can
// give to others, the likeliest first. It asks list for those of this machine, System for
// example, where the listener has all of them, and may take a few milliseconds.
func Reachable(listening net.Addr, list func() ([]netip.Addr, error)) []string {
	at, err := netip.ParseAddrPort(listening.String())
	if err != nil {
		return []string{listening.String()}
	}
	if !at.Addr().IsUnspecified() {
		return []string{netip.AddrPortFrom(at.Addr().Unmap(), at.Port()).String()}
	}
	var found []string
	for _, a := range local(list) {
		if at.Addr().Is4() && !a.Is4() {
			continue
		}
		found = append(found, netip.AddrPortFrom(a, at.Port()).String())
	}
	if len(found) == 0 { // IPv4 only, on a machine that has none
		return []string{netip.AddrPortFrom(Loopback, at.Port()).String()}
	}
	return found
}

// Key returns what is the same for all spellings of an address: in any case, with or
// without the dot at the end of a name, an IP address however it is written.
func Key(addr string) string {
	host, port, err := Split(addr, 1)
	if err != nil {
		return addr
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String() // the case of its zone counts
	} else {
		host = strings.TrimSuffix(strings.ToLower(host), ".")
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}
