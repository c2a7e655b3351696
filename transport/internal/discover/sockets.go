package discover

import (
	"errors"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/session"
)

const (
	// readPerSecond is how many datagrams are read from a socket in a second, and at
	// once. A finder needs some 600 when 200 servers answer a probe, each three times.
	readPerSecond = 500
	readBurst     = 1000
	// readPause is the least time for which none is read then: to wake for each of a
	// flood costs more than to read it.
	readPause = 100 * time.Millisecond
)

// arrival is a datagram that was received.
type arrival struct {
	datagram
	from netip.AddrPort
	conn *net.UDPConn // nil: it was sent to many, at a port that is shared
}

// sockets are those of an Announcer or a Find, whose goroutine owns them.
type sockets struct {
	arrivals chan arrival // of the kinds that takes; readers wait while it is full
	takes    []kind
	open     map[endpoint]*net.UDPConn
	more     []*net.UDPConn // that add opened
	held     uint16         // a port that another program has for itself; 0: none
	closed   chan struct{}
	readers  sync.WaitGroup
}

func newSockets(takes ...kind) *sockets {
	return &sockets{arrivals: make(chan arrival, 64), takes: takes, open: map[endpoint]*net.UDPConn{}, closed: make(chan struct{})}
}

// The endpoints from which datagrams are sent to many.
var (
	talkV4 = endpointAt(anyV4, 0)
	talkV6 = endpointAt(anyV6, 0)
)

// set opens the sockets that are wanted, beside those to send from, and closes others.
// What cannot be opened is tried at the next call. Of ports that another program has for
// itself it notes one; that of multicast DNS is no loss, as there are other ways.
func (s *sockets) set(want []endpoint, networks []Network) {
	want = append(slices.Clone(want), talkV4, talkV6)
	for e, c := range s.open {
		if !slices.Contains(want, e) {
			_ = c.Close()
			delete(s.open, e)
		}
	}
	s.held = 0
	for _, e := range want {
		c := s.open[e]
		if c == nil {
			var err error
			if c, err = open(e); err != nil {
				if fault.Of(err) == fault.PortTaken && !e.mdns {
					s.held = e.at.Port()
				}
				continue
			}
			narrow(c, e.mdns, s.takes)
			s.open[e] = c
			many := e.addr().IsMulticast() || !e.addr().IsUnspecified() && isBroadcast(e.addr(), networks)
			s.readers.Go(func() { s.readLoop(c, many, e.mdns) })
		}
		if e != talkV4 && e != talkV6 {
			join(c, e, networks)
		}
	}
}

// add opens a socket to send to single IPv4 addresses from, nil if that cannot be.
func (s *sockets) add() *net.UDPConn {
	c, err := open(talkV4)
	if err != nil {
		return nil
	}
	narrow(c, false, s.takes)
	s.more = append(s.more, c)
	s.readers.Go(func() { s.readLoop(c, false, false) })
	return c
}

func isBroadcast(a netip.Addr, networks []Network) bool {
	return slices.ContainsFunc(networks, func(n Network) bool {
		return slices.ContainsFunc(n.Prefixes, func(p netip.Prefix) bool {
			all, ok := broadcast(p)
			return ok && all == a
		})
	})
}

// close closes all and waits for the readers.
func (s *sockets) close() {
	close(s.closed)
	for _, c := range s.open {
		_ = c.Close()
	}
	for _, c := range s.more {
		_ = c.Close()
	}
	s.readers.Wait()
}

func (s *sockets) readLoop(c *net.UDPConn, many, mdns bool) {
	rate := session.NewBucket(readPerSecond, readBurst)
	buffer, read := make([]byte, datagramBytes+1), decode // longer ones are none of ours
	if mdns {
		buffer, read = make([]byte, messageBytes), decodeMessage
	}
	for {
		n, from, err := c.ReadFromUDPAddrPort(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if wait := rate.Take(1, time.Now()); wait >= readPause {
			select {
			case <-time.After(wait):
			case <-s.closed:
				return
			}
		}
		if err != nil {
			continue
		}
		d, ok := read(buffer[:n])
		if !ok || !slices.Contains(s.takes, d.kind) || d.kind == service && from.Port() != mdnsPort {
			continue
		}
		a := arrival{d, netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), c}
		if many {
			a.conn = nil
		}
		select {
		case s.arrivals <- a:
		case <-s.closed:
			return
		}
	}
}

// toAll sends to everybody on the networks. What cannot be sent on one way may arrive on
// another.
func (s *sockets) toAll(networks []Network, ports []uint16, d datagram) {
	b := d.encode()
	v4, v6 := s.open[talkV4], s.open[talkV6]
	send := func(c *net.UDPConn, to netip.Addr) {
		for _, port := range ports {
			write(c, b, netip.AddrPortFrom(to, port))
		}
	}
	for _, n := range networks {
		for _, p := range n.Prefixes {
			if v4 == nil || !p.Addr().Is4() {
				continue
			}
			if all, ok := broadcast(p); ok {
				send(v4, all)
			}
			if multicastFrom(v4, p.Addr()) == nil {
				send(v4, groupV4)
			}
		}
		if v6 != nil && n.linkLocal() {
			send(v6, allNodes.WithZone(n.Name))
		}
	}
}

// to sends to one address, from c or, where that is nil, from a socket of no other use.
func (s *sockets) to(c *net.UDPConn, at netip.AddrPort, d datagram) {
	if c == nil && at.Addr().Is4() {
		c = s.open[talkV4]
	} else if c == nil {
		c = s.open[talkV6]
	}
	if c != nil {
		write(c, d.encode(), at)
	}
}

// toResponders sends messages of multicast DNS: on each network the one that is made for
// it.
func (s *sockets) toResponders(networks []Network, message func(Network) []byte) {
	v4 := s.open[mdnsV4From()]
	for _, n := range networks {
		b := message(n)
		send := func(c *net.UDPConn, to netip.Addr) {
			write(c, b, netip.AddrPortFrom(to, mdnsPort))
		}
		for _, p := range n.Prefixes {
			if v4 != nil && p.Addr().Is4() && multicastFrom(v4, p.Addr()) == nil {
				send(v4, mdnsV4)
			}
		}
		if v6 := s.open[mdnsV6From(n)]; v6 != nil && n.linkLocal() {
			send(v6, mdnsV6.WithZone(n.Name))
		}
	}
}
