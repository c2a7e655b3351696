package store

import (
	"errors"
	"path/filepath"
)

// OnDamage has f called with a DamageError for all damage that is met from now
// on. It is called on the writer goroutine, must not block nor call the store, and
// takes the place of the one before; nil is none.
func (s *Store) OnDamage(f func(error)) {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	s.damaged = f
}

func (s *Store) report(found *DamageError) {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	if found.met() && s.damaged != nil {
		s.damaged(found)
	}
}

// mend has the writer repair the database, and waits for that.
func (s *Store) mend(cause *CorruptError) error {
	result := make(chan error, 1)
	s.submit(job{alone: func() error { return s.repair(cause) }, done: func(err error) { result <- err }})
	return <-result
}

// repair mends the open database, on the writer goroutine and in no transaction:
// single bits in their place, damaged events by marking them, and the rest by a
// database of what can be read.
func (s *Store) repair(cause *CorruptError) error {
	if s.broken != nil {
		return s.broken
	}
	defer s.standings.forget()
	var found DamageError
	// Only this goroutine writes, so that no page is being written now.
	m, err := mendDatabase(filepath.Join(s.dir, databaseName))
	if err != nil {
		return diskError(err)
	}
	found.Bits = m.bits
	if m.ruined == 0 {
		err = markAll(s.writer, &found)
	}
	var corrupt *CorruptError
	switch {
	case errors.As(err, &corrupt), m.ruined > 0, err == nil && !found.met():
		err = s.rebuild(cause, &found)
	}
	if err == nil {
		s.report(&found)
	}
	return err
}

// rebuild makes the database again of what can be read, once in a run, while nobody
// reads.
func (s *Store) rebuild(cause *CorruptError, found *DamageError) error {
	if s.rebuilt {
		s.suspect()
		return cause
	}
	s.rebuilt = true
	for range readers {
		if c := <-s.idle; c != nil {
			c.close()
		}
	}
	defer func() {
		for range readers {
			s.idle <- nil
		}
	}()
	// It tells of the damage again, if anything.
	_ = s.writer.close()
	err := rebuild(s.dir, s.steps, s.now(), cause.Err, found)
	path := filepath.Join(s.dir, databaseName)
	if _, _, failed := claim(path); failed != nil {
		err = errors.Join(err, failed)
	}
	c, failed := connect(path, true)
	if failed == nil {
		if failed = c.BusyTimeout(s.busy); failed != nil {
			c.close()
		}
	}
	if failed != nil {
		s.writer, s.broken = nil, explain(failed)
		s.suspect()
		return s.broken
	}
	s.writer = c
	return err
}
