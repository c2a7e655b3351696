package discover

import (
	"context"
	"net"
	"net/netip"
	"runtime"
	"syscall"
)

var (
	groupV4  = netip.AddrFrom4([4]byte{239, 255, DefaultPort >> 8, DefaultPort & 0xff})
	allNodes = netip.MustParseAddr("ff02::1")
	anyV4    = netip.IPv4Unspecified()
	anyV6    = netip.IPv6Unspecified()
)

// endpoint is where a socket receives: an address of this machine, all of them, or one
// that many receive at; port 0 is any free one.
type endpoint netip.AddrPort

func (e endpoint) addr() netip.Addr { return netip.AddrPort(e).Addr() }

func (e endpoint) network() string {
	if e.addr().Is4() {
		return "udp4"
	}
	return "udp6"
}

// endpoints are those of a port for one address of this machine, or for all.
func own(port uint16, at netip.Addr) []endpoint {
	list := []endpoint{endpoint(netip.AddrPortFrom(at, port))}
	if at == anyV6 {
		list = append(list, endpoint(netip.AddrPortFrom(anyV4, port)))
	}
	return list
}

// shared are the endpoints at which a program receives what is sent to many at a port
// that may be another program's: what is sent to one address stays the other program's.
// Windows has no such endpoints, and takes those for all addresses; the BSDs have none
// for broadcast.
func shared(port uint16, networks []Network, v6 bool) []endpoint {
	at := func(a netip.Addr) endpoint { return endpoint(netip.AddrPortFrom(a, port)) }
	if runtime.GOOS == "windows" {
		if v6 {
			return own(port, anyV6)
		}
		return own(port, anyV4)
	}
	list := []endpoint{at(groupV4)}
	for _, n := range networks {
		if v6 && n.linkLocal() {
			list = append(list, at(allNodes.WithZone(n.Name)))
		}
		for _, p := range n.Prefixes {
			if a, ok := broadcast(p); ok && (runtime.GOOS == "linux" || runtime.GOOS == "android") {
				list = append(list, at(a))
			}
		}
	}
	return list
}

// open opens a socket that shares its port with other programs which allow that, and
// whose datagrams no router forwards.
func open(e endpoint) (*net.UDPConn, error) {
	if e.addr().IsMulticast() {
		return openGroup(e)
	}
	config := net.ListenConfig{Control: func(network, _ string, raw syscall.RawConn) error {
		var failed error
		err := raw.Control(func(fd uintptr) { failed = prepare(descriptor(fd), network == "udp6") })
		if err != nil {
			return err
		}
		return failed
	}}
	c, err := config.ListenPacket(context.Background(), e.network(), netip.AddrPort(e).String())
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}

// prepare sets the options of a socket that is not bound yet.
func prepare(fd descriptor, v6 bool) error {
	if err := share(fd); err != nil {
		return err
	}
	if v6 {
		return syscall.SetsockoptInt(fd, syscall.IPPROTO_IPV6, syscall.IPV6_UNICAST_HOPS, 1)
	}
	return syscall.SetsockoptInt(fd, syscall.IPPROTO_IP, syscall.IP_TTL, 1)
}

// join has a socket receive what is sent to the group on each of the networks. Where it
// does already, the system refuses, which is as good.
func join(c *net.UDPConn, v6 bool, networks []Network) {
	control(c, func(fd descriptor) {
		for _, n := range networks {
			if v6 {
				if n.Index != 0 {
					_ = syscall.SetsockoptIPv6Mreq(fd, syscall.IPPROTO_IPV6, syscall.IPV6_JOIN_GROUP,
						&syscall.IPv6Mreq{Multiaddr: allNodes.As16(), Interface: uint32(n.Index)})
				}
				continue
			}
			for _, p := range n.Prefixes {
				if p.Addr().Is4() {
					_ = syscall.SetsockoptIPMreq(fd, syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP,
						&syscall.IPMreq{Multiaddr: groupV4.As4(), Interface: p.Addr().As4()})
				}
			}
		}
	})
}

// multicastFrom has a socket send what goes to the group out of the interface that has an
// IPv4 address.
func multicastFrom(c *net.UDPConn, a netip.Addr) (err error) {
	control(c, func(fd descriptor) {
		err = syscall.SetsockoptInet4Addr(fd, syscall.IPPROTO_IP, syscall.IP_MULTICAST_IF, a.As4())
	})
	return err
}

func control(c *net.UDPConn, f func(descriptor)) {
	if raw, err := c.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { f(descriptor(fd)) }) // it fails only when closed
	}
}
