package model

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// This file is Nearby: the servers that are found on the local networks while their list
// is in view.

// nearbyList is what was found. The rows stand in the order in which their servers came, behind
// those that are known and the favourites.
type nearbyList struct {
	inView, hidden bool // the list, and the window
	found          []transport.FoundServer
	rows           []KnownServer
	held           []string // the addresses of rows that are not shown yet
	sweeping       bool
	asked, of      int // addresses of the sweep
	// swept is until when it is said that all of them were asked; zero is not.
	swept time.Time
	// ways are the addresses at which the server that is dialled may be reached besides.
	ways []string
	// joining says that a server of the list is joined, at whichever of its addresses.
	joining bool
}

// ShowNearby tells whether the list of the Client tab is drawn, and Hide whether the window
// itself is not to be seen.
func (m *Model) ShowNearby(inView bool) {
	if m.Client.near.inView != inView {
		m.Client.near.inView = inView
		m.settle()
	}
}

// Hide tells whether the window is not to be seen: minimized, or without a view.
func (m *Model) Hide(hidden bool) {
	if m.Client.near.hidden != hidden {
		m.Client.near.hidden = hidden
		m.settle()
	}
}

// LooksAround says that the servers nearby are to be searched for: their list is in view,
// and there is no connection yet.
func (m *Model) LooksAround() bool {
	c := m.Client
	return m.tab == ClientTab && c.near.inView && !c.near.hidden && c.CanConnect() && m.cfg.Identity != transport.ID{}
}

// FoundNearby takes the servers that are there now.
func (m *Model) FoundNearby(list []transport.FoundServer) {
	if !m.LooksAround() {
		return
	}
	c := m.Client
	fresh := m.others(list)
	was := c.near.found
	c.near.found = nil
	for _, old := range was {
		if i := slices.IndexFunc(fresh, func(f transport.FoundServer) bool { return sameServer(f, old) }); i >= 0 {
			c.near.found = append(c.near.found, fresh[i])
			fresh = slices.Delete(fresh, i, i+1)
		}
	}
	if c.near.found = append(c.near.found, fresh...); len(fresh) > 0 || len(c.near.found) != len(was) {
		c.near.swept = time.Time{}
	}
	m.settle()
}

// others are the servers of a list that are not our own, each once.
func (m *Model) others(list []transport.FoundServer) (all []transport.FoundServer) {
	own := m.cfg.Host.Addrs()
	for _, f := range list {
		mine := f.Known && f.Identity == m.cfg.Identity || slices.ContainsFunc(f.Addrs, func(a string) bool { return slices.Contains(own, a) })
		if mine || len(f.Addrs) == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(o transport.FoundServer) bool { return sameServer(o, f) })
		if i < 0 {
			all = append(all, f)
			continue
		}
		if f.Known && !all[i].Known {
			f.Addr, f.Addrs, all[i] = all[i].Addr, all[i].Addrs, f
		}
		for _, addr := range f.Addrs {
			if !slices.Contains(all[i].Addrs, addr) {
				all[i].Addrs = append(slices.Clip(all[i].Addrs), addr)
			}
		}
	}
	return all
}

// sameServer says that two were one: by the key, or by an address where one has none.
func sameServer(a, b transport.FoundServer) bool {
	if a.Known && b.Known {
		return a.Identity == b.Identity
	}
	return slices.ContainsFunc(a.Addrs, func(addr string) bool { return slices.Contains(b.Addrs, addr) })
}

// LookFurther has every address of the local networks asked, and Sweeping says how far
// that is, from 0 to 1.
func (m *Model) LookFurther() {
	if n := &m.Client.near; m.LooksAround() && !n.sweeping {
		n.sweeping, n.asked, n.of, n.swept = true, 0, 0, time.Time{}
		m.settle()
	}
}

// Sweeping says whether all addresses are being asked, and how many were, from 0 to 1.
func (c *ClientSide) Sweeping() (sweeping bool, part float32) {
	if n := &c.near; n.of > 0 {
		part = float32(n.asked) / float32(n.of)
	}
	return c.near.sweeping, part
}

// sweptTime is for how long it is said that all addresses were asked.
const sweptTime = time.Minute

// SweptAll says that every address was asked a short time ago, and nothing has changed since.
func (c *ClientSide) SweptAll() bool { return !c.near.swept.IsZero() }

// expireSwept ends SweptAll when it was said for long enough, and reports whether it did.
func (c *ClientSide) expireSwept(now time.Time) bool {
	if c.near.swept.IsZero() || now.Before(c.near.swept) {
		return false
	}
	c.near.swept = time.Time{}
	return true
}

// Swept tells how far it is; with done it is over.
func (m *Model) Swept(asked, of int, done bool) {
	n := &m.Client.near
	if n.sweeping && done && of > 0 { // without a network there was nothing to ask
		n.swept = m.now().Add(sweptTime)
	}
	n.asked, n.of, n.sweeping = asked, of, n.sweeping && !done
	m.settle()
}

// Nearby are the servers that were found, favourites first and then those that are known.
// The slice is good until the next change.
func (c *ClientSide) Nearby() []KnownServer { return c.near.rows }

// listNearby makes the rows of Nearby.
func (c *ClientSide) listNearby(secure []transport.KnownServer) {
	n := &c.near
	n.rows = n.rows[:0]
	if !c.m.LooksAround() {
		n.found, n.held, n.sweeping, n.swept = nil, nil, false, time.Time{}
		return
	}
	for _, f := range n.found {
		n.rows = append(n.rows, c.nearbyRow(f, secure))
	}
	rank := func(k KnownServer) int {
		switch {
		case k.Favourite:
			return 0
		case k.Identity != transport.ID{}:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(n.rows, func(a, b KnownServer) int { return cmp.Compare(rank(a), rank(b)) })
}

func (c *ClientSide) nearbyRow(f transport.FoundServer, secure []transport.KnownServer) KnownServer {
	known := slices.ContainsFunc(secure, func(s transport.KnownServer) bool { return f.Known && s.Identity == f.Identity })
	if !known { // its key may have been removed since
		f.Known, f.Identity, f.Name, f.ShortKey = false, transport.ID{}, "", ""
	}
	var p *Person
	if i := slices.IndexFunc(c.arrivals, func(p *Person) bool {
		return known && p.peer.Server == 0 && !p.peer.Past && p.peer.Identity == f.Identity
	}); i >= 0 {
		p = c.arrivals[i]
	}
	k := c.known(f.Addr, f.Identity, p, secure)
	k.found, k.Plain, k.Others = &f, false, nil
	for _, addr := range f.Addrs {
		// One of the link alone says nothing to a person.
		if at, err := netip.ParseAddrPort(addr); addr != f.Addr && (err != nil || !at.Addr().IsLinkLocalUnicast()) {
			k.Others = append(k.Others, addr)
		}
	}
	if !known {
		k.Title = visible.Line(f.Addr, maxName)
		k.Second = joined(c.m.w.NewNearby, visible.Line(strings.Join(k.Others, ", "), maxName))
		k.More = ""
		return k
	}
	// That another key was shown at some address says nothing of the server that has this one.
	if i := slices.IndexFunc(secure, func(s transport.KnownServer) bool { return s.Identity == f.Identity }); k.Lock == transport.ChangedKey {
		k.Lock = secure[i].Trust
	}
	k.locate()
	return k
}

// isNearby says whether a row of the recent servers has one in Nearby.
func (c *ClientSide) isNearby(key transport.ID, addr string) bool {
	return slices.ContainsFunc(c.near.rows, func(k KnownServer) bool {
		if slices.Contains(c.near.held, k.Address) {
			return false
		}
		if key != (transport.ID{}) {
			return k.Identity == key
		}
		return slices.Contains(k.found.Addrs, addr)
	})
}

// HoldNearby tells which rows of Nearby, by their addresses, are not shown yet. Their servers
// stay among the recent ones.
func (m *Model) HoldNearby(addresses []string) {
	if n := &m.Client.near; !slices.Equal(n.held, addresses) {
		n.held = slices.Clone(addresses)
		m.settle()
	}
}

// JoinNearby joins the server of a row of Nearby: one that is known, or with the code that
// is typed, or after the host was asked.
func (m *Model) JoinNearby(row KnownServer) {
	c := m.Client
	if row.found == nil || !c.CanConnect() {
		return
	}
	c.closePages()
	if row.person != nil {
		m.Select(row.person.ID)
	}
	m.SetAddress(row.Address)
	m.SetPlain(false)
	c.near.ways = nil
	if !row.found.Known {
		c.near.ways = slices.DeleteFunc(slices.Clone(row.found.Addrs), func(a string) bool { return a == row.found.Addr })
	}
	c.dropFailedCode()
	c.join(*row.found)
	c.near.joining = true
	m.settle()
}

// join begins to join a server that was found.
func (c *ClientSide) join(f transport.FoundServer) {
	c.plain = false
	c.by = ""
	c.connecting(f.Addr)
	c.m.clearAlert(dialAlert)
	c.dialer.JoinFound(f, c.takeCode())
}

// joinElsewhere tries the next address of the server that was not reached.
func (c *ClientSide) joinElsewhere(fault transport.Fault) bool {
	switch fault {
	case transport.Refused, transport.Unreachable, transport.TimedOut, transport.NoHandshake:
	default:
		c.near.ways = nil
		return false
	}
	if len(c.near.ways) == 0 {
		return false
	}
	addr, rest := c.near.ways[0], c.near.ways[1:]
	c.near.ways = rest
	c.m.prefs.Address = addr
	c.m.save()
	c.join(transport.FoundServer{Addr: addr, Addrs: []string{addr}})
	return true
}
