package follow

import (
	"errors"
	"slices"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// How long a disk of ours that took nothing is left alone: longer each time.
const (
	firstRetry = 100 * time.Millisecond
	lastRetry  = 5 * time.Second
)

// maxHeld is how many jobs wait for a disk that takes nothing; what is asked for
// beyond that fails.
const maxHeld = 1024

// ailing is when to try again what our disk did not take. The zero value is a disk
// that works. Owned by the desk.
type ailing struct {
	err      error         // why it did not; nil: nothing waits for it
	pause    time.Duration // before the next attempt
	at       time.Time     // of that
	hopeless bool          // it never will: the database is damaged or closed
}

// wait is how long to leave the disk alone.
func (a *ailing) wait() time.Duration { return max(0, time.Until(a.at)) }

// failed sets when to try again.
func (a *ailing) failed() {
	a.pause = min(max(2*a.pause, firstRetry), lastRetry)
	a.at = time.Now().Add(a.pause)
}

// temporary reports whether the same change may work later.
func temporary(err error) bool {
	var temporary *store.TemporaryError
	return errors.As(err, &temporary)
}

// catchUp does what waits for our disk, in order, and returns when to try again what
// that did not take; zero if nothing waits. What over is, if it is not nil, ends the
// waiting.
func (f *Follower) catchUp(r *store.Replica, over error, closing bool) time.Duration {
	a := &f.ailing
	if wait := a.wait(); wait > 0 && over == nil && !f.hurried.Swap(false) {
		if a.err != nil {
			f.holdJobs(a.err)
		}
		return wait
	}
	if !f.doJobs(r, over) || !f.noteMarks(over) {
		return max(a.wait(), 1)
	}
	if a.err != nil {
		*a = ailing{}
		f.stick(-1)
	}
	if closing || a.hopeless || !f.unwell() {
		a.pause, a.at = 0, time.Time{}
		return 0
	}
	// What failed was done, or taken back, or is something that nobody does again.
	err := f.config.Store.Probe(f.ctx)
	switch {
	case temporary(err):
		a.failed()
		return max(a.wait(), 1)
	case err != nil:
		a.hopeless = true
	default:
		a.pause, a.at = 0, time.Time{}
		f.disk(nil)
	}
	return 0
}

// stop notes that our disk did not take what comes next.
func (f *Follower) stop(err error) {
	a := &f.ailing
	if a.err == nil {
		f.stick(1)
	}
	a.err = err
	a.failed()
	f.disk(err)
}

// doJobs does what was asked for. It reports whether all is done.
func (f *Follower) doJobs(r *store.Replica, over error) bool {
	for failed := error(nil); ; {
		f.mu.Lock()
		if len(f.jobs) == 0 {
			f.jobs = nil
			f.mu.Unlock()
			return true
		}
		j := f.jobs[0]
		f.jobs[0] = job{}
		f.jobs = f.jobs[1:]
		f.mu.Unlock()
		err := over
		switch {
		case failed != nil:
			err = failed
		case r != nil:
			err = j.do(r)
		}
		if temporary(err) && over == nil {
			f.mu.Lock()
			f.jobs = slices.Insert(f.jobs, 0, j)
			f.mu.Unlock()
			f.stop(err)
			f.holdJobs(err)
			return false
		}
		if temporary(err) {
			failed = err // for the others too
		}
		f.disk(err)
		j.finish(err)
	}
}

// holdJobs tells of the jobs that wait for our disk what was not told yet.
func (f *Follower) holdJobs(err error) {
	f.mu.Lock()
	var beyond []job
	if len(f.jobs) > maxHeld {
		beyond = slices.Clone(f.jobs[maxHeld:])
		f.jobs = slices.Clone(f.jobs[:maxHeld])
	}
	var held []func(error)
	for i := range f.jobs {
		if j := &f.jobs[i]; j.held != nil {
			held = append(held, j.held)
			j.held = nil
		}
	}
	f.mu.Unlock()
	for _, tell := range held {
		tell(err)
	}
	for _, j := range beyond {
		j.finish(err)
	}
}

// noteMarks keeps how far rooms were displayed. It reports whether all is kept.
func (f *Follower) noteMarks(over error) bool {
	for {
		f.mu.Lock()
		log, marks := f.log, cut(f.marks)
		f.mu.Unlock()
		if marks == nil {
			return true
		}
		err := f.config.Store.NoteRead(log, f.self, marks)
		if temporary(err) && over == nil {
			f.mu.Lock()
			if f.log == log {
				raise(f.marks, marks)
			}
			f.mu.Unlock()
			f.stop(err)
			return false
		}
		f.disk(err)
	}
}

// Retry tries at once again what our disk did not take.
func (f *Follower) Retry() {
	f.hurried.Store(true)
	poke(f.kick)
}

// Withdraw takes back a message that waits for our disk, of which the watcher was told
// by Held. It reports whether that was still possible.
func (f *Follower) Withdraw(cid wire.CID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.jobs, func(j job) bool { return j.cid == cid })
	if i < 0 || cid == (wire.CID{}) {
		return false
	}
	f.jobs = slices.Delete(f.jobs, i, i+1)
	return true
}

// disk tells Trouble where our own disk failed, and with nil, which only a
// change may give it, that it works again.
func (f *Follower) disk(err error) {
	var corrupt *store.CorruptError
	bad := temporary(err) || errors.As(err, &corrupt)
	if err != nil && !bad {
		return
	}
	f.watch.Lock()
	defer f.watch.Unlock()
	if bad == f.troubled || !bad && f.stuck > 0 {
		return
	}
	f.troubled = bad
	f.config.Watcher.Trouble(err)
	poke(f.kick) // to find out when it works again
}

// stick counts the changes that are tried again until our disk takes them: before
// that the trouble is not over.
func (f *Follower) stick(n int) {
	f.watch.Lock()
	defer f.watch.Unlock()
	f.stuck += n
}

// isStuck reports whether a change is tried again until our disk takes it.
func (f *Follower) isStuck() bool {
	f.watch.Lock()
	defer f.watch.Unlock()
	return f.stuck > 0
}

// unwell reports whether Trouble stands for something that nobody does again.
func (f *Follower) unwell() bool {
	f.watch.Lock()
	defer f.watch.Unlock()
	return f.troubled && f.stuck == 0
}
