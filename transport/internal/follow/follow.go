package follow

import (
	"cmp"
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/names"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// ErrClosed is what Post and Discard get after Close.
var ErrClosed = errors.New("follower is closed")

// Config is what Start needs. All but Others, Expect, Seek, Networks, Token, Await and
// Timing is required.
type Config struct {
	Self      *secure.Identity
	Name, App string // what HELLO says of us
	Store     *store.Store
	// Dial opens a TCP connection. It is called for every attempt, and ended by
	// its context.
	Dial Dialer
	// Others are further ways to the host, where Pin names one: of each attempt the first
	// counts by which it is reached.
	Others []Dialer
	// Pin is whom the first attempt expects; afterwards it is whoever was met.
	Pin secure.Pin
	// Expect returns, while the host is new, the identity that a conn must have reached
	// whatever Pin says, if one is known; nil knows none. With Others it is called by
	// several goroutines at once.
	Expect func(context.Context, net.Conn) (secure.ID, bool)
	// Seek, if it is not nil, looks for a host that was met and is not reached, until it is.
	// What it finds is tried as Others are, but errors are only those of the others: anybody
	// can say that a host is there.
	Seek Seeker
	// Networks, if it is not nil, calls changed when the networks of this machine have
	// changed, until ctx ends: Reconnect is called then.
	Networks func(ctx context.Context, changed func())
	// Token is said in HELLO until the host has made us a member: that of an invitation
	// of the host that Pin names. Zero is none.
	Token   wire.Token
	Watcher Watcher
	// Code, unless it is empty, is what Follower.Code would be called with at once.
	Code string
	// Await returns when what Watcher was told is taken up well enough for more to
	// be read, or ctx ends; nil never waits. No lock is held.
	Await func(ctx context.Context)
	// Supply is called where the host asks for a connection of files. It does not wait; nil
	// is for who offers none.
	Supply func(*wire.Supply)
	// Copied is called where the host tells how far its copies of what we offer are. It does
	// not wait; nil is for who does not care.
	Copied func(*wire.Copy)
	// Halted is called where a member, its Peer, does not fetch just now what we offer, or
	// goes on with it. It does not wait; nil is for who does not care.
	Halted func(*wire.Halt)
	Timing Timing
}

// Timing is how long things take. A zero field stands for its default.
type Timing struct {
	BackoffMin time.Duration // before the first retry: 200 ms
	BackoffMax time.Duration // what it doubles to: 15 s
	Dial       time.Duration // for TCP: 10 s
	Stagger    time.Duration // between the beginnings of two ways to the host: 250 ms
	Handshake  time.Duration // for TLS: 5 s
	Welcome    time.Duration // from HELLO to WELCOME: 5 s
	Fetch      time.Duration // for an answer to FETCH: 10 s
	Probe      time.Duration // for life after Reconnect while connected: 2 s
	Elsewhere  time.Duration // for Seek to find a host at whose address another answers: 12 s
	Flush      time.Duration // for what waits at Close: 3 s

	// Of the session.
	PingAfter, DeadAfter, WriteTimeout time.Duration
}

func (t Timing) filled() Timing {
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{
		{&t.BackoffMin, 200 * time.Millisecond}, {&t.BackoffMax, 15 * time.Second},
		{&t.Dial, 10 * time.Second}, {&t.Stagger, 250 * time.Millisecond}, {&t.Handshake, 5 * time.Second}, {&t.Welcome, 5 * time.Second},
		{&t.Fetch, 10 * time.Second}, {&t.Probe, 2 * time.Second}, {&t.Elsewhere, 12 * time.Second}, {&t.Flush, 3 * time.Second},
	} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return t
}

// Follower follows one host. Make it with Start. Its methods are safe for
// concurrent use.
type Follower struct {
	config Config
	self   wire.Identity
	ctx    context.Context // ended by Close, when nothing more is to be sent
	cancel context.CancelFunc
	kick   chan struct{} // to the desk: look again; full is enough
	again  chan struct{} // to the run loop: try at once; full is enough
	reseek chan struct{} // to Seek: look at once; full is enough
	gone   sync.WaitGroup

	harmed  atomic.Bool   // events on our disk were found to be damaged
	hurried atomic.Bool   // the desk is to try again now what our disk did not take
	flushed chan struct{} // closed by the desk when nothing waits after closing

	announced announced // owned by the copier of the link
	ailing    ailing    // owned by the desk goroutine
	tail      tail      // owned by the desk goroutine

	watch    sync.Mutex // held while Watcher is called
	troubled bool       // guarded by watch; Trouble was told
	delayed  bool       // guarded by watch; Delayed was told
	stuck    int        // guarded by watch; changes that are tried again until our disk takes them

	// Owned by the run goroutine.
	state    State
	pin      secure.Pin
	known    bool      // the host was met before, in this run or an earlier one
	proved   bool      // the host was met in this run
	moved    bool      // at last where Seek found it
	usurped  time.Time // since when another answers at its address; zero: none does
	strikes  int       // attempts that broke before the host was known
	backoff  backoff
	unplaced bool // HELLO was too long for the host: say it without cursors
	token    wire.Token
	seeking  context.CancelFunc // ends Seek; nil while it does not run

	mu      sync.Mutex
	name    string             // guarded by mu
	code    string             // guarded by mu; to be proved to the host; empty: none
	jobs    []job              // guarded by mu; for the desk, in order
	replica *store.Replica     // guarded by mu; nil until attached
	log     store.LogID        // guarded by mu
	read    wire.Cursors       // guarded by mu; displayed in this run
	marks   wire.Cursors       // guarded by mu; those of read that are not on disk
	sought  sought             // guarded by mu
	dialing context.CancelFunc // guarded by mu; ends the attempt before its session
	link    *link              // guarded by mu; the session, if there is one
	closing bool               // guarded by mu
	over    error              // guarded by mu; why it ended
}

// Start begins to follow. It does not block.
func Start(c Config) *Follower {
	c.Timing = c.Timing.filled()
	f := &Follower{config: c, self: wire.Identity(c.Self.ID()), pin: c.Pin, token: c.Token, code: c.Code,
		kick: make(chan struct{}, 1), again: make(chan struct{}, 1), reseek: make(chan struct{}, 1), flushed: make(chan struct{}),
		backoff: backoff{min: c.Timing.BackoffMin, max: c.Timing.BackoffMax}, read: wire.Cursors{}, marks: wire.Cursors{}}
	f.name = f.fitting(c.Name)
	f.ctx, f.cancel = context.WithCancel(context.Background())
	f.gone.Go(f.runLoop)
	f.gone.Go(f.deskLoop)
	return f
}

// Post puts a message into the outbox; to is the other of a direct room. Done
// gets nil once it is on disk there, and Watcher.Queued is told next; else why
// it is not. Until the host's identity is known for the first time the message
// waits in memory, and also while our disk takes nothing, as Watcher.Held tells: then
// it is kept later, in its order. Done is called on another goroutine, also before
// Post returns.
func (f *Follower) Post(p wire.Post, to wire.Identity, done func(error)) {
	row := store.Outgoing{Post: p, To: to, State: store.Waiting}
	f.ask(job{cid: p.CID, done: done, do: func(r *store.Replica) error {
		// What cannot be encoded would break every connection it is sent on.
		encoded, err := wire.Encode(&p)
		if err != nil {
			return err
		}
		row, err := r.Enqueue(p, to)
		if err == nil {
			f.tail.add(ready{row, encoded})
		}
		return err
	}, after: func() {
		f.tell(func(w Watcher) { w.Queued(row) })
	}, held: func(err error) {
		f.tell(func(w Watcher) { w.Held(row, err) })
	}})
}

// Discard removes a refused message from the outbox. Done is as for Post.
func (f *Follower) Discard(cid wire.CID, done func(error)) {
	f.ask(job{done: done, do: func(r *store.Replica) error { return r.Discard(cid) }})
}

// Read says that a room was displayed up to seq. It is told to the host now or
// when there is a connection.
func (f *Follower) Read(room wire.RoomID, seq uint64) {
	f.mu.Lock()
	news := !f.closing && f.read[room] < seq
	if news {
		f.read[room], f.marks[room] = seq, seq
	}
	f.mu.Unlock()
	if !news {
		return
	}
	if l := f.connected(); l != nil {
		l.out.displayed(room, seq)
		l.confirm.soon(wire.Cursors{room: seq}, l.session.Wake)
	}
	poke(f.kick)
}

// Typing says that somebody writes here. Without a connection nobody is told.
func (f *Follower) Typing(room wire.RoomID) {
	if l := f.connected(); l != nil {
		l.out.typing(room)
		l.session.Wake()
	}
}

// Halt says that we do not fetch something just now, or go on with it. Without a connection
// nobody is told.
func (f *Follower) Halt(frame *wire.Halt) {
	if l := f.connected(); l != nil {
		l.session.Send(frame)
	}
}

// SetName changes what the device calls itself, now and in every HELLO to come.
func (f *Follower) SetName(name string) {
	name = f.fitting(name)
	f.mu.Lock()
	changed := f.name != name
	f.name = name
	f.mu.Unlock()
	if l := f.connected(); l != nil && changed {
		l.session.Send(&wire.Presence{State: wire.Here, Name: name})
	}
}

// fitting is a name that a frame can hold: a wrong one would break every
// connection.
func (f *Follower) fitting(name string) string {
	return cmp.Or(names.Clean(name), f.config.Self.ID().Short())
}

// Reconnect tries at once, and the back-off begins anew: a person wants it, or
// the network changed. A connection that stands is kept if it lives.
func (f *Follower) Reconnect() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.link != nil {
		f.link.probe()
		return
	}
	if f.dialing != nil {
		f.dialing()
	}
	poke(f.reseek)
	poke(f.again)
}

// Close sends what waits for at most Timing.Flush if there is a connection, says
// BYE, and returns when all goroutines have ended. What is not sent by then
// stays in the outbox.
func (f *Follower) Close() {
	f.mu.Lock()
	first := !f.closing
	f.closing = true
	f.mu.Unlock()
	if first {
		poke(f.kick)
		late := time.NewTimer(f.config.Timing.Flush)
		select {
		case <-f.flushed:
		case <-late.C:
		}
		late.Stop()
		f.mu.Lock()
		l := f.link
		f.mu.Unlock()
		if l != nil {
			l.leave()
		}
		f.cancel()
	}
	f.gone.Wait()
}

// connected is the session as a member, or nil.
func (f *Follower) connected() *link {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.link == nil || !f.link.online {
		return nil
	}
	return f.link
}

// poke has the other side look, now or when it is done with what it does.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
