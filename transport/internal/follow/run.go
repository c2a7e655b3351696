package follow

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// runLoop makes attempts until one ends for good, or Close.
func (f *Follower) runLoop() {
	f.recall()
	defer f.settle()
	if f.config.Networks != nil {
		f.gone.Go(func() { f.config.Networks(f.ctx, f.Reconnect) })
	}
	for f.ctx.Err() == nil {
		failed := f.attempt()
		if f.leaving() {
			break
		}
		final, pause := f.judge(failed)
		if final {
			f.end(failed)
			break
		}
		if !f.pause(failed, pause) {
			break
		}
	}
	f.mu.Lock()
	over := f.over != nil
	f.mu.Unlock()
	if !over {
		f.end(ErrClosed)
	}
}

// leaving reports whether Close was called.
func (f *Follower) leaving() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.closing
}

// end tells that there will be no further attempt.
func (f *Follower) end(why error) {
	f.mu.Lock()
	f.over = why
	f.mu.Unlock()
	poke(f.kick)
	f.enter(Ended, why, time.Time{})
}

// pause waits for the next attempt. It returns false when there is none.
func (f *Follower) pause(why error, d time.Duration) bool {
	select {
	case <-f.again:
		f.backoff.reset()
		return true
	default:
	}
	f.enter(Waiting, why, time.Now().Add(d))
	f.seek()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-f.again:
		f.backoff.reset()
	case <-f.ctx.Done():
		return false
	}
	return true
}

// recall finds the copy of an earlier run, if the pin names its host. A disk
// that cannot be read will say so again when it matters.
func (f *Follower) recall() {
	logs, err := f.config.Store.Logs(f.ctx)
	if err != nil {
		f.disk(err)
		return
	}
	for _, l := range logs {
		if l.Current && l.Self == f.self && l.Host != f.self && secure.PinTo(secure.ID(l.Host)) == f.pin {
			r, err := f.config.Store.Replica(f.self, l.Host)
			if f.disk(err); err != nil {
				return
			}
			f.known, f.state.Host = true, l.Host
			f.recallRead(l.ID)
			_, held, err := r.Cursors(f.ctx)
			f.disk(err)
			f.attach(r, l.ID, held, Continued)
			return
		}
	}
}

// recallRead finds what was displayed in earlier runs: the host may not have
// heard of it.
func (f *Follower) recallRead(log store.LogID) {
	read := wire.Cursors{}
	rooms, err := f.config.Store.Rooms(f.ctx, log)
	for _, room := range rooms {
		var receipts []store.Receipt
		if receipts, err = f.config.Store.Receipts(f.ctx, log, room.ID); err != nil {
			break
		}
		for _, r := range receipts {
			if r.Member == f.self && r.Read > 0 {
				read[room.ID] = r.Read
			}
		}
	}
	if err != nil {
		f.disk(err)
	}
	f.mu.Lock()
	raise(f.read, read)
	f.mu.Unlock()
}

// attach has everybody use this copy from now on.
func (f *Follower) attach(r *store.Replica, log store.LogID, held wire.Cursors, how Beginning) {
	f.mu.Lock()
	f.replica, f.log = r, log
	if how != Continued {
		// The numbers of the era before mean nothing in this one.
		f.read, f.marks = wire.Cursors{}, wire.Cursors{}
	}
	f.mu.Unlock()
	f.tell(func(w Watcher) { w.Attached(r, log, held, how) })
	poke(f.kick)
}

// attached is the copy and its log; nil until there is one.
func (f *Follower) attached() (*store.Replica, store.LogID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.replica, f.log
}

// attempt dials, shakes hands and follows until that ends. The error is never nil.
func (f *Follower) attempt() error {
	ctx, cancel := context.WithCancel(f.ctx)
	defer cancel()
	f.mu.Lock()
	f.dialing = cancel
	f.mu.Unlock()
	f.enter(Dialing, nil, time.Time{})
	conn, err := f.connect(ctx)
	f.mu.Lock()
	f.dialing = nil
	f.mu.Unlock()
	if err != nil {
		return err
	}
	f.proved, f.moved, f.usurped = true, f.state.Found != "", time.Time{}
	f.known, f.pin, f.state.Host = true, secure.PinTo(conn.Peer()), wire.Identity(conn.Peer())
	return f.follow(conn)
}

// connect returns a connection whose host is the pinned one.
func (f *Follower) connect(ctx context.Context) (*secure.Conn, error) {
	if ways := f.ways(); len(ways) > 1 {
		return f.race(ctx, ways)
	}
	return f.reach(ctx, f.config.Dial)
}

// reach is connect by one way. Several may be tried at once.
func (f *Follower) reach(ctx context.Context, dial Dialer) (*secure.Conn, error) {
	dialing, cancel := context.WithTimeout(ctx, f.config.Timing.Dial)
	raw, err := dial(dialing)
	cancel()
	if err != nil {
		at := dialed
		if errors.Is(err, syscall.ECONNRESET) {
			at = shook // it was reached, and hung up before we knew
		}
		return nil, &attemptError{at, err}
	}
	shaking, cancel := context.WithTimeout(ctx, f.config.Timing.Handshake)
	defer cancel()
	pin := f.pin
	if !f.known && f.config.Expect != nil {
		if id, ok := f.config.Expect(shaking, raw); ok {
			if pin, err = pin.Agree(id); err != nil {
				dismiss(raw)
				return nil, &attemptError{shook, err}
			}
		}
	}
	conn, err := secure.Client(shaking, raw, secure.ClientConfig(f.config.Self, pin, secure.Talk))
	if err == nil && conn.Peer() == f.config.Self.ID() {
		err = ErrSelf
	}
	if err != nil {
		dismiss(raw)
		return nil, &attemptError{shook, err}
	}
	return conn, nil
}

// dismiss closes a connection whose handshake was given up. The alert that tells
// the other side why is written already, and goes before the end of the stream.
func dismiss(conn net.Conn) {
	if c, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = c.CloseWrite() // nothing more is expected of it
	}
	_ = conn.Close()
}

// delay tells Delayed what is new.
func (f *Follower) delay(on bool) {
	f.watch.Lock()
	defer f.watch.Unlock()
	if on != f.delayed {
		f.delayed = on
		f.config.Watcher.Delayed(on)
	}
}

// forgetDelay ends a delay with its connection: the next one tells of its own.
func (f *Follower) forgetDelay() {
	f.watch.Lock()
	defer f.watch.Unlock()
	f.delayed = false
}

// persist repeats a change until it is on disk, or refused for another reason
// than the disk, or ctx has ended.
func (f *Follower) persist(ctx context.Context, change func() error) error {
	stuck := 0
	for pause := firstRetry; ; pause = min(2*pause, lastRetry) {
		err := change()
		if !temporary(err) {
			f.stick(-stuck)
			f.disk(err)
			return err
		}
		if stuck == 0 {
			stuck = 1
			f.stick(stuck)
		}
		f.disk(err)
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			f.stick(-stuck)
			return err
		}
	}
}
