package discover

import (
	"context"
	"net/netip"
	"slices"
	"time"
)

// When probes are sent: at first often, since some are lost, then often enough that a
// server does not expire that is there.
var probeAfter = []time.Duration{250 * time.Millisecond, 750 * time.Millisecond, time.Second, 3 * time.Second}

const (
	probeEvery = 10 * time.Second
	// browseAfter is the pause after the first question by multicast DNS. The next ones
	// are twice as long (RFC 6762, section 5.2), up to that between probes: a server that
	// is not heard in expiry is gone.
	browseAfter = time.Second
	// noncesKept is how many probes may be answered late.
	noncesKept = 8
	// PortsMost is how many ports are probed, TargetsMost how many single addresses: the
	// system keeps what goes to an address that nobody has for three seconds, some 250
	// datagrams of one socket.
	PortsMost   = 16
	TargetsMost = 48
)

// Search says what Find looks for.
type Search struct {
	// Networks lists those that are searched.
	Networks Lister
	// Ports are probed beside DefaultPort, PortsMost at most.
	Ports []uint16
	// Targets are addresses that are probed by themselves, if they are on a network of
	// this machine. The channel may be nil.
	Targets <-chan netip.AddrPort
	// Known are the servers that are recognised.
	Known []Identity
	// Sweep has the addresses of the networks probed one by one, once, on the first four
	// ports: of a network with more than 254, those that begin like our own up to the
	// last byte.
	Sweep bool
	// Subnets have all their addresses asked by Reach, once, on the first four ports, at a
	// bounded rate: of those that Subnet allows, SubnetsMost. They need not be near.
	Subnets []netip.Prefix
	// Reach connects to an address and reports the identity that a server there has proved.
	// It is called by many goroutines at the same time, and returns soon, at the latest
	// when ctx ends.
	Reach func(ctx context.Context, at netip.AddrPort) (id Identity, met bool)
	// Swept, if it is not nil, is called by Find's goroutine while a sweep lasts, with how
	// many addresses were asked, and of how many.
	Swept func(asked, of int)
	// Changed, if it is not nil, is called by Find's goroutine with all servers each
	// time that these are others.
	Changed func([]Server)
}

// finder is one Find.
type finder struct {
	Search
	ports    []uint16
	targets  []netip.AddrPort
	networks []Network
	sockets  *sockets
	servers  *servers
	nonces   []nonce // of the last probes, the latest last
	early    []time.Duration
	browse   time.Duration // the pause before the next question by multicast DNS
	browsed  time.Time     // when the last one was sent
	sweep    *sweep        // nil: none is under way
	contacts chan contact
	calls    int // how many addresses of subnets are asked
	called   int // how many were
}

// Find searches the networks until ctx ends, and returns the servers that are there then.
// Held is a UDP port that another program had for itself to the last, so that beacons were
// not heard, only answers; 0 if none was.
func Find(ctx context.Context, s Search) (found []Server, held uint16) {
	f := &finder{Search: s, ports: []uint16{DefaultPort}, servers: newServers(s.Known), sockets: newSockets(beacon, answer, service)}
	for _, port := range s.Ports {
		if port != 0 && len(f.ports) < PortsMost && !slices.Contains(f.ports, port) {
			f.ports = append(f.ports, port)
		}
	}
	changed := make(chan []Network)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		Watch(ctx, s.Networks, func(n []Network) {
			select {
			case changed <- n:
			case <-ctx.Done():
			}
		})
	}()
	calls := callsOf(s.Subnets, f.ports)
	f.calls, f.contacts = len(calls), make(chan contact)
	called := make(chan struct{})
	go func() {
		defer close(called)
		f.call(ctx, calls)
	}()
	f.run(ctx, changed)
	f.sockets.close()
	<-watched
	<-called
	return f.servers.list(), f.sockets.held
}

func (f *finder) run(ctx context.Context, changed <-chan []Network) {
	probes, expires, sweeps := stopped(), stopped(), stopped()
	for {
		news := false
		select {
		case networks := <-changed:
			f.networks = Near(networks)
			f.open()
			f.early = probeAfter
			f.browse = 0
			probes.Reset(f.probe())
			if f.Sweep && f.sweep == nil && len(f.networks) > 0 {
				f.sweep = newSweep(f.networks, f.ports)
				sweeps.Reset(0)
			}
		case target, open := <-f.Targets:
			if !open {
				f.Targets = nil
			} else if len(f.targets) < TargetsMost {
				f.targets = append(f.targets, target)
				f.probeOne(target)
			}
		case in := <-f.sockets.arrivals:
			if f.wanted(in) {
				f.goOnAsking(in)
				news = f.servers.heard(in.from.Addr(), in.port, in.instance, time.Now())
			}
			if news {
				_, next := f.servers.expire(time.Now())
				expires.Reset(time.Until(next))
			}
		case c := <-f.contacts:
			if news = f.contacted(c); news {
				_, next := f.servers.expire(time.Now())
				expires.Reset(time.Until(next))
			}
		case <-probes.C:
			probes.Reset(f.probe())
		case <-sweeps.C:
			if f.sweepSome() {
				sweeps.Reset(sweepPause)
			}
		case now := <-expires.C:
			var next time.Time
			if news, next = f.servers.expire(now); !next.IsZero() {
				expires.Reset(time.Until(next))
			}
		case <-ctx.Done():
			return
		}
		if news && f.Changed != nil {
			f.Changed(f.servers.list())
		}
	}
}

func stopped() *time.Timer {
	t := time.NewTimer(0)
	t.Stop()
	return t
}

// open opens the sockets for beacons and for multicast DNS.
func (f *finder) open() {
	f.sockets.set(append(shared(DefaultPort, f.networks, true), mdns(f.networks, true)...), f.networks)
}

// probe asks all, and returns when to ask again.
func (f *finder) probe() time.Duration {
	f.nonces = append(f.nonces, newNonce())
	if len(f.nonces) > noncesKept {
		f.nonces = slices.Delete(f.nonces, 0, 1)
	}
	f.sockets.toAll(f.networks, f.ports, f.question())
	for _, target := range f.targets {
		f.probeOne(target)
	}
	if now := time.Now(); now.Sub(f.browsed) >= f.browse {
		message := serviceQuestion()
		f.sockets.toResponders(f.networks, func(Network) []byte { return message })
		f.browsed, f.browse = now, min(max(browseAfter, 2*f.browse), probeEvery)
	}
	next := probeEvery
	if len(f.early) > 0 {
		next, f.early = f.early[0], f.early[1:]
	}
	return next
}

// question is the latest probe.
func (f *finder) question() datagram {
	return datagram{kind: probe, nonce: f.nonces[len(f.nonces)-1]}
}

func (f *finder) probeOne(target netip.AddrPort) {
	if len(f.nonces) > 0 && onLink(f.networks, target.Addr()) {
		f.sockets.to(nil, target, f.question())
	}
}

// goOnAsking has a server that answered while there is a sweep probed by itself from now
// on: what goes to all may not reach it.
func (f *finder) goOnAsking(in arrival) {
	at := netip.AddrPortFrom(in.from.Addr(), in.port)
	if f.sweep != nil && in.kind == answer && len(f.targets) < TargetsMost && !slices.Contains(f.targets, at) {
		f.targets = append(f.targets, at)
	}
}

// wanted reports whether a datagram from near is a beacon, a service, or the answer to a
// probe.
func (f *finder) wanted(in arrival) bool {
	return onLink(f.networks, in.from.Addr()) && (in.kind != answer || slices.Contains(f.nonces, in.nonce))
}

// sweepSome probes the next addresses, and reports whether there are more.
func (f *finder) sweepSome() bool {
	defer f.tellSwept()
	for range sweepAtOnce {
		target, ok := f.sweep.next()
		if !ok {
			return false
		}
		if f.sweep.conn == nil || (f.sweep.at-1)%sweepPerSocket == 0 {
			f.sweep.conn = f.sockets.add()
		}
		f.sockets.to(f.sweep.conn, target, f.question())
	}
	return true
}
