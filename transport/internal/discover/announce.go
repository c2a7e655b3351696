package discover

import (
	"context"
	"net/netip"
	"time"
)

const (
	beaconEvery = 30 * time.Second
	rotateEvery = 15 * time.Minute
)

// afterChange are the pauses between the beacons after a start or a change of the
// networks: one may be lost, and an IPv6 address cannot be used in its first second or
// two.
var afterChange = []time.Duration{time.Second, 2 * time.Second}

// Config says which server an Announcer announces.
type Config struct {
	Identity Identity
	// Listening is where the server listens; an unspecified IPv6 address means all
	// addresses, IPv4 too. A loopback address cannot be announced.
	Listening netip.AddrPort
	// Held, if it is not nil, is called by Run's goroutine with a UDP port that another
	// program has for itself, so that no probe comes there, and with 0 once none is.
	Held func(port uint16)
	// Probed, if it is not nil, is called by Run's goroutine with each probe of another
	// machine that is answered: with our address on its network. It must not block.
	Probed func(own netip.Addr)
}

// Announcer has a server found. Make it with NewAnnouncer.
type Announcer struct {
	config  Config
	changed chan []Network // the latest, if they were not taken up yet

	// owned by Run
	networks []Network
	sockets  *sockets
	instance instance
	rotated  time.Time
	early    []time.Duration // what is left of afterChange
	last     time.Time       // when the last beacon was sent
	due      time.Time       // when the next one is
	limits   answerLimits
	service  responder
	held     uint16 // what Held was called with
}

// NewAnnouncer returns an Announcer that knows of no networks.
func NewAnnouncer(c Config) *Announcer {
	return &Announcer{config: c, changed: make(chan []Network, 1)}
}

// SetNetworks says on which networks the server is to be found from now on. It does not
// block; one goroutine at a time calls it.
func (a *Announcer) SetNetworks(networks []Network) {
	select {
	case <-a.changed: // they are no longer the latest
	default:
	}
	a.changed <- networks
}

// Run answers probes and questions, and sends beacons, until ctx ends.
func (a *Announcer) Run(ctx context.Context) {
	a.sockets = newSockets(probe, browse)
	defer a.sockets.close()
	defer func() { a.service.withdraw(a.sockets, a.networks, a.config.Listening.Port()) }()
	a.limits = newAnswerLimits()
	timer := time.NewTimer(0)
	timer.Stop()
	for {
		select {
		case networks := <-a.changed:
			a.networks = reachable(networks, a.config.Listening.Addr())
			a.rotated, a.service.announced = time.Time{}, false // to be known nowhere else by the same tag
			a.early = afterChange
			a.sendBeacon(time.Now())
		case in := <-a.sockets.arrivals:
			switch {
			case !onLink(a.networks, in.from.Addr()):
			case in.kind == browse:
				a.service.asked(in.instance, time.Now())
			default:
				a.answer(in, time.Now())
			}
		case now := <-timer.C:
			if !a.due.After(now) {
				a.sendBeacon(now)
			}
			if due := a.service.due; !due.IsZero() && !due.After(now) {
				a.announceService(now)
			}
		case <-ctx.Done():
			return
		}
		if next := a.next(); !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// next returns when something is to be sent; zero if nothing is.
func (a *Announcer) next() time.Time {
	if due := a.service.due; !due.IsZero() && due.Before(a.due) {
		return due
	}
	return a.due
}

// sendBeacon sends one on every network, and says when the next is due. With the first
// ones, and when the tag changes, it announces the service too, which others remember then.
func (a *Announcer) sendBeacon(now time.Time) {
	at := a.config.Listening
	announces := len(a.early) > 0
	if now.Sub(a.rotated) >= rotateEvery {
		a.rotated, a.instance = now, newInstance(a.config.Identity, at.Port())
		announces = true
	}
	want := own(at.Port(), at.Addr().Unmap())
	if !at.Addr().IsUnspecified() {
		want = append(want, shared(at.Port(), a.networks, at.Addr().Is6())...)
	}
	if at.Port() != DefaultPort {
		want = append(want, shared(DefaultPort, a.networks, at.Addr().Is6())...)
	}
	a.sockets.set(append(want, mdns(a.networks, at.Addr().Is6())...), a.networks)
	if held := a.sockets.held; held != a.held && a.config.Held != nil {
		a.config.Held(held)
	}
	a.held = a.sockets.held
	a.sockets.toAll(a.networks, []uint16{DefaultPort}, datagram{kind: beacon, port: at.Port(), instance: a.instance})
	next := beaconEvery
	if len(a.early) > 0 {
		next, a.early = a.early[0], a.early[1:]
	}
	a.last, a.due = now, now.Add(next)
	if announces {
		a.announceService(now)
	}
}

// announceService announces the server by multicast DNS.
func (a *Announcer) announceService(now time.Time) {
	a.service.announce(a.sockets, a.networks, a.instance, a.config.Listening.Port(), now)
}

// answer answers a probe from near, if that is allowed now.
func (a *Announcer) answer(in arrival, now time.Time) {
	switch a.limits.take(in.from.Addr(), in.nonce, now) {
	case allowed:
		a.tell(in.from.Addr())
		a.sockets.to(in.conn, in.from, datagram{kind: answer, port: a.config.Listening.Port(), nonce: in.nonce, instance: a.instance})
	case tooMany:
		// One beacon is an answer for all.
		if soon := a.last.Add(time.Second); soon.Before(a.due) {
			a.due = soon
		}
	}
}

// tell calls Probed for a probe from another machine.
func (a *Announcer) tell(from netip.Addr) {
	if a.config.Probed == nil {
		return
	}
	from = from.Unmap()
	zone := from.Zone()
	from = from.WithZone("")
	for _, n := range a.networks {
		for _, p := range n.Prefixes {
			if p.Addr() == from {
				return // ourselves
			}
		}
	}
	for _, n := range a.networks {
		for _, p := range n.Prefixes {
			if p.Contains(from) && (zone == "" || zone == n.Name) {
				a.config.Probed(p.Addr())
				return
			}
		}
	}
}
