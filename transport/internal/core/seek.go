package core

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/wire"
)

const (
	// seekAfter is how long a host is away before it is looked for: most are back at the
	// same address.
	seekAfter = time.Second
	// soughtAddrs is how many addresses are tried that are said to be the host's; whoever
	// has heard its beacons can say so of any.
	soughtAddrs = 32
)

// seek looks for a host that is away: at the addresses where it was met, and on the local
// networks (see follow.Seeker).
func (c *Client) seek(ctx context.Context, host wire.Identity, found func(follow.Way)) {
	timer := time.NewTimer(seekAfter)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return
	}
	tried := map[string]bool{}
	try := func(addr string) {
		if !tried[addr] && len(tried) < soughtAddrs {
			tried[addr] = true
			found(follow.Way{Addr: addr, Dial: dialTo(addr)})
		}
	}
	search := discover.Search{Networks: c.networks, Known: []discover.Identity{discover.Identity(host)}}
	targets := make(chan netip.AddrPort, discover.TargetsMost)
	search.Targets = targets
	var typed string
	for _, k := range loop.Ask(c.loop, func() []KnownServer {
		if c.followed != nil {
			typed = address.Key(c.followed.typed)
		}
		return c.known
	}) {
		at, err := netip.ParseAddrPort(k.Addr)
		if k.Identity != ID(host) || err != nil || len(targets) == cap(targets) {
			continue
		}
		search.Ports = append(search.Ports, at.Port())
		targets <- at
		if address.Key(k.Addr) != typed { // that is tried anyway, until it is heard again
			try(k.Addr)
		}
	}
	search.Changed = func(list []discover.Server) {
		for _, s := range list {
			for _, at := range s.Addrs {
				if s.Known >= 0 {
					try(at.String())
				}
			}
		}
	}
	discover.Find(ctx, search)
}

// watchNetworks calls changed when the networks of this machine are others than before.
func (c *Client) watchNetworks(ctx context.Context, changed func()) {
	first := true
	discover.Watch(ctx, c.networks, func([]discover.Network) {
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
