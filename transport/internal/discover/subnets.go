package discover

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const (
	// SubnetsMost is how many networks of Search.Subnets are asked, SubnetBits the length
	// of the prefix of the largest: 1 024 addresses.
	SubnetsMost = 8
	SubnetBits  = 22

	// callsPerSecond is how many connections are begun, callsAtOnce how many are being
	// made: a router keeps what goes to an address that nobody has, and a state for each.
	callsPerSecond = 100
	callsAtOnce    = 128
	// callAgain is after which time a server that was met is asked again, and callOnceMore
	// after which one that did not answer then: that is before it expires. A host lets the
	// strangers of an address connect 60 times in ten minutes, of which this takes half.
	callAgain    = 20 * time.Second
	callOnceMore = time.Second
	// metMost is how many are asked again.
	metMost = 64
)

// Subnet returns the network that a prefix names, and whether Search.Subnets may have it:
// one of IPv4, of single machines, and not larger than SubnetBits.
func Subnet(p netip.Prefix) (subnet netip.Prefix, ok bool) {
	a := p.Addr()
	reserved := a.IsUnspecified() || a.Is4() && a.As4()[0] >= 224
	return p.Masked(), p.IsValid() && a.Is4() && !reserved && p.Bits() >= SubnetBits
}

// contact is what came of asking an address.
type contact struct {
	at  netip.AddrPort
	id  Identity
	met bool // a server is there
	// again says that it was asked before.
	again bool
}

// callsOf lists what is asked for subnets, port by port.
func callsOf(subnets []netip.Prefix, ports []uint16) (calls []netip.AddrPort) {
	var addrs []netip.Addr
	seen := map[netip.Addr]bool{}
	for _, p := range subnets[:min(len(subnets), SubnetsMost)] {
		all, hasAll := broadcast(p)
		for a := p.Masked().Addr(); p.Contains(a); a = a.Next() {
			if !seen[a] && !(hasAll && (a == all || a == p.Masked().Addr())) {
				addrs = append(addrs, a)
			}
			seen[a] = true
		}
	}
	for _, port := range ports[:min(len(ports), sweepPorts)] {
		for _, a := range addrs {
			calls = append(calls, netip.AddrPortFrom(a, port))
		}
	}
	return calls
}

// call asks all of them, and goes on asking the servers among them until ctx ends.
func (f *finder) call(ctx context.Context, calls []netip.AddrPort) {
	var calling sync.WaitGroup
	defer calling.Wait()
	pace := time.NewTicker(time.Second / callsPerSecond)
	defer pace.Stop()
	free := make(chan struct{}, callsAtOnce)
	keeps := make(chan struct{}, metMost)
	for _, at := range calls {
		select {
		case <-pace.C:
		case <-ctx.Done():
			return
		}
		select {
		case free <- struct{}{}:
		case <-ctx.Done():
			return
		}
		calling.Go(func() {
			c := contact{at: at}
			c.id, c.met = f.Reach(ctx, at)
			<-free
			f.tell(ctx, c)
			if !c.met {
				return
			}
			select {
			case keeps <- struct{}{}:
			default:
				return
			}
			for c.again = true; sleep(ctx, callAgain); f.tell(ctx, c) {
				if c.id, c.met = f.Reach(ctx, at); !c.met && sleep(ctx, callOnceMore) {
					c.id, c.met = f.Reach(ctx, at)
				}
			}
		})
	}
}

// tell gives the goroutine of Find what came of asking an address.
func (f *finder) tell(ctx context.Context, c contact) {
	select {
	case f.contacts <- c:
	case <-ctx.Done():
	}
}

// sleep waits, and reports false if ctx ended meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// contacted takes up what came of asking an address, and reports whether that changed what
// was found.
func (f *finder) contacted(c contact) (news bool) {
	if c.met {
		news = f.servers.met(c.at, c.id, time.Now())
	}
	if !c.again {
		f.called++
		f.tellSwept()
	}
	return news
}

// tellSwept says how far the sweeps are.
func (f *finder) tellSwept() {
	if f.Swept == nil {
		return
	}
	asked, of := f.called, f.calls
	if f.sweep != nil {
		asked, of = asked+f.sweep.at, of+len(f.sweep.addrs)*len(f.sweep.ports)
	}
	f.Swept(asked, of)
}

// met takes up that a server proved its identity at an address, and reports whether that
// changed what list returns.
func (s *servers) met(at netip.AddrPort, id Identity, now time.Time) (changed bool) {
	known := slices.Index(s.known, id)
	if known < 0 {
		if len(s.known)-s.given >= serversMost {
			return false
		}
		known = len(s.known)
		s.known = append(slices.Clip(s.known), id) // its beacons are recognised from now on
	}
	e := s.byKnown[known]
	if e == nil {
		e = s.heardAs(id)
		if e == nil {
			e = &entry{instance: instanceAt{newInstance(id, at.Port()), at.Port()}, until: map[netip.AddrPort]time.Time{}}
			s.byInstance[e.instance] = e
		}
		e.known, s.byKnown[known] = known, e
	}
	return s.place(e, at, now.Add(expiry))
}

// heardAs returns the entry of a server that was heard before its identity was known, nil
// if it was not.
func (s *servers) heardAs(id Identity) *entry {
	for key, e := range s.byInstance {
		if e.known < 0 && key.instance.is(id, key.port) {
			return e
		}
	}
	return nil
}
