package follow

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// link is one connection to the host. Its methods run on the run goroutine,
// which reads, where nothing else is said.
type link struct {
	f        *Follower
	conn     *heardConn
	session  *session.Session
	hello    *wire.Hello
	long     bool // HELLO is longer than a stranger's
	welcome  bool // there was one
	member   bool // it said so
	copies   bool // it may ask for copies of events
	online   bool // guarded by Follower.mu; member, for the others
	greeting *time.Timer
	ctx      context.Context // ended where waiting for our disk makes no sense any more
	cancel   context.CancelFunc
	inbox    *inbox
	out      *outgoing
	confirm  confirming
	codes    bool      // guarded by Follower.mu; the host takes codes
	exchange *exchange // guarded by Follower.mu; nil while there is none
	shares   uint64    // guarded by Follower.mu; exchanges that were begun
	copier   sync.WaitGroup
}

// heardConn notes when the other side was last heard.
type heardConn struct {
	*secure.Conn
	heard atomic.Int64 // how many reads brought something
}

// Read is the session's.
func (c *heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.heard.Add(1)
	}
	return n, err
}

// follow talks with the host until that ends. The error is never nil.
func (f *Follower) follow(conn *secure.Conn) error {
	l := &link{f: f, conn: &heardConn{Conn: conn}, inbox: newInbox(), out: newOutgoing(f.kick)}
	l.ctx, l.cancel = context.WithCancel(f.ctx)
	defer l.cancel()
	timing := f.config.Timing
	l.session = session.New(session.Config{Conn: l.conn, Received: l.received, More: l.out.more,
		PingAfter: timing.PingAfter, DeadAfter: timing.DeadAfter, WriteTimeout: timing.WriteTimeout})
	if err := l.greet(); err != nil {
		dismiss(conn.NetConn())
		return err
	}
	f.mu.Lock()
	if f.link = l; f.closing {
		l.session.Cut(ErrClosed)
	}
	f.mu.Unlock()
	l.greeting = time.AfterFunc(timing.Welcome, func() { l.session.Cut(ErrNoWelcome) })

	err := l.session.Run()

	l.greeting.Stop()
	f.mu.Lock()
	f.link = nil
	f.mu.Unlock()
	l.endExchange()
	poke(f.kick)
	at := &attemptError{greeted, err}
	if l.welcome {
		at.stage = stood
	}
	// What was read counts, and the next HELLO tells where it ended.
	l.inbox.close()
	if f.isStuck() && !f.leaving() {
		f.enter(Waiting, at, time.Now()) // for our disk first
	}
	l.copier.Wait()
	f.forgetDelay()
	var bye *session.ByeError
	if l.long && errors.As(err, &bye) && bye.Reason == wire.ByeTooLong {
		f.unplaced = true
	}
	return at
}

// greet says HELLO.
func (l *link) greet() error {
	f := l.f
	f.mu.Lock()
	l.hello = &wire.Hello{App: f.config.App, Name: f.name, Token: f.token, Code: f.code != ""}
	r, log := f.replica, f.log
	f.mu.Unlock()
	l.hello.Offer()
	if r != nil && !f.unplaced {
		epoch, cursors, err := r.Cursors(f.ctx)
		if err != nil {
			f.disk(err)
			return err
		}
		// The host tells a room that is left out from its beginning.
		for room := range cursors {
			if len(cursors) <= wire.MaxElements {
				break
			}
			if room != wire.Everyone {
				delete(cursors, room)
			}
		}
		l.hello.Epoch, l.hello.Cursors = epoch, cursors
		if l.hello.Tail, err = f.config.Store.Tail(f.ctx, log, cursors); err != nil {
			f.disk(err)
			return err
		}
	}
	encoded, err := wire.Append(nil, l.hello)
	if err != nil {
		return err
	}
	if l.long = len(encoded) > wire.FirstFrameBytes; l.long {
		l.session.SetMember()
	}
	l.session.Send(l.hello)
	return nil
}

// received takes a frame from the session. While it blocks, the host waits.
func (l *link) received(frame wire.Frame) error {
	switch w := frame.(type) {
	case *wire.Welcome:
		if !l.member {
			return l.welcomed(w)
		}
	case *wire.Event, *wire.Ack, *wire.Nak, *wire.Got, *wire.Read, *wire.Typing, *wire.Presence:
		if !l.member {
			break
		}
		if !l.inbox.put(frame) {
			return ErrClosed // there is another reason, and it is set
		}
		return nil
	case *wire.Fetch:
		if !l.member || !l.copies {
			break
		}
		if !l.inbox.put(frame) {
			return ErrClosed
		}
		return nil
	case *wire.Supply:
		if supply := l.f.config.Supply; l.member && supply != nil {
			supply(w)
		}
		return nil
	case *wire.Copy:
		if copied := l.f.config.Copied; l.member && copied != nil {
			copied(w)
		}
		return nil
	case *wire.Halt:
		if halted := l.f.config.Halted; l.member && halted != nil {
			halted(w)
		}
		return nil
	case *wire.Share, *wire.Proof, *wire.Denied:
		return l.exchanged(frame)
	}
	return unexpected(frame)
}

func unexpected(f wire.Frame) error {
	return &wire.Refusal{Type: f.Type(), Why: "may not come now", Reason: wire.ByeUnexpected}
}

// welcomed takes WELCOME: the first one, or the second after asking.
func (l *link) welcomed(w *wire.Welcome) error {
	f := l.f
	l.greeting.Stop()
	if err := wire.Accept(l.hello, w); err != nil {
		return err
	}
	host := wire.Identity(l.conn.Peer())
	if w.Server != host {
		return &wire.Refusal{Type: wire.TypeWelcome, Field: "server", Why: "not whom TLS proved", Reason: wire.ByeMalformed}
	}
	cursors, err := l.begin(host, w)
	if err != nil {
		return err
	}
	l.welcome = true
	f.settle()
	f.state.HostName, f.state.Limits = w.Name, w.Limits
	if w.State != wire.Member {
		f.enter(Asking, nil, time.Time{})
		l.takesCodes(w.Features&wire.Codes != 0)
		return nil
	}
	l.member, f.unplaced, f.token = true, false, wire.Token{}
	if f.state.Joined.IsZero() && f.beginning(cursors) {
		f.state.Joined = w.ServerTime.Time()
	}
	l.copies, f.state.Keeps = w.Features&wire.Copies != 0, w.Features&wire.Keeps != 0
	l.session.SetMember()
	f.mu.Lock()
	l.out.open(w.Limits, f.read)
	l.online = true
	if f.name != l.hello.Name {
		l.session.Send(&wire.Presence{State: wire.Here, Name: f.name})
	}
	f.mu.Unlock()
	f.enter(Online, nil, time.Time{})
	// Whoever is told of anything else knows by now that we are Online.
	if w.First > cursors[wire.Everyone]+1 {
		r, _ := f.attached()
		if err := f.persist(l.ctx, func() error { return r.Begins(w.Epoch, w.First) }); err != nil {
			return err
		}
		f.tell(func(watcher Watcher) { watcher.Begins(w.First) })
	}
	c := newCopier(l, host, w.Epoch, cursors)
	l.copier.Go(c.copyLoop)
	l.session.Wake()
	poke(f.kick)
	l.takesCodes(w.Features&wire.Codes != 0)
	return nil
}

// begin opens the copy in the epoch of WELCOME and returns where it stands.
func (l *link) begin(host wire.Identity, w *wire.Welcome) (cursors wire.Cursors, err error) {
	f := l.f
	r, log := f.attached()
	first := r == nil
	var fresh bool
	err = f.persist(l.ctx, func() (err error) {
		if r == nil {
			if r, err = f.config.Store.Replica(f.self, host); err != nil {
				return err
			}
		}
		if log, fresh, err = r.Begin(w.Epoch); err != nil {
			return err
		}
		_, cursors, err = r.Cursors(l.ctx)
		return err
	})
	if err == nil && (first || fresh) {
		how := Continued
		switch {
		case fresh && w.Misfit:
			how = Misfit
		case fresh:
			how = Renewed
		}
		f.attach(r, log, maps.Clone(cursors), how)
	}
	return cursors, err
}

// beginning reports whether the copy is the first one of the host's log, and has nothing yet.
func (f *Follower) beginning(cursors wire.Cursors) bool {
	_, log := f.attached()
	logs, err := f.config.Store.Logs(f.ctx)
	if err != nil || cursors[wire.Everyone] > 0 {
		return false
	}
	return !slices.ContainsFunc(logs, func(l store.Log) bool { return l.ID == log && l.Era > 1 })
}

// fail ends the link because of our own side. Any goroutine may call it.
func (l *link) fail(err error) {
	l.session.Cut(err)
	l.cancel()
	l.inbox.abandon()
}

// leave says BYE. Close calls it.
func (l *link) leave() {
	l.session.Bye(wire.Bye{Reason: wire.ByeClosing})
	l.cancel()
	l.inbox.abandon()
}

// probe has the link end soon if the host does not answer. It is called with
// Follower.mu held.
func (l *link) probe() {
	before := l.conn.heard.Load()
	if !l.session.Send(&wire.Ping{}) {
		poke(l.f.again)
		return
	}
	time.AfterFunc(l.f.config.Timing.Probe, func() {
		l.f.mu.Lock()
		defer l.f.mu.Unlock()
		if l.f.link == l && l.conn.heard.Load() == before && !l.inbox.full() {
			poke(l.f.again)
			l.session.Cut(ErrLost)
		}
	})
}
