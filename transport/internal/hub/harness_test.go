package hub

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// bound is how long a test waits for what must come; none waits so long when it
// passes.
const bound = time.Minute

// watch is a Watcher that remembers.
type watch struct {
	mu       sync.Mutex
	changed  *sync.Cond
	members  []Member
	whys     []error
	logged   []wire.Event
	received map[wire.RoomID][2]uint64
	since    uint64 // of what was received last
	typing   []wire.Identity
	trouble  []error
	misfits  []wire.Identity
	halts    []*wire.Halt
}

func newWatch() *watch {
	w := &watch{received: map[wire.RoomID][2]uint64{}}
	w.changed = sync.NewCond(&w.mu)
	return w
}

func (w *watch) do(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
	w.changed.Broadcast()
}

func (w *watch) MemberChanged(m Member, why error) {
	w.do(func() { w.members, w.whys = append(w.members, m), append(w.whys, why) })
}
func (w *watch) Logged(e wire.Event) { w.do(func() { w.logged = append(w.logged, e) }) }
func (w *watch) Received(room wire.RoomID, since, got, read uint64) {
	w.do(func() { w.received[room], w.since = [2]uint64{got, read}, since })
}
func (w *watch) Typing(_ wire.RoomID, from wire.Identity) {
	w.do(func() { w.typing = append(w.typing, from) })
}
func (w *watch) Halted(f *wire.Halt) { w.do(func() { w.halts = append(w.halts, f) }) }
func (w *watch) Restored()           {}
func (w *watch) Misfit(id wire.Identity) {
	w.do(func() { w.misfits = append(w.misfits, id) })
}
func (w *watch) Trouble(err error) { w.do(func() { w.trouble = append(w.trouble, err) }) }

// look reads what was told.
func (w *watch) look(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// until waits for a condition of what was told.
func (w *watch) until(t testing.TB, what string, met func() bool) {
	t.Helper()
	late := time.AfterFunc(bound, w.changed.Broadcast)
	defer late.Stop()
	end := time.Now().Add(bound)
	w.mu.Lock()
	defer w.mu.Unlock()
	for !met() {
		if time.Now().After(end) {
			t.Fatalf("never: %s (members %v, received %v, trouble %v)", what, w.members, w.received, w.trouble)
		}
		w.changed.Wait()
	}
}

// state waits until the watcher knows somebody in a state.
func (w *watch) state(t testing.TB, id wire.Identity, s State) (m Member) {
	t.Helper()
	w.until(t, fmt.Sprintf("%s in state %d", id, s), func() bool {
		for _, known := range w.members {
			if known.ID == id {
				m = known
			}
		}
		return m.State == s && m.ID == id
	})
	return m
}

// place of a test: a hub that listens on the loopback.
type stage struct {
	testing.TB
	*Hub
	watch    *watch
	store    *store.Store
	self     *secure.Identity
	listener net.Listener
	ends     chan error // what Serve returned
	config   Config
	serving  sync.WaitGroup

	sendBuffer atomic.Int32  // of the sockets accepted from now on
	hostSaid   atomic.Uint32 // how many hostText made
}

// open starts a hub. Change may alter what it is made of.
func open(t testing.TB, dir string, hooks store.Hooks, change func(*Config)) *stage {
	t.Helper()
	return openWith(t, dir, store.Options{Hooks: hooks}, change)
}

func openWith(t testing.TB, dir string, o store.Options, change func(*Config)) *stage {
	t.Helper()
	s, err := store.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := secure.OpenIdentity(dir)
	if err != nil {
		t.Fatal(err)
	}
	log, err := s.Host(wire.Identity(self.ID()))
	if err != nil {
		t.Fatal(err)
	}
	p := &stage{TB: t, watch: newWatch(), store: s, self: self, ends: make(chan error, 20000)}
	p.config = Config{Self: self, Name: "host", App: "test", Store: s, Host: log, Watcher: p.watch, AcceptAll: true, ShareHistory: true}
	if change != nil {
		change(&p.config)
	}
	p.start("127.0.0.1:0")
	t.Cleanup(p.shut)
	return p
}

// start has the hub serve at an address, also after an end.
func (p *stage) start(addr string) {
	p.Helper()
	var err error
	if p.Hub, err = New(p.config); err != nil {
		p.Fatal(err)
	}
	if p.listener, err = net.Listen("tcp", addr); err != nil {
		p.Fatal(err)
	}
	tls := secure.ServerConfig(p.self, p.Decide)
	p.serving.Go(func() {
		for {
			conn, err := p.listener.Accept()
			if err != nil {
				return
			}
			if n := p.sendBuffer.Load(); n > 0 {
				conn.(*net.TCPConn).SetWriteBuffer(int(n))
			}
			p.serving.Go(func() {
				defer conn.Close()
				ctx, cancel := context.WithTimeout(context.Background(), bound)
				secured, err := secure.Server(ctx, conn, tls)
				cancel()
				if err == nil {
					err = p.Serve(secured, origin.Origin{Addr: netip.MustParseAddrPort(conn.RemoteAddr().String()).Addr()})
				}
				p.ends <- err
			})
		}
	})
}

// stop ends the hub; the store stays open.
func (p *stage) stop() {
	p.listener.Close()
	p.Hub.Close()
	p.serving.Wait()
}

// shut ends the hub, and all that belongs to it.
func (p *stage) shut() {
	p.stop()
	if err := p.store.Close(); err != nil {
		p.Error(err)
	}
}

func begin(t testing.TB) *stage { return open(t, t.TempDir(), store.Hooks{}, nil) }

// actor is somebody who may connect, again and again.
type actor struct {
	*secure.Identity
	id   wire.Identity
	cids atomic.Uint32
}

func newActor(t testing.TB) *actor {
	t.Helper()
	identity, err := secure.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return &actor{Identity: identity, id: wire.Identity(identity.ID())}
}

// text is a new message.
func (a *actor) text(room wire.RoomID, body string) *wire.Post {
	p := &wire.Post{Room: room, Kind: wire.Text, Body: body, ClientTime: 1000}
	binary.BigEndian.PutUint32(p.CID[:], a.cids.Add(1))
	copy(p.CID[4:], a.id[:])
	return p
}

// client is a connection of an actor. Its reading goroutine puts what comes
// into frames; a client that stalls has none.
type client struct {
	testing.TB
	conn   *secure.Conn
	raw    *net.TCPConn
	reader *wire.Reader
	frames chan wire.Frame
	seen   []wire.Frame // read from frames and not asked for yet
	end    error        // after frames is closed
}

// dial connects without a word. It returns an error where there may be one.
func (p *stage) dial(a *actor) (*client, error) {
	raw, err := net.Dial("tcp", p.listener.Addr().String())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	defer cancel()
	conn, err := secure.Client(ctx, raw, secure.ClientConfig(a.Identity, secure.PinTo(p.self.ID()), secure.Talk))
	if err != nil {
		raw.Close()
		return nil, err
	}
	c := &client{TB: p.TB, conn: conn, raw: raw.(*net.TCPConn), reader: wire.NewReader(conn)}
	c.reader.SetLimit(wire.MaxFrameBytes)
	p.TB.Cleanup(func() { raw.Close() })
	return c, nil
}

// connect is dial, then reading.
func (p *stage) connect(a *actor) *client {
	p.Helper()
	c, err := p.dial(a)
	if err != nil {
		p.Fatal(err)
	}
	c.frames = make(chan wire.Frame, 10_000)
	go c.read()
	return c
}

func (c *client) read() {
	defer close(c.frames)
	for {
		f, err := c.reader.Next()
		if err != nil {
			c.end = err
			c.conn.NetConn().Close()
			return
		}
		if ping, ok := f.(*wire.Ping); ok {
			// What cannot be written is noticed by who reads next.
			_ = c.try(&wire.Pong{Token: ping.Token})
		}
		c.frames <- f
	}
}

func hello(name string) *wire.Hello {
	f := &wire.Hello{App: "test", Name: name}
	f.Offer()
	return f
}

// join connects as a member, from the cursors told.
func (p *stage) join(a *actor, epoch wire.Epoch, cursors wire.Cursors) (*client, *wire.Welcome) {
	p.Helper()
	c := p.connect(a)
	f := hello("member")
	f.Epoch, f.Cursors = epoch, cursors
	c.say(f)
	w := next[*wire.Welcome](c)
	if w.State != wire.Member {
		p.Fatalf("WELCOME says %v", w.State)
	}
	return c, w
}

func (p *stage) enter(a *actor) *client {
	p.Helper()
	c, _ := p.join(a, wire.Epoch{}, nil)
	return c
}

func (c *client) say(frames ...wire.Frame) {
	c.Helper()
	if err := c.try(frames...); err != nil {
		c.Fatal(err)
	}
}

func (c *client) try(frames ...wire.Frame) (err error) {
	var b []byte
	for _, f := range frames {
		if b, err = wire.Append(b, f); err != nil {
			return err
		}
	}
	_, err = c.conn.Write(b)
	return err
}

// next waits for a frame of a type; others stay to be asked for.
func next[F wire.Frame](c *client) F {
	c.Helper()
	return match(c, func(F) bool { return true })
}

var errLate = errors.New("nothing came")

func match[F wire.Frame](c *client, wanted func(F) bool) F {
	c.Helper()
	for i, f := range c.seen {
		if f, ok := f.(F); ok && wanted(f) {
			c.seen = append(c.seen[:i:i], c.seen[i+1:]...)
			return f
		}
	}
	late := time.After(bound)
	for {
		select {
		case f, open := <-c.frames:
			if !open {
				c.Fatalf("the connection ended with %v instead of %T; there was %v", c.end, *new(F), types(c.seen))
			}
			if f, ok := f.(F); ok && wanted(f) {
				return f
			}
			c.seen = append(c.seen, f)
		case <-late:
			c.Fatalf("%v: no %T; there was %v", errLate, *new(F), types(c.seen))
		}
	}
}

func types(frames []wire.Frame) (all []string) {
	for _, f := range frames {
		all = append(all, fmt.Sprintf("%+v", f))
	}
	return all
}

// ask says a frame, and returns the ACK of its post.
func (c *client) post(p *wire.Post) *wire.Ack {
	c.Helper()
	c.say(p)
	return c.ack(p)
}

func (c *client) ack(p *wire.Post) *wire.Ack {
	c.Helper()
	return match(c, func(a *wire.Ack) bool { return a.CID == p.CID })
}

func (c *client) nak(p *wire.Post) *wire.Nak {
	c.Helper()
	return match(c, func(a *wire.Nak) bool { return a.CID == p.CID })
}

// event waits for the event of a room with that Seq.
func (c *client) event(room wire.RoomID, seq uint64) *wire.Event {
	c.Helper()
	return match(c, func(e *wire.Event) bool { return e.Room == room && e.Seq == seq })
}

// over reads on until the connection ends, and returns the BYE, if there was one.
func (c *client) over() (bye *wire.Bye) {
	c.Helper()
	late := time.After(bound)
	for {
		select {
		case f, open := <-c.frames:
			if !open {
				return bye
			}
			if b, ok := f.(*wire.Bye); ok {
				bye = b
				c.conn.Close()
			}
			c.seen = append(c.seen, f)
		case <-late:
			c.Fatal("it does not end; there was", types(c.seen))
		}
	}
}

// settle sends a PING and waits for its PONG: what was sent before was acted upon,
// and what the hub sent before has come.
func (c *client) settle() {
	c.Helper()
	c.say(&wire.Ping{Token: 77})
	next[*wire.Pong](c)
}

// told waits until the store was told of all members and of their progress.
func (p *stage) told() {
	p.Helper()
	poll(p, "sightings are written", func() bool {
		p.Hub.mu.Lock()
		defer p.Hub.mu.Unlock()
		return len(p.unseen)+len(p.unkept)+p.telling == 0
	})
}

// poll waits for a condition that nothing tells of.
func poll(t testing.TB, what string, met func() bool) {
	t.Helper()
	pollFor(t, bound, what, met)
}

func pollFor(t testing.TB, d time.Duration, what string, met func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(d); !met(); <-tick.C {
		if time.Now().After(end) {
			t.Fatal("never: " + what)
		}
	}
}

// say puts a message of the host into a room and waits for the commit.
func (p *stage) say(post *wire.Post, to wire.Identity) store.Answer {
	p.Helper()
	type result struct {
		a   store.Answer
		err error
	}
	done := make(chan result, 1)
	p.Post(*post, to, func(a store.Answer, err error) { done <- result{a, err} })
	select {
	case r := <-done:
		if r.err != nil {
			p.Fatal(r.err)
		}
		return r.a
	case <-time.After(bound):
		p.Fatal("the host's post was never answered")
		panic("unreachable")
	}
}
