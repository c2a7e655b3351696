package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"confab/transport/internal/wire"
)

// readers is how many goroutines read at the same time; more wait.
const readers = 3

// Options are what a Store is opened with. The zero value is fine.
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Hooks stop the writer at its fail-points.
	Hooks Hooks
	// ScrubPause is how long the reading of everything, to find damage, pauses
	// after every 256 KiB; 1 s. A pass begins 60 pauses after Open, and a day
	// after the last one.
	ScrubPause time.Duration
	// IndexAfter is how long after a message its text is indexed; 1 s. Search finds it
	// before that, too.
	IndexAfter time.Duration
	// IndexRetry is the time to the next attempt after the disk failed while indexing;
	// a minute.
	IndexRetry time.Duration
	// BusyTimeout is how long the writer waits where something else keeps the database
	// from being written, before it gives up; 5 s.
	BusyTimeout time.Duration
}

// Hooks are called by the writer goroutine at the places where a program that
// is killed could lose something. A nil hook is passed over.
type Hooks struct {
	AfterRead    func() // jobs are taken from the queue, nothing is written
	BeforeCommit func() // everything is written, nothing is committed
	AfterCommit  func() // everything is on disk, nobody knows
	BeforeAnswer func() // the callers are answered next
	Indexed      func() // another step of the index is on disk; called by its own goroutine
}

// Store is the open folder. Make one with Open. Its methods are safe for
// concurrent use, and block on the disk.
type Store struct {
	dir     string
	now     func() time.Time
	hooks   Hooks
	warning error
	lock    *os.File
	steps   []func(*conn) error
	pause   time.Duration // of the scrub
	behind  time.Duration // how long the index waits for more
	retry   time.Duration // of the index
	busy    time.Duration // how long the writer waits for others
	life    *life         // owned by the writer goroutine
	writer  *conn         // owned by the writer goroutine
	broken  error         // owned by the writer goroutine; what ended all writing
	rebuilt bool          // owned by the writer goroutine; the database was made again in this run

	standings standings

	queue   chan job      // to the writer; whoever finds it full waits
	written chan struct{} // closed when the writer goroutine has ended
	lags    chan struct{} // to indexLoop: the index may lack something; holds one, more are dropped

	mu     sync.RWMutex // held for reading while sending to queue
	closed bool         // guarded by mu

	reporting sync.Mutex
	damaged   func(error)    // guarded by reporting; told of damage met from now on, may be nil
	indexing  Indexing       // guarded by reporting
	indexed   func(Indexing) // guarded by reporting; told how far the index is, may be nil

	background sync.WaitGroup
	stop       context.CancelFunc // ends what runs in the background

	idle chan *conn // connections to read with; nil is one not opened yet
}

// Open takes the folder dir, which belongs to the store alone and is made if
// needed. It fails with an InUseError if another process has it, with a
// NewerError if a later program wrote it, with a TemporaryError if the disk is
// full or cannot be written, and with a SystemError where no database works. A
// damaged database is no failure: see Warning.
func Open(dir string, o Options) (*Store, error) { return open(dir, o, migrations) }

func open(dir string, o Options, steps []func(*conn) error) (s *Store, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.ScrubPause <= 0 {
		o.ScrubPause = time.Second
	}
	if o.IndexAfter <= 0 {
		o.IndexAfter = time.Second
	}
	if o.IndexRetry <= 0 {
		o.IndexRetry = time.Minute
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = busyTimeout
	}
	s = &Store{dir: dir, now: o.Now, hooks: o.Hooks, steps: steps, pause: o.ScrubPause, behind: o.IndexAfter, retry: o.IndexRetry, busy: o.BusyTimeout,
		queue: make(chan job, 2*MaxBatch), written: make(chan struct{}), lags: make(chan struct{}, 1), idle: make(chan *conn, readers)}
	// Nobody else on this machine reads what was said.
	if err = os.MkdirAll(dir, 0o700); err == nil {
		err = os.Chmod(dir, 0o700)
	}
	if err != nil {
		return nil, diskError(fmt.Errorf("making the folder: %w", err))
	}
	defer func() {
		if err != nil {
			s.release()
			s, err = nil, diagnose(dir, err)
		}
	}()
	var kept bool
	if s.lock, kept, err = lock(dir); err != nil {
		var used *InUseError
		if errors.As(err, &used) {
			return s, err
		}
		return s, diskError(err)
	}
	var aside *AsideError
	var found DamageError
	if s.writer, found, aside, err = openDatabase(dir, steps, s.now(), kept); err != nil {
		return s, err
	}
	if err = s.writer.BusyTimeout(s.busy); err != nil {
		return s, diskError(err)
	}
	keep(s.lock)
	if s.life, err = openLife(dir); err != nil {
		return s, diskError(err)
	}
	if found.Commits, found.Renewed, err = s.life.adopt(s.writer); err != nil {
		return s, err
	}
	if s.indexing, s.writer.lags, err = s.writer.indexLeft(); err != nil {
		return s, err
	}
	switch {
	case aside != nil:
		s.warning = aside
	case found.met():
		s.warning = &found
	}
	for range readers {
		s.idle <- nil
	}
	wait := s.behind
	if s.writer.lags { // the last run left something
		wait = 0
		s.noteLag()
	}
	go s.writeLoop()
	var ctx context.Context
	ctx, s.stop = context.WithCancel(context.Background())
	s.background.Go(func() { s.scrubLoop(ctx) })
	s.background.Go(func() { s.indexLoop(ctx, wait) })
	return s, nil
}

// Warning is an AsideError if Open had to set a damaged database aside and begin a
// new one, a DamageError if it met other damage, else nil.
func (s *Store) Warning() error { return s.warning }

// Close finishes what was asked for, waits for the readers and gives the folder
// back. Only the first call does something.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.queue)
	s.mu.Unlock()
	s.stop()
	s.background.Wait()
	<-s.written
	for range readers {
		if c := <-s.idle; c != nil {
			c.close()
		}
	}
	close(s.idle)
	return s.release()
}

func (s *Store) release() error {
	var err error
	if s.writer != nil {
		err = explain(s.writer.close())
	}
	if s.life != nil {
		err = errors.Join(err, s.life.file.Sync(), s.life.file.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// read lends a connection to f, which sees what is committed. F may BEGIN a transaction
// to see one state; read ends it. Ctx interrupts f. Damage is mended, and f, which takes back what it did before, is called once
// more.
func (s *Store) read(ctx context.Context, f func(*conn) error) error {
	err := s.lend(ctx, f)
	var corrupt *CorruptError
	if !errors.As(err, &corrupt) {
		return err
	}
	if failed := s.mend(corrupt); failed != nil {
		return err
	}
	return s.lend(ctx, f)
}

func (s *Store) lend(ctx context.Context, f func(*conn) error) error {
	var c *conn
	var open bool
	select {
	case c, open = <-s.idle:
	case <-ctx.Done():
		return ctx.Err()
	}
	if !open {
		return ErrClosed
	}
	s.mu.RLock()
	closed := s.closed
	s.mu.RUnlock()
	if closed {
		s.idle <- c
		return ErrClosed
	}
	defer func() { s.idle <- c }()
	if c == nil {
		opened, err := connect(filepath.Join(s.dir, databaseName), false)
		if err != nil {
			return explain(err)
		}
		c = opened
	}
	old := c.SetInterrupt(ctx)
	c.damaged = false
	err := f(c)
	c.SetInterrupt(old)
	if !c.GetAutocommit() {
		// F does not end it: interrupted, it could not.
		err = errors.Join(err, explain(c.Exec("ROLLBACK")))
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err == nil && c.damaged {
		err = &CorruptError{errors.New("an event is not what was written")}
	}
	return err
}

// suspect has the next Open examine the whole database.
func (s *Store) suspect() {
	// Should even this fail, the damage is met again.
	if f, err := openPrivate(filepath.Join(s.dir, suspectName), os.O_RDWR|os.O_CREATE); err == nil {
		f.Close()
	}
}

// clock is the time now, as it is stored.
func (s *Store) clock() wire.Millis { return wire.MillisOf(s.now()) }
