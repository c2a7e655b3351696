package transporttest

import (
	"slices"

	"confab/transport"
)

// Client stands for a transport.Client. Make one with NewClient. What it dials waits
// until a test answers.
type Client struct {
	*Fake
	// guarded by Fake.mu
	known   []transport.KnownServer
	dialing string // the address, while nothing answered
	joins   bool   // by Join
	up      bool   // a connection stood since Join
	vouched bool   // by an invitation that proves who the host is
	// attached says that the copy of the host's log was taken up since Join.
	attached bool
}

// NewClient returns a Client that is not connected. Of the options it uses Sink and,
// of Home, the identity.
func NewClient(o transport.Options) *Client { return &Client{Fake: newFake(o, false)} }

// SetKnown says which servers were met over TLS in earlier runs.
func (c *Client) SetKnown(servers ...transport.KnownServer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = servers
}

// Known lists the servers met over TLS, the one seen last first.
func (c *Client) Known() []transport.KnownServer {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.known)
}

// knownAt is the index of what is known of an address, -1 for nothing.
func (c *Client) knownAt(addr string) int {
	return slices.IndexFunc(c.known, func(k transport.KnownServer) bool { return k.Addr == addr })
}

// prepare answers a Dial or a Join that cannot be made now.
func (c *Client) prepare(addr string) (ok bool) {
	if p := c.peer(c.target); p != nil {
		c.failed(addr, transport.Peer{}, &transport.Error{Fault: transport.AlreadyConnected, Addr: p.Addr})
		return false
	}
	return true
}

// failed answers a Dial or a Join.
func (c *Client) failed(addr string, p transport.Peer, err error) {
	c.post(transport.Event{Kind: transport.DialFailed, Addr: addr, Peer: p, Err: err})
}

// at finds the server of an address and a kind in the roster, and puts it there if it
// is new.
func (c *Client) at(addr string, kind transport.PeerKind) *transport.Peer {
	for _, p := range c.peers {
		if p.Addr == addr && p.Server == 0 && p.Kind == kind && !p.Past {
			return p
		}
	}
	return c.enroll(transport.Peer{Kind: kind, Addr: addr, Silent: kind == transport.Plain})
}

// Dial connects to addr over plain TCP. It waits for Answer.
func (c *Client) Dial(addr string) {
	c.call("Dial", []any{addr}, func() {
		if !c.prepare(addr) {
			return
		}
		if c.knownAt(addr) >= 0 {
			c.failed(addr, transport.Peer{}, &transport.Error{Fault: transport.SecureBefore, Addr: addr})
			return
		}
		p := c.at(addr, transport.Plain)
		c.target, c.dialing, c.joins = p.ID, addr, false
		c.post(transport.Event{Kind: transport.Connecting, Addr: addr, Peer: *p})
	})
}

// Answer ends a Dial: with NoFault it connects. It ends a Join only with a fault.
func (c *Client) Answer(why transport.Fault) {
	c.happen(func() { c.answer(why) })
}

func (c *Client) answer(why transport.Fault) {
	p, addr := c.peer(c.target), c.dialing
	if p == nil || addr == "" {
		return
	}
	c.dialing = ""
	switch {
	case why != transport.NoFault:
		c.target = 0
		if why == transport.KeyChanged {
			p.Trust = transport.ChangedKey
		}
		c.failed(addr, *p, &transport.Error{Fault: why, Addr: addr})
		if p.Kind != transport.Member && len(c.of(p.Talk()).messages) == 0 {
			c.drop(p) // an address that was never reached has no talk worth keeping
		}
	case !c.joins:
		now := c.now()
		p.Here, p.Silent, p.HalfClosed, p.Since, p.Seen = true, true, false, now, now
		c.post(transport.Event{Kind: transport.Connected, Addr: addr, Peer: *p})
		c.notice(p, transport.PeerConnected, transport.NoFault, false)
	}
}

// Cut ends the connection for good.
func (c *Client) Cut(why transport.Fault) {
	c.happen(func() { c.cut(why) })
}

func (c *Client) cut(why transport.Fault) {
	p := c.peer(c.target)
	if p == nil {
		return
	}
	c.target, c.dialing = 0, ""
	if p.Kind != transport.Member {
		c.end(p, why)
		return
	}
	c.apart(p)
	if !c.up {
		c.failed(p.Addr, *p, &transport.Error{Fault: why, Addr: p.Addr})
		return
	}
	c.notice(p, transport.PeerDisconnected, why, false)
	c.post(transport.Event{Kind: transport.Disconnected, Addr: p.Addr, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}})
}

// Hangup gives up what Dial or Join began.
func (c *Client) Hangup() {
	c.call("Hangup", nil, c.hangup)
}

func (c *Client) hangup() {
	switch p := c.peer(c.target); {
	case p == nil:
	case p.Kind == transport.Member && c.up:
		c.cut(transport.ClosedHere)
	case c.dialing != "" || !p.Here:
		c.dialing = p.Addr
		c.answer(transport.Canceled)
	default:
		c.cut(transport.ClosedHere)
	}
}

// Close is Hangup.
func (c *Client) Close() { c.call("Close", nil, c.hangup) }

// Server returns whom the Client is connected to.
func (c *Client) Server() (p transport.Peer, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.peer(c.target); p != nil && p.Here {
		return *p, true
	}
	return transport.Peer{}, false
}

// Post queues a message.
func (c *Client) Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error) {
	return c.say("Post", []any{to, d.Text}, func() (transport.MessageID, error) {
		to := c.named(to)
		if !c.room(to) && d.Attach != nil {
			return c.sendFile(to, d, transport.NotConnected)
		}
		if !c.room(to) {
			return c.send(to, d.Text, false, transport.NotConnected)
		}
		if err := c.closed(to); err != nil {
			return transport.MessageID{}, err
		}
		return c.enqueue(to, d)
	})
}

// Save has what a plain server sends from now on go to a file.
func (c *Client) Save(talk transport.TalkID, path string) error {
	return c.save(talk, path, transport.NotConnected)
}

// Send is Post of text that answers nothing.
func (c *Client) Send(to transport.TalkID, text string) (transport.MessageID, error) {
	return c.Post(to, transport.Draft{Text: text})
}

// SendBytes sends bytes as they are to a plain server.
func (c *Client) SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error) {
	return c.say("SendBytes", []any{to, string(raw)}, func() (transport.MessageID, error) { return c.send(to, string(raw), true, transport.NotConnected) })
}
