package prefs

import (
	"fmt"
	"sync"
	"time"
)

// spacing is the least time between two writes.
const spacing = 500 * time.Millisecond

// Store writes preferences to their file in its own goroutine. Its methods may
// be called from any goroutine, and none but Close waits for the disk.
type Store struct {
	dir      string
	defaults Prefs
	// base is what this process last read or wrote, not what others made of it
	// in the file; owned by run.
	base Prefs
	// saved wakes the goroutine; it holds one signal, and more would say no more.
	saved chan struct{}
	// closing ends the goroutine, done says that it has ended.
	closing, done chan struct{}
	closeOnce     sync.Once
	// failed is told of a write that did not succeed, by the Store's goroutine.
	failed func(error)

	mu      sync.Mutex
	current Prefs // guarded by mu
	dirty   bool  // guarded by mu
	err     error // of the last write; guarded by mu
}

// Open reads the preferences in dir and returns a Store for them, which is
// never nil. With an empty dir nothing is read and nothing kept. The error is a *BadFileError when the file could not be used: then
// the Store holds the defaults, and the person should be told. defaults is what
// holds without a file, see Default. failed, which may be nil, is called from the Store's goroutine
// when writing did not succeed; at most once until writing succeeds again.
func Open(dir string, defaults Prefs, failed func(error)) (*Store, error) {
	p, err := defaults, error(nil)
	if dir != "" {
		// Without a file to lock nobody has written yet, and reading makes none.
		unlock := lock(dir, 0)
		p, err = read(dir, defaults)
		unlock()
	}
	s := &Store{dir: dir, defaults: defaults, base: p, current: p, failed: failed,
		saved: make(chan struct{}, 1), closing: make(chan struct{}), done: make(chan struct{})}
	go s.run()
	return s, err
}

// Prefs returns the preferences as they are now.
func (s *Store) Prefs() Prefs {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.current
}

// Save keeps p and has it written soon.
func (s *Store) Save(p Prefs) {
	p.Version = version
	s.mu.Lock()
	s.current, s.dirty = p, true
	s.mu.Unlock()
	select {
	case s.saved <- struct{}{}:
	default:
	}
}

// Close writes what is not written yet, ends the Store and returns the error of
// the last write. What is saved later is not written.
func (s *Store) Close() error {
	s.closeOnce.Do(func() { close(s.closing) })
	<-s.done
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func (s *Store) run() {
	defer close(s.done)
	// The window's size changes with every frame of a resize: the pause comes
	// before the write, so that one write has it all.
	pause := time.NewTimer(spacing)
	pause.Stop()
	defer pause.Stop()
	for {
		select {
		case <-s.saved:
		case <-s.closing:
			s.flush()
			return
		}
		pause.Reset(spacing)
		select {
		case <-pause.C:
			s.flush()
		case <-s.closing:
			s.flush()
			return
		}
	}
}

func (s *Store) flush() {
	s.mu.Lock()
	p, dirty, failing := s.current, s.dirty, s.err != nil
	s.dirty = false
	s.mu.Unlock()
	if !dirty || s.dir == "" {
		return
	}
	err := update(s.dir, s.defaults, s.base, p)
	if err != nil {
		err = fmt.Errorf("writing preferences: %w", err)
	} else {
		s.base = p
	}
	s.mu.Lock()
	s.err = err
	// What was not written is tried again with the next change or at Close.
	s.dirty = s.dirty || err != nil
	s.mu.Unlock()
	if err != nil && !failing && s.failed != nil {
		s.failed(err)
	}
}
