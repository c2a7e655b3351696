package core

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/follow"
	"confab/transport/internal/wire"
)

const (
	// seekAfter is how long a host is away before it is looked for: most are back at the
	// same address.
	seekAfter = time.Second
	// seekFor is how long it is looked for at a time, seekPause the pause after the first
	// time, which doubles up to seekPauseMost: a phone should not search for hours.
	seekFor, seekPause, seekPauseMost = 10 * time.Second, 10 * time.Second, time.Minute
	// soughtAddrs is how many addresses are tried that are said to be the host's; whoever
	// has heard its beacons can say so of any.
	soughtAddrs = 32
)

// seek looks for a host that is away: at the addresses where it was met, and on the local
// networks (see follow.Seeker).
func (c *Client) seek(ctx context.Context, host wire.Identity, found func(follow.Way)) {
	tried := map[string]bool{}
	try := func(addr string) {
		if !tried[addr] && len(tried) < soughtAddrs {
			tried[addr] = true
			found(follow.Way{Addr: addr, Dial: dialTo(addr)})
		}
	}
	pauseOver := func(d time.Duration) bool {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
	search := discover.Search{Networks: c.networks, Known: []discover.Identity{discover.Identity(host)}}
	search.Changed = func(list []discover.Server) {
		for _, s := range list {
			for _, at := range s.Addrs {
				if s.Known >= 0 {
					try(at.String())
				}
			}
		}
	}
	next := seekAfter
	for pause := seekPause; pauseOver(next); pause = min(2*pause, seekPauseMost) {
		search.Ports = nil
		targets := make(chan netip.AddrPort, discover.TargetsMost)
		search.Targets = targets
		met, typed := c.metAs(ID(host))
		for _, addr := range met {
			if at, err := netip.ParseAddrPort(addr); err == nil && len(targets) < cap(targets) {
				search.Ports = append(search.Ports, at.Port())
				targets <- at
			}
			if addr != typed { // that is tried anyway, until it is heard again
				try(addr)
			}
		}
		round, cancel := context.WithTimeout(ctx, seekFor)
		discover.Find(round, search)
		cancel()
		next = pause
	}
}

// metAs are the addresses at which a server was met, and the one that was joined.
func (c *Client) metAs(host ID) (addrs []string, typed string) {
	c.loop.Do(func() {
		for _, k := range c.known {
			if k.Identity == host {
				addrs = append(addrs, k.Addr)
			}
		}
		if c.followed != nil {
			typed = c.followed.typed
		}
	})
	return addrs, typed
}

// watchNetworks calls changed when the networks of this machine are others than before. It
// returns at once where the system does not report that: to look all the time would cost
// more than the end of a connection that is dead.
func (c *Client) watchNetworks(ctx context.Context, changed func()) {
	first := true
	discover.WatchReports(ctx, c.networks, func([]discover.Network) {
		if !first {
			changed()
		}
		first = false
	})
}

// ofThisMachine reports whether an address is one that only this machine has, so that
// nobody else can tell where its server has gone.
func ofThisMachine(addr string) bool {
	host, _, err := address.Split(addr, 1)
	ip, errIP := netip.ParseAddr(host)
	return err == nil && (strings.EqualFold(host, "localhost") || errIP == nil && ip.Unmap().IsLoopback())
}
