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

// The port and the groups of multicast DNS (RFC 6762, section 3).
const mdnsPort = 5353

var (
	mdnsV4 = netip.MustParseAddr("224.0.0.251")
	mdnsV6 = netip.MustParseAddr("ff02::fb")
)

// endpoint is where a socket receives: an address of this machine, all of them, or one
// that many receive at; port 0 is any free one. mdns says that messages of multicast DNS
// come there, and no datagrams of ours.
type endpoint struct {
	at   netip.AddrPort
	mdns bool
}

func endpointAt(a netip.Addr, port uint16) endpoint {
	return endpoint{at: netip.AddrPortFrom(a, port)}
}

func (e endpoint) addr() netip.Addr { return e.at.Addr() }

// groups are those that a socket there joins.
func (e endpoint) groups() (v4, v6 netip.Addr) {
	if e.mdns {
		return mdnsV4, mdnsV6
	}
	return groupV4, allNodes
}

func (e endpoint) network() string {
	if e.addr().Is4() {
		return "udp4"
	}
	return "udp6"
}

// endpoints are those of a port for one address of this machine, or for all.
func own(port uint16, at netip.Addr) []endpoint {
	list := []endpoint{endpointAt(at, port)}
	if at == anyV6 {
		list = append(list, endpointAt(anyV4, port))
	}
	return list
}

// boundToGroups says that what is sent from a socket which is bound to a group comes from
// an address of this machine. Elsewhere it would come from the group.
const boundToGroups = runtime.GOOS == "linux" || runtime.GOOS == "android"

// mdns are the endpoints of multicast DNS, from which messages are sent as well, since
// they are to come from its port. Where the system lets us, they take nothing that is for
// one address: that stays with the responder of the system.
func mdns(networks []Network, v6 bool) []endpoint {
	at := func(a netip.Addr) endpoint { return endpoint{netip.AddrPortFrom(a, mdnsPort), true} }
	if !boundToGroups {
		if v6 {
			return []endpoint{at(anyV4), at(anyV6)}
		}
		return []endpoint{at(anyV4)}
	}
	list := []endpoint{at(mdnsV4)}
	for _, n := range networks {
		if v6 && n.linkLocal() {
			list = append(list, at(mdnsV6.WithZone(n.Name)))
		}
	}
	return list
}

// mdnsV6From is the endpoint from which a message is sent to a network by IPv6.
func mdnsV6From(n Network) endpoint {
	if boundToGroups {
		return endpoint{netip.AddrPortFrom(mdnsV6.WithZone(n.Name), mdnsPort), true}
	}
	return endpoint{netip.AddrPortFrom(anyV6, mdnsPort), true}
}

// mdnsV4From is the one by IPv4.
func mdnsV4From() endpoint {
	if boundToGroups {
		return endpoint{netip.AddrPortFrom(mdnsV4, mdnsPort), true}
	}
	return endpoint{netip.AddrPortFrom(anyV4, mdnsPort), true}
}

// shared are the endpoints at which a program receives what is sent to many at a port
// that may be another program's: what is sent to one address stays the other program's.
// Windows has no such endpoints, and takes those for all addresses; the BSDs have none
// for broadcast.
func shared(port uint16, networks []Network, v6 bool) []endpoint {
	at := func(a netip.Addr) endpoint { return endpointAt(a, port) }
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
			if a, ok := broadcast(p); ok && boundToGroups {
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
		err := raw.Control(func(fd uintptr) { failed = prepare(descriptor(fd), network == "udp6", e.mdns) })
		if err != nil {
			return err
		}
		return failed
	}}
	c, err := config.ListenPacket(context.Background(), e.network(), e.at.String())
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}

// prepare sets the options of a socket that is not bound yet. Messages of multicast DNS
// have the TTL that some of its receivers look for (RFC 6762, section 11); no router
// forwards what goes to its groups.
func prepare(fd descriptor, v6, mdns bool) error {
	if err := share(fd); err != nil {
		return err
	}
	level, name, hops := syscall.IPPROTO_IP, syscall.IP_TTL, 1
	if v6 {
		level, name = syscall.IPPROTO_IPV6, syscall.IPV6_UNICAST_HOPS
	}
	if mdns {
		name, hops = syscall.IP_MULTICAST_TTL, 255
		if v6 {
			name = syscall.IPV6_MULTICAST_HOPS
		}
	}
	return syscall.SetsockoptInt(fd, level, name, hops)
}

// join has a socket receive what is sent to its group on each of the networks. Where it
// does already, the system refuses, which is as good.
func join(c *net.UDPConn, e endpoint, networks []Network) {
	v4, v6 := e.groups()
	control(c, func(fd descriptor) {
		for _, n := range networks {
			if e.addr().Is6() {
				if n.Index != 0 {
					_ = syscall.SetsockoptIPv6Mreq(fd, syscall.IPPROTO_IPV6, syscall.IPV6_JOIN_GROUP,
						&syscall.IPv6Mreq{Multiaddr: v6.As16(), Interface: uint32(n.Index)})
				}
				continue
			}
			for _, p := range n.Prefixes {
				if p.Addr().Is4() {
					_ = syscall.SetsockoptIPMreq(fd, syscall.IPPROTO_IP, syscall.IP_ADD_MEMBERSHIP,
						&syscall.IPMreq{Multiaddr: v4.As4(), Interface: p.Addr().As4()})
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
