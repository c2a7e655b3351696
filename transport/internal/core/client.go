package core

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/fault"
	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/plain"
	"confab/transport/internal/socket"
	"confab/transport/internal/transfer"
)

// Client talks to one server at a time.
type Client struct {
	*core
	version string
	recalls bool // Options.Recall

	// owned by the loop
	name     string   // what this device calls itself
	servers  likeness // of the known servers
	known    []KnownServer
	keeping  map[string]*KnownServer                      // what is to be written of an address
	ask      func(context.Context) ([]KnownServer, error) // for known, while it failed; else nil
	byServer map[PeerID]*following
	followed *following // whom Join is about; nil for a plain connection or none
	// transfers are the files of each host.
	transfers map[ID]*transfer.Engine
	byAddr    map[string]*peer
	target    *peer              // whom we dial or talk to; nil when idle
	cancel    context.CancelFunc // ends a dial in flight; nil otherwise

	// forgets is how many servers are looked for to be forgotten; a dial meanwhile waits
	// on forgotten. Owned by the loop.
	forgets   int
	forgotten chan struct{}
	// interfaces is Options.Interfaces.
	interfaces func() ([]netip.Addr, error)
	networks   discover.Lister
}

// NewClient returns a Client that is not connected.
func NewClient(o Options) *Client {
	c := &Client{core: newCore(o), version: o.Version, recalls: o.Recall, interfaces: o.Interfaces, networks: discover.SystemOr(o.Interfaces), name: o.Name, byAddr: map[string]*peer{},
		byServer: map[PeerID]*following{}, keeping: map[string]*KnownServer{}, transfers: map[ID]*transfer.Engine{}}
	c.restore, c.makeRoom = c.askHost, c.roomOf
	c.renamed = func(p *peer) {
		if f := c.byServer[p.Server]; f != nil {
			f.label(p)
		}
	}
	switch {
	case c.home != nil:
		c.loop.Do(func() {
			c.known = c.home.known()
			c.labelKnown()
		})
		c.executor.Do(func() { c.called(c.home.Identity(), o.Name) })
		if c.recalls {
			c.recallAll()
		}
	case o.Known != nil:
		ctx, cancel := context.WithTimeout(context.Background(), c.limits.DialTimeout)
		defer cancel()
		var err error
		if c.known, err = o.Known(ctx); err != nil {
			c.ask = o.Known
		}
	}
	return c
}

// Dial connects to addr, host:port, where host is a name, an IPv4 address or an IPv6
// address in brackets, with or without a zone.
func (c *Client) Dial(addr string) {
	c.command(func() {
		host, port, ok := c.prepare(addr)
		if !ok {
			return
		}
		if _, met := c.knownNow(addr); met {
			c.post(Event{Kind: DialFailed, Addr: addr, Err: &Error{Fault: SecureBefore, Addr: addr}})
			return
		}
		p := c.byAddr[address.Key(addr)]
		if p != nil && p.Kind == Member {
			c.leaveBehind(p)
			p = nil
		}
		if p == nil {
			p = c.enroll(Peer{Kind: Plain, Addr: addr, Silent: true}, nil)
			c.byAddr[address.Key(addr)] = p
		}
		ctx, cancel := context.WithTimeout(context.Background(), c.limits.DialTimeout)
		c.target, c.cancel = p, cancel
		c.post(Event{Kind: Connecting, Addr: addr, Peer: p.Peer})
		c.running.Go(func() {
			defer cancel()
			c.talk(ctx, p, net.JoinHostPort(host, strconv.Itoa(port)))
		})
	})
}

// unmet fails when the server at addr was met over TLS, or when nobody can tell:
// what could not be looked up before is looked up now.
func (c *Client) unmet(ctx context.Context, addr string) error {
	look := loop.Ask(c.loop, func() func(context.Context) ([]KnownServer, error) { return c.ask })
	if look == nil {
		return nil
	}
	known, err := look(ctx)
	if err != nil {
		return err
	}
	return loop.Ask(c.loop, func() error {
		c.known, c.ask = known, nil
		if _, met := c.knownAt(addr); met {
			return &Error{Fault: SecureBefore, Addr: addr}
		}
		return nil
	})
}

// prepare takes an address apart for Dial and Join, and answers them when it cannot be
// dialled now.
func (c *Client) prepare(addr string) (host string, port int, ok bool) {
	if !c.idle(addr) {
		return "", 0, false
	}
	host, port, err := address.Split(addr, 1)
	if err == nil && host == "" {
		err = &Error{Fault: AddressInvalid, Addr: addr}
	}
	if err != nil {
		c.post(Event{Kind: DialFailed, Addr: addr, Err: err})
		return "", 0, false
	}
	return host, port, true
}

// idle reports whether something can be dialled now, and answers Dial and Join otherwise.
func (c *Client) idle(addr string) bool {
	if !c.closed && c.target != nil {
		c.post(Event{Kind: DialFailed, Addr: addr, Err: &Error{Fault: AlreadyConnected, Addr: c.target.Addr}})
	}
	return !c.closed && c.target == nil
}

// talk is the goroutine of Dial: it connects, reads until the end, and reports it.
func (c *Client) talk(ctx context.Context, p *peer, addr string) {
	var nc net.Conn
	err := c.unmet(ctx, p.Addr)
	if err == nil {
		dialer := net.Dialer{KeepAlive: -1} // socket.Tune does it
		nc, err = dialer.DialContext(ctx, "tcp", addr)
	}
	if err == nil {
		socket.Tune(nc)
		if _, met := c.metAt(ctx, p.Addr, nc, true); met {
			_ = nc.Close() // nothing was said yet
			nc, err = nil, &Error{Fault: SecureBefore, Addr: p.Addr}
		}
	}
	k, reader := loop.Ask2(c.loop, func() (*plain.Conn, *plain.Reader) { return c.dialed(ctx, p, nc, err) })
	if k == nil {
		return
	}
	k.Outlast(reader.ReadLoop(nil), func() {
		c.loop.Do(func() {
			c.halfClosed(p)
		})
	})
	k.Abandon()

	fault, err := k.CloseReason()
	c.loop.Do(func() {
		p.conn, p.Here, p.HalfClosed = nil, false, false
		c.target = nil
		c.notice(p, PeerDisconnected, fault, false)
		c.post(Event{Kind: Disconnected, Addr: p.Addr, Peer: p.Peer, Err: &Error{Fault: fault, Addr: p.Addr, Err: err}})
	})
}

// dialed takes how a Dial went, and returns the conn and what reads it; nil: there is none.
func (c *Client) dialed(ctx context.Context, p *peer, nc net.Conn, err error) (*plain.Conn, *plain.Reader) {
	c.cancel = nil
	if ctx.Err() == context.Canceled {
		if nc != nil {
			_ = nc.Close()
		}
		err = &Error{Fault: Canceled, Addr: p.Addr}
	}
	if err != nil {
		c.target = nil
		c.post(Event{Kind: DialFailed, Addr: p.Addr, Peer: p.Peer, Err: faultError(fault.Of(err), p.Addr, err)})
		// An address that was never reached has no talk worth keeping.
		if _, last := c.journal.Bounds(p.Talk()); last == 0 {
			delete(c.byAddr, address.Key(p.Addr))
			delete(c.roster, p.ID)
		}
		return nil, nil
	}
	k := plain.New(c.plain, nc)
	k.Open() // before anyone can send, and hang up right after
	now := time.Now()
	p.conn, p.Here, p.Silent, p.HalfClosed, p.Since, p.Seen = k, true, true, false, now, now
	c.post(Event{Kind: Connected, Time: now, Addr: p.Addr, Peer: p.Peer})
	c.notice(p, PeerConnected, NoFault, false)
	return k, c.reader(p)
}

// Hangup cancels a Dial or Join that is not connected yet.
func (c *Client) Hangup() {
	c.loop.Do(func() {
		switch {
		case c.target == nil:
		case c.followed != nil:
			c.leave()
		case c.cancel != nil:
			c.cancel()
		case c.target.conn != nil:
			c.target.conn.Finish(ClosedHere)
		}
	})
}

// askHost has the host asked for what is damaged in our copy of its log.
func (c *Client) askHost() {
	engine := loop.Ask(c.loop, func() *follow.Follower {
		if c.followed == nil {
			return nil
		}
		return c.followed.engine
	})
	if engine != nil {
		engine.Restore()
	}
}

// Close hangs up for good and waits until the last goroutine ended and the sink has
// returned from the last event.
func (c *Client) Close() {
	c.loop.Do(func() { c.closed = true })
	c.Hangup()
	if c.home != nil {
		c.closeTransfers()
	}
	c.shut()
}

// leave ends what Join began, once what waits is sent or for three seconds.
func (c *Client) leave() {
	f := c.followed
	if f.leaving {
		return
	}
	f.leaving = true
	engine := f.engine
	c.running.Go(func() {
		c.executor.CatchUp() // what was said before is given to the engine first
		engine.Close()
		c.executor.Do(func() {
			c.loop.Do(func() {
				if f.engine != engine {
					return
				}
				f.left()
			})
		})
	})
}

// Server returns the server that the Client is connected to.
func (c *Client) Server() (p Peer, ok bool) {
	return loop.Ask2(c.loop, func() (Peer, bool) {
		if c.target == nil || c.target.conn == nil && !c.target.Here {
			return Peer{}, false
		}
		return c.target.Peer, true
	})
}

// Peers returns the roster.
func (c *Client) Peers() []Peer { return c.peers() }

// Send posts text.
func (c *Client) Send(to TalkID, text string) (MessageID, error) {
	return c.Post(to, Draft{Text: text})
}

// SendBytes sends bytes as they are to a plain server.
func (c *Client) SendBytes(to TalkID, raw []byte) (MessageID, error) {
	return commandMessage(c.core, func() (MessageID, error) { return c.send(to, string(raw), true, NotConnected) })
}

// SetEncoding fixes how a plain server's text is read and written, earlier messages too.
func (c *Client) SetEncoding(id PeerID, e Encoding) { c.setEncoding(id, e) }

// Rename gives a server a name.
func (c *Client) Rename(id PeerID, name string) { c.rename(id, name) }

// Load asks for messages of a talk.
func (c *Client) Load(talk TalkID, asked Range) { c.load(talk, asked) }
