package transfer

import (
	"context"
	"errors"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/filestream"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// fetch is something that we want. Its goroutine owns part and holds.
type fetch struct {
	Offer
	dir    string
	began  wire.Millis
	cancel context.CancelFunc
	done   chan struct{} // closed when its goroutine has ended
	status Status        // guarded by the engine's mu; written by its goroutine

	part  *files.Part // what has come, while it is open
	holds bool        // whether it has a place to keep part open while it waits
	// named is what the table has of it once it is here, and told that its author knows.
	named store.Transfer
	told  bool
	// copied is that the host's copy gives it, and straight that nobody hands it over.
	copied, straight bool
	// changes and damages count what is tried again.
	changes, damages int
}

// ErrOurs is returned by Fetch for what we offer ourselves.
var ErrOurs = errors.New("it is ours")

// Fetch has something that a message offers come into the folder dir, which is made if it is
// not there. What has come before, also into another folder, goes on. It returns once that
// is on disk; Changed tells the rest.
func (e *Engine) Fetch(o Offer, dir string) error {
	if o.Author == e.config.Self {
		return ErrOurs
	}
	e.order.Lock()
	defer e.order.Unlock()
	e.mu.Lock()
	closed, under := e.closed, e.fetches[o.key()] != nil
	e.mu.Unlock()
	switch {
	case closed:
		return ErrClosed
	case under:
		return nil
	}
	t := e.record(o, store.TransferWanted, dir)
	if err := e.table.Set(t); err != nil {
		return err
	}
	e.mu.Lock()
	was, again := e.rest[o.key()]
	if again {
		t.Began = was.Began
	}
	delete(e.rest, o.key())
	e.gateOf(o.way()).soon() // a person waits for it
	f := e.begin(o, t)
	s := f.status
	e.mu.Unlock()
	if haltOf(was) != 0 {
		e.halts(o, wire.HaltOver)
	}
	e.tell(s)
	return nil
}

// begin starts a fetch. It is called with mu held.
func (e *Engine) begin(o Offer, t store.Transfer) *fetch {
	ctx, cancel := context.WithCancel(e.ctx)
	f := &fetch{Offer: o, dir: t.Path, began: t.Began, cancel: cancel, done: make(chan struct{}),
		status: Status{Offer: o, State: store.TransferWanted, Path: t.Path, Began: t.Began}}
	f.status.Bytes, f.status.Of = e.came[o.key()].of(o.Size)
	e.fetches[o.key()] = f
	e.start(func() {
		defer close(f.done)
		defer cancel()
		e.run(ctx, f)
	})
	return f
}

// Pause has something that comes wait until the next Fetch. What is here of it stays.
func (e *Engine) Pause(o Offer) error {
	f := e.halt(o)
	defer e.order.Unlock()
	if f == nil {
		return nil
	}
	return e.settle(f, store.TransferPaused, NoReason, f.dir)
}

// Abandon wants something no more, and removes what has come of it; of ours, it is kept
// ready no more. What is here, whole, stays.
func (e *Engine) Abandon(o Offer) error {
	if o.Author == e.config.Self {
		return e.Withdraw(o)
	}
	e.halt(o)
	defer e.order.Unlock()
	// Of what the table does not have New removes the rest, if this ends here.
	if err := e.table.Remove(e.record(o, store.TransferWanted, "")); err != nil {
		return err
	}
	e.mu.Lock()
	here := e.rest[o.key()].State == store.TransferDone
	delete(e.fetches, o.key())
	delete(e.rest, o.key())
	delete(e.came, o.key())
	e.mu.Unlock()
	if !here {
		e.halts(o, wire.HaltStopped)
	}
	err := e.discard(o)
	e.tell(Status{Offer: o})
	return err
}

// halt ends the fetch that is under way and returns it, or nil, with order held.
func (e *Engine) halt(o Offer) *fetch {
	for {
		e.order.Lock()
		e.mu.Lock()
		f := e.fetches[o.key()]
		e.mu.Unlock()
		if f == nil {
			return nil
		}
		f.cancel()
		select {
		case <-f.done:
			return f
		default:
		}
		e.order.Unlock() // it may want that to end
		<-f.done
	}
}

// settle notes how a fetch has ended. It is called with order held.
func (e *Engine) settle(f *fetch, state store.TransferState, why Reason, path string) (err error) {
	t := e.record(f.Offer, state, path)
	t.Reason = uint8(why)
	if state == store.TransferDone { // which is written down before the sidecar goes
		t = f.named
		if !e.config.copies {
			e.told(t, f.told)
		}
	} else {
		err = e.table.Set(t)
	}
	e.mu.Lock()
	delete(e.fetches, f.key())
	s := f.status
	t.Began, t.Offer = s.Began, s.File
	e.rest[f.key()] = t
	if delete(e.came, f.key()); state != store.TransferDone && s.Bytes > 0 {
		e.came[f.key()] = came{s.Bytes, s.Of}
	}
	e.mu.Unlock()
	e.halts(f.Offer, haltOf(t))
	s.State, s.Reason, s.Path, s.Active = state, why, path, false
	if state == store.TransferDone {
		s.Bytes, s.Whole = s.Of, t.Whole
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

// mostChanges is how often something may change while it comes, and mostDamages how often
// it may be damaged.
const mostChanges, mostDamages = 20, 3

// run tries until it is here, or cannot be, or ctx ends.
func (e *Engine) run(ctx context.Context, f *fetch) {
	defer e.letGo(f)
	end := func(state store.TransferState, why Reason, path string) {
		e.order.Lock()
		defer e.order.Unlock()
		_ = e.settle(f, state, why, path) // else the next Engine finds it out again
	}
	for {
		try, err := e.pass(ctx, f.way(), func(why Reason) {
			e.note(f, func(s *Status) { s.Reason, s.Active = why, false })
		})
		if err != nil {
			return
		}
		woken, before := e.woken(), f.have()
		path, err := e.attempt(ctx, f, try)
		if err != nil && f.complete() && ctx.Err() == nil {
			// Only the end was not heard. Each chunk was verified.
			path, err = f.finish()
		}
		why := reasonOf(err)
		switch {
		case err == nil:
			e.opened(f.way())
			end(store.TransferDone, NoReason, path)
			return
		case ctx.Err() != nil:
			e.untried(f.way())
			return
		case errors.Is(err, errAgain):
			continue
		case !why.Passes() && !f.again(err):
			e.untried(f.way())
			end(store.TransferFailed, why, f.dir)
			return
		case why.Passes() && f.have() <= before:
			e.shut(f.way(), why)
		default:
			e.untried(f.way())
		}
		e.note(f, func(s *Status) { s.Reason, s.Active = why, false })
		e.keepOpen(f)
		if f.have() <= before {
			continue // the gate has it wait, or it is damaged or another one now
		}
		timer := time.NewTimer(firstPause)
		select {
		case <-woken:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// again reports whether something that did not come may come at once.
func (f *fetch) again(err error) bool {
	var ended *filestream.EndedError
	switch {
	case errors.As(err, &ended) && (ended.Reason == wire.EndChanged || ended.Reason == wire.EndGone):
		f.changes++ // of a folder, what is gone makes another version
		return f.changes <= mostChanges
	case errors.Is(err, files.ErrCorrupt):
		f.damages++
		return f.damages <= mostDamages
	}
	return false
}

// have is how many bytes are here, as far as that is known.
func (f *fetch) have() int64 {
	if f.part == nil {
		return 0
	}
	return f.part.Have()
}

// complete reports whether all chunks are here.
func (f *fetch) complete() bool { return f.part != nil && len(f.part.Missing()) == 0 }

func (f *fetch) finish() (path string, err error) {
	whole, ok := f.part.Whole()
	if !ok {
		return "", files.ErrMissing
	}
	return f.part.Finish(whole)
}

// keepOpen keeps what has come open while a fetch waits, as else all of it would be read
// again. Only few may: each has some files open.
func (e *Engine) keepOpen(f *fetch) {
	if f.part == nil || f.holds {
		return
	}
	select {
	case e.places <- struct{}{}:
		f.holds = true
	default:
		e.letGo(f)
	}
}

// letGo closes what has come.
func (e *Engine) letGo(f *fetch) {
	if f.part != nil {
		e.mu.Lock()
		f.status.Bytes = uint64(f.part.Have()) // more than was told, as that is not of each chunk
		e.mu.Unlock()
		_ = f.part.Close()
		f.part = nil
	}
	if f.holds {
		<-e.places
		f.holds = false
	}
}

// grown reports whether something is so much larger than its message says that this is
// another thing than a person has agreed to.
func grown(said, size uint64) bool { return size > 2*said && size-said > freeGrowth }

// freeGrowth is what something may grow by in any case.
const freeGrowth = 64 << 20

// sized is the size of an offer as the table has it.
func sized(t store.Transfer) Offer {
	return Offer{Room: t.Room, Author: t.Author, CID: t.CID, Size: t.Size, File: t.Offer}
}

// errAgain says that an attempt has learned that another one is worth while.
var errAgain = errors.New("to be tried again")

// wantOf is what is asked for.
func wantOf(o Offer) wire.Want { return wire.Want{Room: o.Room, Author: o.Author, CID: o.CID} }
