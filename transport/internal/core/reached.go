package core

import (
	"cmp"
	"net"
	"net/netip"
	"slices"

	"confab/transport/internal/loop"
)

// Reached is how often other machines have reached the Server at one of its addresses.
type Reached struct {
	Addr                string
	Connections, Probes int
}

// reachedMost bounds the addresses of this machine that are kept: those of IPv6 change.
const reachedMost = 64

// arrivals counts who reaches a Server from other machines. Owned by the loop.
type arrivals map[netip.Addr]*Reached

// at returns the counts of an address of this machine; nil where there are too many.
func (a arrivals) at(own netip.Addr) *Reached {
	own = own.Unmap().WithZone("")
	r := a[own]
	if r == nil && len(a) < reachedMost {
		r = &Reached{Addr: own.String()}
		a[own] = r
	}
	return r
}

// connected counts a connection, unless it comes from this machine.
func (a arrivals) connected(local net.Addr, remote netip.Addr) {
	own, err := netip.ParseAddrPort(local.String())
	remote = remote.Unmap().WithZone("")
	if err != nil || remote.IsLoopback() || remote == own.Addr().Unmap().WithZone("") {
		return
	}
	if r := a.at(own.Addr()); r != nil {
		r.Connections++
	}
}

// Reached lists the addresses at which other machines have reached the Server since it
// was started last, those that they reached most often first.
func (s *Server) Reached() []Reached {
	return loop.Ask(s.loop, func() (list []Reached) {
		for _, r := range s.arrivals {
			list = append(list, *r)
		}
		slices.SortFunc(list, func(a, b Reached) int {
			return cmp.Or(cmp.Compare(b.Connections+b.Probes, a.Connections+a.Probes), cmp.Compare(a.Addr, b.Addr))
		})
		return list
	})
}

// probed counts a probe that another machine has sent. Any goroutine may call it.
func (s *Server) probed(own netip.Addr) {
	s.loop.Do(func() {
		if r := s.arrivals.at(own); r != nil && s.state == listening {
			r.Probes++
		}
	})
}
