package transfer

import (
	"context"
	"errors"
	"net"
	"os"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// fetch is something that we want. Its goroutine owns part.
type fetch struct {
	Offer
	dir    string
	cancel context.CancelFunc
	done   chan struct{} // closed when its goroutine has ended
	status Status        // guarded by the engine's mu
}

// Fetch has something that a message offers come into the folder dir, which is made if it is
// not there. What has come before, also into another folder, goes on. It returns once that
// is on disk; Changed tells the rest.
func (e *Engine) Fetch(o Offer, dir string) error {
	t := e.record(o, store.TransferWanted, dir)
	if err := e.config.Store.SetTransfer(t); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	if e.fetches[o.key()] == nil {
		delete(e.rest, o.key())
		e.begin(o, t)
	}
	return nil
}

// begin starts a fetch. It is called with mu held.
func (e *Engine) begin(o Offer, t store.Transfer) {
	ctx, cancel := context.WithCancel(e.ctx)
	f := &fetch{Offer: o, dir: t.Path, cancel: cancel, done: make(chan struct{}),
		status: Status{Offer: o, State: store.TransferWanted, Reason: Queued, Of: o.Size, Path: t.Path}}
	e.fetches[o.key()] = f
	e.start(func() {
		defer close(f.done)
		defer cancel()
		e.run(ctx, f)
	})
}

// Pause has something that comes wait until the next Fetch. What is here of it stays.
func (e *Engine) Pause(o Offer) error {
	f := e.halt(o)
	if f == nil {
		return nil
	}
	return e.settle(f, store.TransferPaused, NoReason, f.dir)
}

// Abandon wants something no more, and removes what has come of it. What is here, whole,
// stays.
func (e *Engine) Abandon(o Offer) error {
	e.halt(o)
	e.mu.Lock()
	_, known := e.rest[o.key()]
	done := e.rest[o.key()].State == store.TransferDone
	delete(e.rest, o.key())
	e.mu.Unlock()
	if !done {
		if p, err := files.Resume(e.ctx, e.sidecar(o)); err == nil {
			_ = p.Discard()
		}
		_ = os.Remove(e.sidecar(o))
	}
	err := e.config.Store.RemoveTransfer(e.record(o, store.TransferWanted, ""))
	if known || err == nil {
		e.tell(Status{Offer: o})
	}
	return err
}

// halt ends a fetch, and returns it when it has ended; nil if there is none under way.
func (e *Engine) halt(o Offer) *fetch {
	e.mu.Lock()
	f := e.fetches[o.key()]
	e.mu.Unlock()
	if f == nil {
		return nil
	}
	f.cancel()
	<-f.done
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fetches[o.key()] != f {
		return nil // it was over before
	}
	delete(e.fetches, o.key())
	return f
}

// settle notes how a fetch has ended.
func (e *Engine) settle(f *fetch, state store.TransferState, why Reason, path string) error {
	t := e.record(f.Offer, state, path)
	t.Reason = uint8(why)
	err := e.config.Store.SetTransfer(t)
	e.mu.Lock()
	if e.fetches[f.key()] == f {
		delete(e.fetches, f.key())
	}
	e.rest[f.key()] = t
	s := f.status
	e.mu.Unlock()
	s.State, s.Reason, s.Path, s.Active = state, why, path, false
	if state == store.TransferDone {
		s.Bytes = s.Of
	}
	e.tell(s)
	return err
}

// note changes the status of a fetch, and tells of it.
func (e *Engine) note(f *fetch, change func(*Status)) {
	e.mu.Lock()
	change(&f.status)
	s := f.status
	e.mu.Unlock()
	e.tell(s)
}

// The pauses between two attempts, where nothing wakes the next one.
const (
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// run tries until it is here, or cannot be, or ctx ends.
func (e *Engine) run(ctx context.Context, f *fetch) {
	pause := firstPause
	for {
		woken := e.woken()
		select {
		case e.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		before := f.status.Bytes
		path, err := e.attempt(ctx, f)
		<-e.slots
		if ctx.Err() != nil && path == "" {
			return
		}
		if err == nil {
			_ = e.settle(f, store.TransferDone, NoReason, path) // a Fetch finds it there again
			return
		}
		why := reasonOf(err)
		if why == Changing && f.status.Again < mostChanges {
			e.note(f, func(s *Status) { s.Again++; s.Active = false })
			continue
		}
		if !why.Passes() {
			_ = e.settle(f, store.TransferFailed, why, f.dir)
			return
		}
		if f.status.Bytes > before {
			pause = firstPause
		}
		e.note(f, func(s *Status) { s.Reason, s.Active = why, false })
		timer := time.NewTimer(pause)
		select {
		case <-woken:
			pause = firstPause
		case <-timer.C:
			pause = min(2*pause, lastPause)
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// mostChanges is how often something may change while it comes.
const mostChanges = 20

// attempt makes one connection and takes what comes by it.
func (e *Engine) attempt(ctx context.Context, f *fetch) (path string, err error) {
	if err := e.folder(); err != nil {
		return "", err
	}
	state := e.sidecar(f.Offer)
	part, err := files.Resume(ctx, state)
	if err != nil {
		part = nil // begun again: a sidecar that cannot be read is worth nothing
	}
	to := &filestream.Receiver{Part: part, Create: func(h files.Head) (*files.Part, error) {
		if part != nil {
			_ = part.Discard()
			part = nil
		}
		created, err := files.Create(state, f.dir, h, files.PartOptions{})
		if err == nil {
			part = created
			e.note(f, func(s *Status) { s.Of, s.Bytes, s.Reason, s.Active = uint64(h.Size), 0, NoReason, true })
		}
		return created, err
	}}
	defer func() {
		if part != nil {
			_ = part.Close()
		}
	}()
	conn, err := e.dial(ctx, f.Offer)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	if part != nil {
		e.note(f, func(s *Status) {
			s.Of, s.Bytes, s.Reason, s.Active = uint64(part.Size()), uint64(part.Have()), NoReason, true
		})
	}
	told := time.Time{}
	to.Progress = func(p *files.Part) {
		if now := time.Now(); now.Sub(told) >= progressEvery {
			told = now
			e.note(f, func(s *Status) { s.Bytes, s.Active = uint64(p.Have()), true })
		}
	}
	return filestream.Pull(ctx, conn, wire.Want{Room: f.Room, Author: f.Author, CID: f.CID}, to)
}

// reasonOf is why an attempt failed.
func reasonOf(err error) Reason {
	var refused *filestream.RefusedError
	var ended *filestream.EndedError
	var network net.Error
	switch {
	case errors.As(err, &refused):
		switch refused.Reason {
		case wire.RefusedAway:
			return Away
		case wire.RefusedBusy:
			return Queued
		case wire.RefusedMissing:
			return Gone
		}
		return Unknown
	case errors.As(err, &ended):
		return endReasons[ended.Reason]
	case errors.Is(err, files.ErrNoSpace):
		return Full
	case errors.Is(err, files.ErrCorrupt), errors.Is(err, filestream.ErrMalformed), errors.Is(err, files.ErrTree):
		return Broken
	case errors.As(err, &network):
		return Unreached
	}
	for _, disk := range []error{files.ErrUnwritable, files.ErrTooLarge, files.ErrName, files.ErrLimit, files.ErrChanged, files.ErrGone, files.ErrUnreadable, os.ErrPermission} {
		if errors.Is(err, disk) {
			return Unwritable
		}
	}
	return Unreached
}
