package discover

import (
	"net"
	"net/netip"
	"slices"
	"time"
)

// A sweep sends 500 probes a second. Each may have the system ask the link for an address
// that nobody has; Linux waits for a thousand of these at most.
const (
	sweepAtOnce = 10
	sweepPause  = 20 * time.Millisecond
	// sweepNetworks is how many networks are swept, sweepPorts on how many ports.
	sweepNetworks = 4
	sweepPorts    = 4
	// sweepPerSocket is how many probes are sent from one socket: the system keeps what
	// goes to an address that nobody has, and then takes no more from that socket.
	sweepPerSocket = 200
)

// sweep goes through the addresses of networks, port by port.
type sweep struct {
	addrs []netip.Addr
	ports []uint16
	at    int
	conn  *net.UDPConn // that is sent from; nil: any
}

func newSweep(networks []Network, ports []uint16) *sweep {
	s := &sweep{ports: ports[:min(len(ports), sweepPorts)]}
	var swept []netip.Prefix
	for _, n := range networks {
		for _, p := range n.Prefixes {
			if !p.Addr().Is4() {
				continue
			}
			part := netip.PrefixFrom(p.Addr(), max(p.Bits(), 24)).Masked()
			if slices.Contains(swept, part) || len(swept) == sweepNetworks {
				continue
			}
			swept = append(swept, part)
			all, hasAll := broadcast(p)
			for a := part.Addr(); part.Contains(a); a = a.Next() {
				if a != p.Addr() && a != p.Masked().Addr() && !(hasAll && a == all) {
					s.addrs = append(s.addrs, a)
				}
			}
		}
	}
	return s
}

// next returns the next address to probe, and false after the last.
func (s *sweep) next() (netip.AddrPort, bool) {
	if s.at == len(s.addrs)*len(s.ports) {
		return netip.AddrPort{}, false
	}
	at := netip.AddrPortFrom(s.addrs[s.at%len(s.addrs)], s.ports[s.at/len(s.addrs)])
	s.at++
	return at, true
}
