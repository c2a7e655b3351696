package core

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/loop"
	"confab/transport/internal/secure"
)

// A pin is of a server, known by its key, and not of one way to write its address:
// this file finds the same server behind another spelling, name or address.

const (
	// lookupTime bounds how long names are looked up for that.
	lookupTime = 2 * time.Second
	// maxLookups is how many names of known servers are looked up for one dial.
	maxLookups = 64
)

// knownBy finds what is known of a server by its key, verified if it is at any of its
// addresses.
func (c *Client) knownBy(id ID) (found KnownServer, ok bool) {
	for _, k := range c.known {
		if k.Identity == id && (!ok || k.Trust == Verified) {
			found, ok = k, true
		}
	}
	return found, ok
}

// at makes addr another address of the server with a key, if that was met in this run
// under a different one.
func (c *Client) at(addr string, id ID) {
	if c.byAddr[address.Key(addr)] != nil {
		return
	}
	for _, f := range c.byServer {
		if f.host == id && !f.server.Past {
			c.byAddr[address.Key(addr)] = f.server
			return
		}
	}
}

// metAt finds the known server that a conn to addr has reached, by its address and
// what names stand for now. With machine all addresses of this machine count as
// one. It looks names up, for two seconds at most, and the loop must not call it.
func (c *Client) metAt(ctx context.Context, addr string, nc net.Conn, machine bool) (met KnownServer, ok bool) {
	host, port, err := address.Split(addr, 1)
	remote, isTCP := nc.RemoteAddr().(*net.TCPAddr)
	if err != nil || !isTCP {
		return KnownServer{}, false
	}
	var known []KnownServer
	var hosts []string
	for {
		forgotten := loop.Ask(c.loop, func() chan struct{} {
			known, hosts = c.knownOn(port)
			return c.forgotten
		})
		if forgotten == nil {
			break
		}
		<-forgotten
	}
	if len(known) == 0 {
		return KnownServer{}, false
	}
	exact := plainAddr(remote.AddrPort().Addr())
	stands := lookUp(ctx, append([]string{host}, hosts...))
	reached := append(stands[0], exact)
	for _, same := range []func(netip.Addr) bool{
		func(a netip.Addr) bool { return a == exact },
		func(a netip.Addr) bool { return slices.Contains(reached, a) },
		c.ofThisMachine(reached, machine),
	} {
		for i, k := range known {
			if slices.ContainsFunc(stands[i+1], same) {
				return k, true
			}
		}
	}
	return KnownServer{}, false
}

// ofThisMachine reports which addresses are of this machine, if one of those
// reached is; with machine not set, none.
func (c *Client) ofThisMachine(reached []netip.Addr, machine bool) func(netip.Addr) bool {
	if !machine {
		return func(netip.Addr) bool { return false }
	}
	list := c.interfaces
	if list == nil {
		list = address.System
	}
	all, _ := list() // without them there is the loopback
	own := func(a netip.Addr) bool {
		return a.IsLoopback() || slices.ContainsFunc(all, func(o netip.Addr) bool { return plainAddr(o).WithZone("") == a.WithZone("") })
	}
	if !slices.ContainsFunc(reached, own) {
		return func(netip.Addr) bool { return false }
	}
	return own
}

// knownOn are the known servers with a port, and their hosts.
func (c *Client) knownOn(port int) (known []KnownServer, hosts []string) {
	for _, k := range c.known {
		if host, at, err := address.Split(k.Addr, 1); err == nil && at == port {
			known, hosts = append(known, k), append(hosts, host)
		}
	}
	return known, hosts
}

// lookUp returns the addresses that each host resolves to now; an address resolves
// to itself. Names after the first maxLookups have none.
func lookUp(ctx context.Context, hosts []string) [][]netip.Addr {
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	stands := make([][]netip.Addr, len(hosts))
	var looking sync.WaitGroup
	asked := 0
	for i, host := range hosts {
		if a, err := netip.ParseAddr(host); err == nil {
			stands[i] = []netip.Addr{plainAddr(a)}
			continue
		}
		if asked++; asked > maxLookups {
			continue
		}
		looking.Go(func() {
			stands[i], _ = net.DefaultResolver.LookupNetIP(ctx, "ip", host) // a name that is not found stands for none
			for n, a := range stands[i] {
				stands[i][n] = plainAddr(a)
			}
		})
	}
	looking.Wait()
	return stands
}

// plainAddr is the one form of an address that reaches the same: IPv4 as such,
// the loopback for none given, the zone by its name.
func plainAddr(a netip.Addr) netip.Addr {
	a = a.Unmap()
	if a.IsUnspecified() {
		if a.Is4() {
			return address.Loopback
		}
		return netip.IPv6Loopback()
	}
	if index, err := strconv.Atoi(a.Zone()); err == nil {
		if i, err := net.InterfaceByIndex(index); err == nil {
			return a.WithZone(i.Name)
		}
	}
	return a
}

// expect returns the identity that the first conn of a following must reach, if the
// server is known under another spelling.
func (f *following) expect(ctx context.Context, nc net.Conn) (secure.ID, bool) {
	c := f.client
	addr := loop.Ask(c.loop, func() string {
		if f.link != nil {
			return nc.RemoteAddr().String()
		}
		return f.server.Addr
	})
	k, ok := c.metAt(ctx, addr, nc, false)
	c.loop.Do(func() {
		if f.link == nil || ok && k.Identity != f.link.Host {
			f.expected = k.Identity
		}
	})
	return secure.ID(k.Identity), ok
}

// recognise gives a server that was met under a new spelling the trust that its key has.
func (f *following) recognise() {
	p := f.server
	if p.Trust != NoTrust && p.Trust != ChangedKey {
		return
	}
	p.Trust = Unverified
	if k, ok := f.client.knownBy(f.host); ok {
		p.Trust = k.Trust
	}
}

// forgetIDs forgets all addresses of servers.
func (c *Client) forgetIDs(ids ...ID) {
	var gone []string
	known := slices.DeleteFunc(slices.Clone(c.known), func(k KnownServer) bool {
		forget := slices.Contains(ids, k.Identity)
		if forget {
			gone = append(gone, k.Addr)
			delete(c.keeping, address.Key(k.Addr)) // what is met from now on is written after this
		}
		return forget
	})
	c.setKnown(known)
	for _, p := range c.serversAt(gone...) {
		c.letGo(p)
	}
	if c.home == nil {
		return
	}
	c.executor.Do(func() { c.dropKnown(gone) })
	c.recallHosts(ids...) // also who was not met in this run
}

// serversAt are the members' servers of the roster at some addresses.
func (c *Client) serversAt(addrs ...string) (found []*peer) {
	for _, addr := range addrs {
		if p := c.byAddr[address.Key(addr)]; p != nil && p.Kind == Member && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	return found
}

// letGo takes a server out of the roster, whose key is forgotten.
func (c *Client) letGo(p *peer) {
	if c.target == p {
		c.leave() // whom one talks to is not forgotten meanwhile
		return
	}
	c.leaveBehind(p)
}

// forgetElsewhere forgets the servers that are known under another spelling of
// addr. Whoever dials meanwhile waits for that.
func (c *Client) forgetElsewhere(addr string) {
	host, port, err := address.Split(addr, 1)
	known, hosts := c.knownOn(port)
	if err != nil || len(known) == 0 || c.closed {
		return
	}
	if c.forgets++; c.forgotten == nil {
		c.forgotten = make(chan struct{})
	}
	c.running.Go(func() {
		stands := lookUp(context.Background(), append([]string{host}, hosts...))
		here := stands[0]
		var same []ID
		for i, k := range known {
			if slices.ContainsFunc(stands[i+1], func(a netip.Addr) bool { return slices.Contains(here, a) }) {
				same = append(same, k.Identity)
			}
		}
		c.loop.Do(func() {
			c.forgetIDs(same...)
			if c.forgets--; c.forgets == 0 {
				close(c.forgotten)
				c.forgotten = nil
			}
		})
	})
}
