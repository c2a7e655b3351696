package store

import (
	"errors"
	"time"

	"confab/transport/internal/wire"
)

const (
	// MaxBatch is the most entries in one call of Append, and about the most
	// in one transaction.
	MaxBatch = 256
	// company is how long the writer waits for more while others are writing.
	company = 2 * time.Millisecond
)

// job is a change. Do runs in a transaction, on the writer goroutine; it may be
// undone after it returned and run again, so what it learned counts only when done
// gets nil.
type job struct {
	do     func(*conn) error
	alone  func() error // instead of do: runs by itself and in no transaction
	weight int
	undone func() // what do did is undone, before do runs again; may be nil
	done   func(error)
	after  func() // all that ran in the same transaction is done; may be nil
}

// submit hands a job to the writer. It blocks while the queue is full.
func (s *Store) submit(j job) {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		j.done(ErrClosed)
		after(j)
		return
	}
	s.queue <- j
	s.mu.RUnlock()
}

// write has the writer run do, and returns when it is on disk.
func (s *Store) write(weight int, do func(*conn) error) error {
	result := make(chan error, 1)
	s.submit(job{do: do, weight: weight, done: func(err error) { result <- err }})
	return <-result
}

// writeLoop is the writer goroutine: it takes jobs that wait together,
// commits, then answers.
func (s *Store) writeLoop() {
	defer close(s.written)
	var batch []job
	for first := range s.queue {
		if first.alone != nil {
			first.done(first.alone())
			continue
		}
		// Whoever is alone is not kept waiting; where several were served at
		// once, as many are likely on their way: half of them are worth a commit,
		// during which the other half arrives.
		var alone job
		batch, alone = s.collect(append(batch[:0], first), (len(batch)+1)/2)
		call(s.hooks.AfterRead)
		results := s.transact(batch)
		call(s.hooks.BeforeAnswer)
		for i, j := range batch {
			j.done(results[i])
		}
		after(batch...)
		if alone.alone != nil {
			alone.done(alone.alone())
		}
		if s.writer != nil && s.writer.lags {
			s.noteLag()
		}
		s.shorten(false)
	}
	s.finishIndex()
}

// collect adds the jobs that wait to the batch, up to MaxBatch entries, or to one
// that runs alone. It waits for the number expected.
func (s *Store) collect(batch []job, expected int) (_ []job, alone job) {
	weight := batch[0].weight
	var late <-chan time.Time
	if len(batch) < expected {
		late = time.After(company)
	}
	for weight < MaxBatch {
		var j job
		var open bool
		select {
		case j, open = <-s.queue:
		default:
			if len(batch) >= expected {
				return batch, job{}
			}
			select {
			case j, open = <-s.queue:
			case <-late:
				return batch, job{}
			}
		}
		if !open {
			return batch, job{}
		}
		if j.alone != nil {
			return batch, j
		}
		batch = append(batch, j)
		weight += j.weight
	}
	return batch, job{}
}

// transact runs the batch in one transaction and returns what to answer each
// job. A job that is refused is undone alone; if the disk fails all are.
func (s *Store) transact(batch []job) []error {
	results := make([]error, len(batch))
	err, log := s.broken, s.logBytes()
	if err == nil {
		err = s.try(batch, results)
	}
	if err == nil {
		return results
	}
	var temporary *TemporaryError
	if errors.As(err, &temporary) && temporary.Reason == wire.NakDiskFull && s.makeRoom(log) {
		undone(batch)
		if err = s.try(batch, results); err == nil {
			return results
		}
	}
	var corrupt *CorruptError
	if s.broken == nil && errors.As(err, &corrupt) && s.repair(corrupt) == nil {
		undone(batch)
		if err = s.try(batch, results); err == nil {
			return results
		}
	}
	if s.broken == nil && errors.As(err, &corrupt) {
		s.broken = err
		s.suspect()
	}
	for i := range results {
		results[i] = retriable(err)
	}
	return results
}

// errApart is what attempt returns when a job was refused among others that were run
// together with it.
var errApart = errors.New("a job has to be undone alone")

// try makes one transaction of the batch, which is undone if it returns an error.
// A job is rarely refused, and a savepoint for each costs two statements: so the jobs run
// together at first, and only if one of them is refused again, apart.
func (s *Store) try(batch []job, results []error) error {
	err := s.attempt(batch, results, false)
	if err == nil {
		return nil
	}
	if err = s.undo(diagnose(s.dir, err)); err != errApart {
		return err
	}
	undone(batch)
	if err = s.attempt(batch, results, true); err == nil {
		return nil
	}
	return s.undo(diagnose(s.dir, err))
}

// after tells the jobs that all of them are done.
func after(batch ...job) {
	for _, j := range batch {
		if j.after != nil {
			j.after()
		}
	}
}

// undone tells the jobs that they are to run again.
func undone(batch []job) {
	for _, j := range batch {
		if j.undone != nil {
			j.undone()
		}
	}
}

// undo ends the transaction that failed with err.
func (s *Store) undo(err error) error {
	if s.broken == nil && !s.writer.GetAutocommit() {
		if undone := s.writer.Exec("ROLLBACK"); undone != nil && !s.writer.GetAutocommit() {
			err = errors.Join(err, undone)
		}
	}
	return err
}

// attempt runs the jobs in a transaction and commits it; apart, so that each can be
// undone alone.
func (s *Store) attempt(batch []job, results []error, apart bool) error {
	c := s.writer
	if err := c.run("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	clear(c.changes)
	c.changes, c.altered = c.changes[:0], 0
	changed := false
	for i, j := range batch {
		if apart {
			c.altered++ // what one of them did may be undone
			if err := c.run("SAVEPOINT job"); err != nil {
				return err
			}
		}
		err := j.do(c)
		if ends(err) {
			return err
		}
		results[i] = retriable(err)
		if err == nil {
			changed = true
		} else if apart {
			if err := c.run("ROLLBACK TO job"); err != nil {
				return err
			}
		} else if len(batch) > 1 {
			return errApart
		}
		if apart {
			if err := c.run("RELEASE job"); err != nil {
				return err
			}
		}
	}
	if !changed {
		return explain(c.Exec("ROLLBACK"))
	}
	var commits uint64
	if _, err := c.one("UPDATE meta SET commits=commits+1 RETURNING commits", func(r row) { commits = r.seq(0) }); err != nil {
		return err
	}
	call(s.hooks.BeforeCommit)
	if err := c.run("COMMIT"); err != nil {
		return err
	}
	if c.altered == 0 {
		s.standings.follow(c.changes)
	} else {
		s.standings.forget()
	}
	call(s.hooks.AfterCommit)
	// It tells an older copy later; what is committed stays committed without it.
	_ = s.life.note(commits)
	return nil
}

func call(hook func()) {
	if hook != nil {
		hook()
	}
}
