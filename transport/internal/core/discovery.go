package core

import (
	"context"
	"net"
	"net/netip"
	"slices"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
)

// discovery has a Server found on its networks. Owned by the loop.
type discovery struct {
	networks []discover.Network
	known    bool                // networks were listed
	running  *discover.Announcer // nil while it is not to be found
	cancel   context.CancelFunc  // of running
}

// SetVisible says whether Confabs on the local networks find the Server, while it listens.
func (s *Server) SetVisible(visible bool) {
	s.hidden.Store(!visible)
	s.command(s.announce)
}

// follow keeps the addresses of a Start up to date, until ctx ends.
func (s *Server) follow(ctx context.Context, a *attempt, l net.Listener) {
	discover.Watch(ctx, s.networks, func(networks []discover.Network) {
		addrs := address.Reachable(l.Addr(), s.interfaces)
		s.loop.Do(func() {
			if s.attempt != a || s.state != listening {
				return
			}
			s.discovery.networks, s.discovery.known = networks, true
			s.announce()
			if !slices.Equal(addrs, s.addrs) {
				s.addrs = addrs
				s.post(Event{Kind: Listening, Addr: addrs[0], Detail: addrs})
				s.readdressInvite()
			}
		})
	})
}

// announce starts or ends what has the Server found, as it should be now.
func (s *Server) announce() {
	d := &s.discovery
	var at netip.AddrPort
	if s.state == listening {
		at, _ = netip.ParseAddrPort(s.listener.Addr().String())
	}
	// Only members can trust what they find.
	wanted := !s.hidden.Load() && s.allowed.Members && d.known && at.IsValid() && !at.Addr().Unmap().IsLoopback() && s.hosting != nil && s.hosting.hub != nil
	if !wanted && d.running != nil {
		d.cancel()
		d.running = nil
	}
	if wanted && d.running == nil {
		ctx, cancel := context.WithCancel(context.Background())
		d.running, d.cancel = discover.NewAnnouncer(discover.Config{
			Identity: discover.Identity(s.home.Identity()), Listening: at, Held: s.logHeld, Probed: s.probed,
		}), cancel
		announcer := d.running
		s.running.Go(func() { announcer.Run(ctx) })
	}
	if wanted {
		d.running.SetNetworks(d.networks)
	}
}

// logHeld logs that a UDP port at which the Server is asked for is another program's, and
// when it no longer is.
func (s *Server) logHeld(port uint16) {
	switch {
	case s.log == nil:
	case port != 0:
		s.log.Warn("another program has a UDP port for itself: this server hears no probes there", "port", port)
	default:
		s.log.Info("the UDP ports of discovery are free again")
	}
}
