package follow

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

var defaultLimits = wire.Limits{FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes,
	MessagesPerSecond: 1000, Burst: 1000, BytesPerSecond: 1 << 30}

// scripted is a host that does what the test says, one call at a time.
type scripted struct {
	identity *secure.Identity
	listener net.Listener
	epoch    wire.Epoch
	limits   wire.Limits
}

func newScripted(t testing.TB) *scripted {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	no(t, err)
	t.Cleanup(func() { listener.Close() })
	return &scripted{identity(t), listener, wire.Epoch{1}, defaultLimits}
}

func (h *scripted) addr() string      { return h.listener.Addr().String() }
func (h *scripted) id() wire.Identity { return wire.Identity(h.identity.ID()) }

// call is one connection to a scripted host.
type call struct {
	t     testing.TB
	conn  *secure.Conn
	hello *wire.Hello
	r     *wire.Reader
	w     *wire.Writer
}

// accept takes the next connection and its HELLO.
func (h *scripted) accept(t testing.TB) *call {
	t.Helper()
	raw, err := h.listener.Accept()
	no(t, err)
	return h.receive(t, raw)
}

func (h *scripted) receive(t testing.TB, raw net.Conn) *call {
	t.Helper()
	t.Cleanup(func() { raw.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := secure.Server(ctx, raw, secure.ServerConfig(h.identity, nil))
	no(t, err)
	c := &call{t: t, conn: conn, r: wire.NewReader(conn), w: wire.NewWriter(conn)}
	c.r.SetLimit(wire.MaxFrameBytes)
	c.w.SetLimit(wire.MaxFrameBytes)
	c.hello = expect[*wire.Hello](c)
	return c
}

// serve takes the next connection and welcomes a member.
func (h *scripted) serve(t testing.TB) *call {
	t.Helper()
	c := h.accept(t)
	c.send(h.welcome(wire.Member))
	return c
}

func (h *scripted) welcome(state wire.Membership) *wire.Welcome {
	return &wire.Welcome{Version: 1, Server: h.id(), Name: "Anna's", Epoch: h.epoch, Limits: h.limits, ServerTime: 5, State: state}
}

func (c *call) send(frames ...wire.Frame) {
	c.t.Helper()
	for _, f := range frames {
		no(c.t, c.w.Append(f))
	}
	no(c.t, c.conn.SetWriteDeadline(time.Now().Add(patience)))
	no(c.t, c.w.Flush())
}

// expect returns the next frame, which must be of that type; pings and receipts
// are passed over where they are not expected.
func expect[F wire.Frame](c *call) F {
	c.t.Helper()
	for {
		no(c.t, c.conn.SetReadDeadline(time.Now().Add(patience)))
		f, err := c.r.Next()
		no(c.t, err)
		if wanted, ok := f.(F); ok {
			return wanted
		}
		switch f.(type) {
		case *wire.Ping, *wire.Pong, *wire.Got, *wire.Read:
		default:
			c.t.Fatalf("%v came", f.Type())
		}
	}
}

// answerPings shows that the host lives, until the connection ends.
func (c *call) answerPings() {
	_ = c.conn.SetDeadline(time.Time{})
	for {
		f, err := c.r.Next()
		if err != nil {
			return
		}
		ping, ok := f.(*wire.Ping)
		if !ok {
			continue
		}
		if c.w.Append(&wire.Pong{Token: ping.Token}) != nil || c.w.Flush() != nil {
			return
		}
	}
}

// hangUp closes at once.
func (c *call) hangUp() { c.conn.NetConn().Close() }

func (c *call) bye(b wire.Bye) {
	c.t.Helper()
	c.send(&b)
	no(c.t, c.conn.CloseWrite())
}

func event(seq uint64) *wire.Event {
	p := text(int(seq) + 1000)
	return &wire.Event{Post: p, Seq: seq, From: wire.Identity{9}, ServerTime: 5}
}

// little is a host with a log in memory, that serves everybody by itself.
type little struct {
	*scripted
	mu     sync.Mutex
	events []wire.Event
	calls  int
	// cutAfter says after how many frames of both sides to cut the call with
	// that number, from 1; 0: never.
	cutAfter func(call int) int
}

func newLittle(t testing.TB, events int) *little {
	h := &little{scripted: newScripted(t)}
	for n := range events {
		h.events = append(h.events, *event(uint64(n) + 1))
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			raw, err := h.listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { h.serveOne(raw) })
		}
	})
	t.Cleanup(func() {
		h.listener.Close()
		serving.Wait()
	})
	return h
}

var errCut = errors.New("cut")

// serveOne speaks with one client until either has enough.
func (h *little) serveOne(raw net.Conn) {
	defer raw.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := secure.Server(ctx, raw, secure.ServerConfig(h.identity, nil))
	if err != nil {
		return
	}
	h.mu.Lock()
	h.calls++
	left := -1
	if h.cutAfter != nil {
		if left = h.cutAfter(h.calls); left == 0 {
			left = -1
		}
	}
	h.mu.Unlock()
	count := func() error {
		if left--; left == 0 {
			return errCut
		}
		return nil
	}
	r, w := wire.NewReader(conn), wire.NewWriter(conn)
	r.SetLimit(wire.MaxFrameBytes)
	w.SetLimit(wire.MaxFrameBytes)
	send := func(f wire.Frame) error {
		if err := w.Append(f); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		return count()
	}
	next := uint64(0)
	catchUp := func() error {
		for {
			h.mu.Lock()
			if next >= uint64(len(h.events)) {
				h.mu.Unlock()
				return nil
			}
			e := h.events[next]
			h.mu.Unlock()
			next++
			if err := send(&e); err != nil {
				return err
			}
		}
	}
	for {
		_ = conn.SetReadDeadline(time.Now().Add(patience))
		f, err := r.Next()
		if err != nil {
			return
		}
		if _, bye := f.(*wire.Bye); bye {
			return
		}
		if count() != nil {
			return
		}
		switch f := f.(type) {
		case *wire.Hello:
			if next = f.Cursors[wire.Everyone]; f.Epoch != h.epoch {
				next = 0
			}
			if send(h.welcome(wire.Member)) != nil {
				return
			}
		case *wire.Post:
			if send(h.take(f, wire.Identity(conn.Peer()))) != nil {
				return
			}
		case *wire.Ping:
			if send(&wire.Pong{Token: f.Token}) != nil {
				return
			}
		}
		if catchUp() != nil {
			return
		}
	}
}

// take puts a post into the log, once.
func (h *little) take(p *wire.Post, from wire.Identity) *wire.Ack {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events {
		if e.CID == p.CID && e.From == from {
			return &wire.Ack{CID: p.CID, Room: p.Room, Seq: e.Seq, ServerTime: 5}
		}
	}
	seq := uint64(len(h.events)) + 1
	h.events = append(h.events, wire.Event{Post: *p, Seq: seq, From: from, ServerTime: 5})
	return &wire.Ack{CID: p.CID, Room: p.Room, Seq: seq, ServerTime: 5}
}

func (h *little) bodies() (all []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range h.events {
		all = append(all, e.Body)
	}
	return all
}

// cutConn breaks after so many bytes of both directions.
type cutConn struct {
	net.Conn
	mu   sync.Mutex
	left int // guarded by mu
}

func (c *cutConn) spend(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n = min(n, c.left)
	c.left -= n
	if c.left == 0 {
		c.Conn.Close()
	}
	return n
}

func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		if n = c.spend(n); n == 0 {
			return 0, net.ErrClosed
		}
		return n, nil
	}
	return n, err
}

func (c *cutConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	n := min(len(p), c.left)
	c.mu.Unlock()
	n, err := c.Conn.Write(p[:n])
	c.spend(n)
	if err == nil && n < len(p) {
		err = net.ErrClosed
	}
	return n, err
}
