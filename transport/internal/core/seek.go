package core

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/follow"
)

const (
	// seekAfter is how long a host is away before it is looked for: most are back at the
	// same address.
	seekAfter = time.Second
	// seekFor is how long it is looked for at a time, seekPause the pause after the first
	// time, which doubles up to seekPauseMost: a phone should not search for hours.
	seekFor, seekPause, seekPauseMost = 10 * time.Second, 10 * time.Second, time.Minute
	// soughtAddrs is how many addresses are tried at a time that are said to be the host's;
	// whoever has heard its beacons can say so of any.
	soughtAddrs = 32
)

// seek looks for a host that is away: at the addresses where it was met, and on the local
// networks (see follow.Seeker).
func (c *Client) seek(ctx context.Context, s follow.Search) {
	for next, pause := seekAfter, seekPause; ; {
		timer := time.NewTimer(next)
		select {
		case <-timer.C:
		case <-s.Again:
			timer.Stop()
			pause = seekPause
		case <-ctx.Done():
			timer.Stop()
			return
		}
		c.seekOnce(ctx, s)
		next, pause = pause, min(2*pause, seekPauseMost)
	}
}

// seekOnce is one time of that.
func (c *Client) seekOnce(ctx context.Context, s follow.Search) {
	ctx, cancel := context.WithTimeout(ctx, seekFor)
	defer cancel()
	targets := make(chan netip.AddrPort, discover.TargetsMost)
	search := discover.Search{Networks: c.networks, Known: []discover.Identity{discover.Identity(s.Host)}, Targets: targets, Changed: hearing(s.Heard)}
	addrs, typed := c.metAs(ID(s.Host))
	var met []follow.Way
	for _, addr := range addrs {
		if at, err := netip.ParseAddrPort(addr); err == nil && len(targets) < cap(targets) {
			search.Ports = append(search.Ports, at.Port())
			targets <- at
		}
		if addr != typed { // that is tried anyway, until it is heard again
			met = append(met, wayTo(addr))
		}
	}
	s.Met(met)
	discover.Find(ctx, search)
}

func wayTo(addr string) follow.Way { return follow.Way{Addr: addr, Dial: dialTo(addr)} }

// hearing has the addresses of a server that is known and heard tried, each once.
func hearing(try func([]follow.Way)) func([]discover.Server) {
	tried := map[string]bool{}
	return func(list []discover.Server) {
		var ways []follow.Way
		for _, s := range list {
			for _, at := range s.Addrs {
				if addr := at.String(); s.Known >= 0 && !tried[addr] && len(tried) < soughtAddrs {
					tried[addr] = true
					ways = append(ways, wayTo(addr))
				}
			}
		}
		if len(ways) > 0 {
			try(ways)
		}
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
