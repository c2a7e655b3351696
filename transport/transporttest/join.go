package transporttest

import (
	"slices"
	"strings"
	"time"

	"confab/transport"
)

// Join connects to addr over TLS, or to the host of an invitation at its first address. It
// waits for Answer, Asks or Enter.
func (c *Client) Join(addr string) {
	c.call("Join", []any{addr}, func() { c.join(addr) })
}

// JoinWith is Join with a code, which waits for CheckCode besides. What has no six digits is
// no code.
func (c *Client) JoinWith(addr, code string) {
	c.call("JoinWith", []any{addr, code}, func() {
		if !isCode(code) {
			if transport.IsInvitation(addr) {
				addr = ""
			}
			c.failed(addr, transport.Peer{}, &transport.Error{Fault: transport.CodeInvalid, Addr: addr})
			return
		}
		c.join(addr)
	})
}

// JoinFound is JoinWith of the address of a server that was found; an empty code is none.
func (c *Client) JoinFound(found transport.FoundServer, code string) {
	c.call("JoinFound", []any{found.Addr, code}, func() {
		if code != "" && !isCode(code) {
			c.failed(found.Addr, transport.Peer{}, &transport.Error{Fault: transport.CodeInvalid, Addr: found.Addr})
			return
		}
		c.join(found.Addr)
	})
}

// EnterCode gives the host a code, and waits for CheckCode.
func (c *Client) EnterCode(code string) {
	c.call("EnterCode", []any{code}, func() {
		switch p := c.peer(c.target); {
		case p == nil || !c.joins:
			c.post(transport.Event{Kind: transport.CodeChecked, Err: &transport.Error{Fault: transport.NotConnected}})
		case !isCode(code):
			c.checked(p, transport.CodeInvalid)
		}
	})
}

func isCode(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits == 6
}

// CheckCode has the host answer the code of JoinWith or EnterCode, with NoFault where it is
// the right one. What follows then is for Enter.
func (c *Client) CheckCode(why transport.Fault) {
	c.happen(func() {
		if p := c.peer(c.target); p != nil {
			if why == transport.NoFault {
				c.trust(p, true)
			}
			c.checked(p, why)
		}
	})
}

func (c *Client) checked(p *transport.Peer, why transport.Fault) {
	e := transport.Event{Kind: transport.CodeChecked, Addr: p.Addr, Peer: *p}
	if why != transport.NoFault {
		e.Err = &transport.Error{Fault: why, Addr: p.Addr}
	}
	c.post(e)
}

func (c *Client) join(addr string) {
	c.vouched = false
	if transport.IsInvitation(addr) {
		at, err := transport.InvitationAddr(addr)
		if err != nil {
			c.failed("", transport.Peer{}, err)
			return
		}
		addr, c.vouched = at, !strings.HasPrefix(addr, "confab:")
	}
	if !c.prepare(addr) {
		return
	}
	if c.identity == (transport.ID{}) {
		c.failed(addr, transport.Peer{}, &transport.Error{Fault: transport.NoIdentity, Addr: addr})
		return
	}
	p := c.at(addr, transport.Member)
	c.target, c.dialing, c.joins, c.up, c.attached = p.ID, addr, true, false, false
	known := c.knownAt(addr)
	if known >= 0 {
		p.Identity, p.Trust = c.known[known].Identity, c.known[known].Trust
		if p.Name == "" {
			p.Name = c.known[known].Name
		}
	}
	c.post(transport.Event{Kind: transport.Connecting, Addr: addr, Peer: *p})
	if known >= 0 {
		c.attach(p)
	}
}

// attach has the copy of the host's log taken up.
func (c *Client) attach(p *transport.Peer) {
	if c.attached {
		return
	}
	c.attached = true
	c.post(transport.Event{Kind: transport.Resync})
	if c.reached[p.ID] {
		return
	}
	c.reached[p.ID] = true
	for _, q := range c.peers {
		if q == p || q.Server == p.ID {
			c.tellMarks(q.Talk())
		}
	}
}

// Asks has the host of a Join wait for a person there. The host is called name.
func (c *Client) Asks(name string) {
	c.happen(func() {
		if p := c.peer(c.target); p != nil {
			c.attach(p)
			c.met(p, name)
			c.post(transport.Event{Kind: transport.Asking, Addr: p.Addr, Peer: *p})
		}
	})
}

// met notes who the host at the address of a Join is.
func (c *Client) met(p *transport.Peer, name string) {
	if p.Identity == (transport.ID{}) {
		p.Identity, p.Trust = c.key(), transport.Unverified
	}
	if c.vouched {
		p.Trust = transport.Verified
	}
	p.Name = name
	c.known = slices.DeleteFunc(c.known, func(k transport.KnownServer) bool { return k.Addr == p.Addr })
	c.known = slices.Insert(c.known, 0, transport.KnownServer{Addr: p.Addr, Name: name, Identity: p.Identity, Trust: p.Trust, Seen: c.now()})
}

// Enter has a Join succeed. The host is called name, and is the first of the members
// who are told of; others are the names of those who are here besides.
func (c *Client) Enter(name string, others ...string) (server, host transport.PeerID, members []transport.PeerID) {
	c.happen(func() {
		p := c.peer(c.target)
		c.attach(p)
		c.met(p, name)
		c.online(p)
		server, host = p.ID, c.host(p)
		for _, other := range others {
			members = append(members, c.tell(server, other, true, nil))
		}
	})
	return server, host, members
}

// online tells that a secure connection stands.
func (c *Client) online(p *transport.Peer) {
	again := c.up
	c.dialing, c.up, p.Here, p.Since, p.Seen = "", true, true, c.now(), c.now()
	c.post(transport.Event{Kind: transport.Connected, Addr: p.Addr, Peer: *p})
	if !again {
		c.notice(p, transport.PeerConnected, transport.NoFault, false)
	}
}

// host is the member of a server who hosts, made when it is new.
func (c *Client) host(server *transport.Peer) transport.PeerID {
	for _, p := range c.peers {
		if p.Server == server.ID && p.Host {
			p.Here = true
			c.post(transport.Event{Kind: transport.Connected, Peer: *p})
			return p.ID
		}
	}
	return c.tell(server.ID, server.Name, true, func(p *transport.Peer) {
		p.Host, p.Identity, p.Trust = true, server.Identity, server.Trust
	})
}

// Member has the host tell of a member that was not known; change, unless it is nil,
// changes it first.
func (c *Client) Member(server transport.PeerID, name string, change func(*transport.Peer)) (id transport.PeerID) {
	c.happen(func() { id = c.tell(server, name, true, change) })
	return id
}

func (c *Client) tell(server transport.PeerID, name string, here bool, change func(*transport.Peer)) transport.PeerID {
	p := c.enroll(transport.Peer{Kind: transport.Member, Name: name, Trust: transport.Unverified,
		Server: server, Silent: true, Here: here, Since: c.now(), Seen: c.now()})
	if change != nil {
		change(p)
	}
	if p.Identity == (transport.ID{}) {
		p.Identity = c.key()
	}
	if p.Addr == "" {
		p.Addr = short(p)
	}
	kind := transport.Changed
	if p.Here {
		kind = transport.Connected
	}
	c.post(transport.Event{Kind: kind, Peer: *p})
	return p.ID
}

// Comes and Goes have a member come that is known, or go.
func (c *Client) Comes(id transport.PeerID) {
	c.Turn(transport.Connected, id, func(p *transport.Peer) { p.Here = true })
}

// Goes has a member go.
func (c *Client) Goes(id transport.PeerID) {
	c.happen(func() {
		if p := c.peer(id); p != nil && p.Here {
			p.Here = false
			c.post(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: transport.PeerClosed, Addr: p.Addr}})
		}
	})
}

// apart has the server of a secure connection and all its members not be reached.
func (c *Client) apart(server *transport.Peer) {
	server.Here = false
	for _, p := range c.peers {
		if p.Server == server.ID && p.Here {
			p.Here = false
			c.post(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: transport.PeerVanished, Addr: p.Addr}})
		}
	}
}

// Wait breaks a secure connection, or has an attempt to make one fail; the next one is
// after d. Of a limit of the host RetryAfter is d too.
func (c *Client) Wait(why transport.Fault, d time.Duration) {
	c.happen(func() {
		p := c.peer(c.target)
		if p == nil {
			return
		}
		c.dialing = p.Addr
		c.apart(p)
		now := c.now()
		c.post(transport.Event{Kind: transport.Waiting, Time: now, Addr: p.Addr, Peer: *p, Detail: now.Add(d),
			Err: &transport.Error{Fault: why, Addr: p.Addr, RetryAfter: d}})
	})
}

// Again has a secure connection stand that broke, and the members be here that were.
func (c *Client) Again(members ...transport.PeerID) {
	c.happen(func() {
		p := c.peer(c.target)
		if p == nil || p.Here {
			return
		}
		c.online(p)
		for _, id := range members {
			if m := c.peer(id); m != nil && !m.Here {
				m.Here = true
				c.post(transport.Event{Kind: transport.Connected, Peer: *m})
			}
		}
	})
}

// Reconnect does nothing here: a test has the connection stand again.
func (c *Client) Reconnect() { c.call("Reconnect", nil, func() {}) }

// ForgetServer forgets the key of the server at an address, for all of its addresses.
func (c *Client) ForgetServer(addr string) {
	c.call("ForgetServer", []any{addr}, func() {
		gone := []string{addr}
		if i := c.knownAt(addr); i >= 0 {
			id := c.known[i].Identity
			c.known = slices.DeleteFunc(c.known, func(k transport.KnownServer) bool {
				if k.Identity == id {
					gone = append(gone, k.Addr)
				}
				return k.Identity == id
			})
		}
		for _, p := range slices.Clone(c.peers) {
			if !slices.Contains(gone, p.Addr) || p.Server != 0 || p.Kind != transport.Member || p.Past {
				continue
			}
			if p.ID == c.target {
				c.hangup()
				continue
			}
			for _, m := range slices.Clone(c.peers) {
				if m.Server == p.ID {
					c.forget(m)
				}
			}
			c.forget(p)
		}
	})
}

// Verify notes whether a person compared the words of the server or a member.
func (c *Client) Verify(id transport.PeerID, ok bool) {
	c.call("Verify", []any{id, ok}, func() {
		if p := c.peer(id); p != nil && p.Identity != (transport.ID{}) {
			c.trust(p, ok)
		}
	})
}

// trust notes whether the server or a member is verified.
func (c *Client) trust(p *transport.Peer, ok bool) {
	for _, q := range append([]*transport.Peer{p}, c.same(p)...) {
		q.Trust = trust(ok)
		c.post(transport.Event{Kind: transport.Changed, Peer: *q})
	}
	for i := range c.known {
		if c.known[i].Identity == p.Identity {
			c.known[i].Trust = trust(ok)
		}
	}
}

// same is the host of a server, or the server of a host: the same person.
func (c *Client) same(p *transport.Peer) (list []*transport.Peer) {
	for _, q := range c.peers {
		if q != p && q.Identity == p.Identity && (q.ID == p.Server || p.ID == q.Server) {
			list = append(list, q)
		}
	}
	return list
}
