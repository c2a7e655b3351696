package model

import (
	"math"
	"slices"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// asking: the host was reached and has not let us in yet.
func (c *ClientSide) askingAt(ev transport.Event) {
	if ev.Addr != "" {
		c.addr = ev.Addr
	}
	c.state, c.why, c.addressBad, c.plain = AskingToJoin, nil, nil, false
	c.redeemed()
	if p := c.fromServer(ev); p != nil { // its row says that one is not in yet
		p.entry = entryAsked
	}
}

// waiting: the connection with a server that was reached before broke or was not
// made, and is tried again.
func (c *ClientSide) waiting(ev transport.Event) {
	if ev.Addr != "" {
		c.addr = ev.Addr
	}
	if p := c.fromServer(ev); p != nil {
		c.addr = p.peer.Addr
		gone := p.peer
		gone.Here = false
		if p.peer.Here {
			p.left = ev.Time
		}
		c.upsert(gone)
	}
	c.m.clearAlert(hostAlert)
	c.state, c.retry, c.addressBad, c.plain = Reconnecting, ev.Retry(), nil, false
	fault, addr, err := faultIn(ev.Err), c.addr, ev.Err
	c.fault = fault
	c.why = func(w *words.Words) string { return w.Broke(fault, addr, err) }
}

// fromServer takes what an event says of the server, if it does.
func (c *ClientSide) fromServer(ev transport.Event) *Person {
	if ev.Talk() == transport.Everyone || ev.Peer.Server != 0 {
		return nil
	}
	return c.upsert(ev.Peer)
}

// countdown is how many seconds are left to the next attempt, whatever is done to
// the clock on the wall meanwhile.
func (c *ClientSide) countdown() int {
	left := c.retry.Sub(c.m.cfg.Now())
	return int(math.Ceil(max(left, 0).Seconds()))
}

// nextSecond is when the countdown shows another number; the zero time is never.
func (c *ClientSide) nextSecond() time.Time {
	n := c.countdown()
	if c.state != Reconnecting || n <= 0 {
		return time.Time{}
	}
	return c.retry.Add(-time.Duration(n-1) * time.Second)
}

// Reconnect makes the next attempt now.
func (m *Model) Reconnect() {
	if m.Client.state == Reconnecting {
		m.Client.dialer.Reconnect()
	}
}

// keyChanged notes that a server shows another key than before.
func (c *ClientSide) keyChanged(fault transport.Fault, addr string) {
	c.changedKey = ""
	if fault == transport.KeyChanged {
		c.changedKey = addr
		c.addressBad = nil
	}
}

// ChangedKey is the address of the server that shows another key than before
// and was kept out for that, with a sentence about it; empty is none.
func (c *ClientSide) ChangedKey() (addr, why string) {
	if c.changedKey == "" {
		return "", ""
	}
	why = c.m.w.Fault(transport.KeyChanged, c.changedKey, nil)
	if at := c.answersAt(c.changedKey); at != "" {
		why += c.m.w.KnownElsewhere(at, c.changedKey)
	}
	return c.changedKey, why
}

// answersAt is where the server is found nearby that is known by another key than the one
// shown at addr; empty if it is not found, or at addr.
func (c *ClientSide) answersAt(addr string) string {
	known, ok := c.secureServer(addr)
	for _, row := range c.near.rows {
		if ok && row.Identity == known.Identity && !slices.Contains(row.found.Addrs, addr) {
			return visible.Line(row.Address, maxName)
		}
	}
	return ""
}

// ForgetServer forgets the key of a server, which is met as new then.
func (m *Model) ForgetServer(addr string) {
	c := m.Client
	c.dialer.ForgetServer(addr)
	if c.changedKey == addr {
		c.changedKey = ""
	}
	if c.CanConnect() {
		c.state, c.why, c.addressBad = Idle, nil, nil
	}
	m.settle()
}

// secureServer is what the data folder knows of the server at an address.
func (c *ClientSide) secureServer(addr string) (s transport.KnownServer, ok bool) {
	for _, s := range c.dialer.Known() {
		if s.Addr == addr {
			return s, true
		}
	}
	return s, false
}

// HasKey says whether the key of the server at an address is known.
func (m *Model) HasKey(addr string) bool {
	_, ok := m.Client.secureServer(addr)
	return ok
}

// LockLabel says what is known of who the server is.
func (c *ClientSide) LockLabel() string {
	if p := c.byAddress(c.addr); p != nil {
		return p.LockLabel
	}
	return ""
}

// Room are the people of the secure server that it is about: the room of all,
// the host, the members who are here and those who are not. It is empty for
// plain servers. The slice is good until the next change.
func (c *ClientSide) Room() []*Person { return c.room }

func (c *ClientSide) listRoom() {
	c.room = c.room[:0]
	server := c.roomServer()
	if server == nil {
		return
	}
	if c.CanConnect() && !server.Here && server.preview == "" && server.left.IsZero() {
		return // nobody was ever let in, and nothing said
	}
	c.room = append(c.room, server)
	for _, pass := range []func(*Person) bool{
		func(p *Person) bool { return p.Host },
		func(p *Person) bool { return !p.Host && p.Here },
		func(p *Person) bool { return !p.Host && !p.Here },
	} {
		for _, p := range c.arrivals {
			if p.peer.Server == server.ID && pass(p) {
				c.room = append(c.room, p)
			}
		}
	}
}

// roomServer is the secure server whose people are shown: that of the open
// talk, else the one that we are connected to.
func (c *ClientSide) roomServer() *Person {
	p := c.selected
	if p != nil && p.peer.Server != 0 {
		p = c.people[p.peer.Server]
	}
	if p == nil {
		p = c.byAddress(c.addr)
	}
	if p == nil || !p.Member {
		return nil
	}
	return p
}

// writable says whether what is written to p goes out, now or when the server is
// back.
func (c *ClientSide) writable(p *Person) bool {
	server := p
	if p.peer.Server != 0 {
		server = c.people[p.peer.Server]
	}
	if server == nil || server.peer.Addr != c.addr {
		return false
	}
	if !p.Member {
		return c.state == Connected && p.peer.Here
	}
	// What is written to a host that has not let us in would reach it once it does.
	return !c.CanConnect() && !c.plain && c.letIn(server)
}
