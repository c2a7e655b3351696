package follow

import (
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// job is what somebody asked the desk to do with the copy. What our disk does not take
// for now is tried again, before all that was asked for later.
type job struct {
	do    func(*store.Replica) error
	done  func(error) // may be nil
	after func()      // may be nil; once it is done
	cid   wire.CID    // of the message that it puts into the outbox, else zero
	held  func(error) // may be nil; told once that it has to wait for our disk
}

func (j job) finish(err error) {
	if j.done != nil {
		j.done(err)
	}
	if err == nil && j.after != nil {
		j.after()
	}
}

// ask puts a job in the queue of the desk.
func (f *Follower) ask(j job) {
	f.mu.Lock()
	closing := f.closing
	if !closing {
		f.jobs = append(f.jobs, j)
	}
	f.mu.Unlock()
	if closing {
		// The desk may be gone, and who asks may hold a lock that done needs.
		go j.finish(ErrClosed)
		return
	}
	poke(f.kick)
}

// deskLoop does the jobs and feeds the link.
func (f *Follower) deskLoop() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for flushed := false; ; {
		wait, closing := f.work()
		if closing && wait == idle && !flushed {
			flushed = true
			close(f.flushed)
		}
		var due <-chan time.Time
		if wait > 0 {
			timer.Reset(wait)
			due = timer.C
		}
		select {
		case <-f.kick:
		case <-due:
		case <-f.ctx.Done():
			f.work()
			return
		}
	}
}

// What work returns beside a time to wait.
const (
	idle    time.Duration = -1 // nothing waits for anything
	blocked time.Duration = -2 // something waits for kick
)

// work does what can be done now.
func (f *Follower) work() (wait time.Duration, closing bool) {
	f.mu.Lock()
	r, over := f.replica, f.over
	closing = f.closing
	f.mu.Unlock()
	if over == nil && closing && f.ctx.Err() != nil {
		over = ErrClosed
	}
	if r == nil && over == nil {
		return idle, closing
	}
	again := f.catchUp(r, over, closing)
	wait = idle
	if l := f.connected(); l != nil && f.ctx.Err() == nil {
		wait = f.feed(l)
	}
	if again > 0 && (wait < 0 || again < wait) {
		wait = again
	}
	return wait, closing
}

// pageRows is how many rows of the outbox are read at once.
const pageRows = 64

// feed hands posts to the link, as fast as the host wants them.
func (f *Follower) feed(l *link) time.Duration {
	r, _ := f.attached()
	for {
		after, turn, wait := l.out.place()
		if wait != 0 {
			return wait
		}
		if f.tail.of(l, turn) {
			return f.feedTail(l, r, turn)
		}
		rows, err := r.Outbox(l.ctx, after, pageRows)
		if err != nil {
			if l.ctx.Err() != nil {
				return blocked
			}
			f.disk(err)
			return time.Second
		}
		if len(rows) == 0 {
			f.tail.begin(l, turn, after)
		}
		for _, row := range rows {
			if wait := f.feedRow(l, r, ready{Outgoing: row}, turn); wait != 0 {
				return wait
			}
		}
	}
}

// feedTail hands over the rows of the tail.
func (f *Follower) feedTail(l *link, r *store.Replica, turn int) time.Duration {
	for len(f.tail.rows) > 0 {
		if wait := f.feedRow(l, r, f.tail.rows[0], turn); wait != 0 {
			return wait
		}
		f.tail.pass()
	}
	if l.out.idle() {
		return idle
	}
	return blocked
}

// feedRow hands over one row, or says why not.
func (f *Follower) feedRow(l *link, r *store.Replica, row ready, turn int) time.Duration {
	if row.State != store.Waiting {
		l.out.pass(row.Outgoing, turn)
		return 0
	}
	var err error
	if row.encoded == nil {
		row.encoded, err = wire.Encode(&row.Post)
	}
	if err != nil || !l.out.fits(&row.Post, len(row.encoded)) {
		// The host would end the connection, and every later one.
		if err = r.Nak(row.CID, wire.NakTooLong); err != nil {
			f.disk(err)
			return time.Second
		}
		l.out.pass(row.Outgoing, turn)
		f.tell(func(w Watcher) { w.Refused(row.Post, wire.NakTooLong) })
		return 0
	}
	if wait := l.out.post(row, turn); wait != 0 {
		return wait
	}
	l.session.Wake()
	return 0
}
