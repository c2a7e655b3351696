package prefs

import (
	"fmt"
	"sync"
	"time"
)

// spacing is the least time between two writes, lastRetry the most after one that
// failed.
const (
	spacing   = 500 * time.Millisecond
	lastRetry = 15 * time.Second
)

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
	// news is told, by the Store's goroutine, of a write that did not succeed, with nil
	// that it does again, and of a damaged file that was put aside.
	news func(error)

	mu      sync.Mutex
	current Prefs // guarded by mu
	dirty   bool  // guarded by mu
	err     error // of the last write; guarded by mu
}

// Open reads the preferences in dir and returns a Store for them, which is
// never nil. With an empty dir nothing is read and nothing kept. The error is a
// *BadFileError when the file could not be used: then the Store holds the defaults,
// and the person should be told. defaults is what holds without a file, see Default.
// news, which may be nil, is called from the Store's goroutine: with an error when
// writing did not succeed, once, and with nil when it does again; and with a
// *BadFileError when a file that was damaged meanwhile had to be put aside.
func Open(dir string, defaults Prefs, news func(error)) (*Store, error) {
	p, err := defaults, error(nil)
	if dir != "" {
		// Without a file to lock nobody has written yet, and reading makes none.
		unlock := lock(dir, 0)
		p, err = read(dir, defaults)
		unlock()
	}
	s := &Store{dir: dir, defaults: defaults, base: p, current: p, news: news,
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
	again, waiting := spacing, false
	for {
		select {
		case <-s.saved:
			if !waiting {
				pause.Reset(spacing)
			}
			waiting = true
		case <-pause.C:
			if waiting = !s.flush(); !waiting {
				again = spacing
				continue
			}
			// A full disk may have room again without any change here.
			again = min(2*again, lastRetry)
			pause.Reset(again)
		case <-s.closing:
			s.flush()
			return
		}
	}
}

// flush writes what is not written, and reports whether nothing is left.
func (s *Store) flush() bool {
	s.mu.Lock()
	p, dirty, failing := s.current, s.dirty, s.err != nil
	s.dirty = false
	s.mu.Unlock()
	if !dirty || s.dir == "" {
		return true
	}
	aside, err := update(s.dir, s.defaults, s.base, p)
	if err != nil {
		err = fmt.Errorf("writing preferences: %w", err)
	} else {
		s.base = p
	}
	s.mu.Lock()
	s.err = err
	// What was not written is tried again.
	s.dirty = s.dirty || err != nil
	s.mu.Unlock()
	if s.news == nil {
		return err == nil
	}
	if (err != nil) != failing {
		s.news(err)
	}
	if aside != nil {
		s.news(aside)
	}
	return err == nil
}
