package store

import (
	"context"
	"errors"
	"slices"
	"time"
)

const (
	// indexStep is how many events are put into the index of search at once, and
	// indexBytes about how much text: as much as an author who sends meanwhile can
	// wait for.
	indexStep  = 500
	indexBytes = 128 << 10
)

// Indexing is how far a database of an earlier version can be searched: Done of Total
// events. The zero value says that all can be.
type Indexing struct{ Done, Total uint64 }

// All reports whether everything can be searched.
func (i Indexing) All() bool { return i.Done >= i.Total }

// Indexing returns how far the texts of an earlier version can be searched.
func (s *Store) Indexing() Indexing {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	return s.indexing
}

// OnIndexing has f called each time when another hundredth of the texts of an earlier
// version can be searched, and when all can be. F must not block, and takes the place
// of the one before; nil is none.
func (s *Store) OnIndexing(f func(Indexing)) {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	s.indexed = f
}

// reindexLoop puts the texts of an earlier version into the index of search, the
// newest first. It takes half of the writer's time at most. A disk that fails, as a
// full one does, is tried again.
func (s *Store) reindexLoop(ctx context.Context) {
	for i := s.Indexing(); !i.All(); {
		began := time.Now()
		// By itself: a disk that is too full for a step still has room for a message.
		next, err := s.reindex()
		pause := time.Since(began)
		switch {
		case errors.Is(err, ErrClosed):
			return
		case err != nil:
			pause = s.retry
		default:
			i = next
			s.tellIndexing(i)
			call(s.hooks.Indexed)
		}
		if !sleep(ctx, pause) {
			return
		}
	}
}

// reindex makes one step, and returns what is done then.
func (s *Store) reindex() (i Indexing, err error) {
	result := make(chan error, 1)
	s.submit(job{alone: func() error {
		return s.transact([]job{{weight: MaxBatch, do: func(c *conn) (err error) {
			i, err = c.reindex(indexStep, indexBytes)
			return err
		}}})[0]
	}, done: func(err error) { result <- err }})
	err = <-result
	return i, err
}

func (s *Store) tellIndexing(i Indexing) {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	hundredth := func(i Indexing) uint64 { return i.Done * 100 / max(i.Total, 1) }
	news := i.All() || hundredth(i) != hundredth(s.indexing)
	s.indexing = i
	if news && s.indexed != nil {
		s.indexed(i)
	}
}

// indexingNow reads how far the index is. When all is done, the row of it is gone: the
// last step finds nothing more.
func (c *conn) indexingNow() (i Indexing, below int64, err error) {
	_, err = c.one("SELECT below, first, last FROM reindex", func(r row) {
		below = r.ColumnInt64(0)
		first, last := r.ColumnInt64(1), r.ColumnInt64(2)
		i.Total = uint64(max(last+1-first, 1))
		i.Done = min(uint64(max(last+1-below, 0)), i.Total-1)
	})
	return i, below, err
}

// reindex puts the texts of the next n events into the index, or fewer once they have
// so many bytes.
func (c *conn) reindex(n, bytes int) (Indexing, error) {
	was, below, err := c.indexingNow()
	if err != nil || was.All() {
		return was, err
	}
	type text struct {
		id   int64
		body string
	}
	var texts []text
	read := 0
	err = c.each("SELECT id, kind=1 AND deleted=0 AND damaged=0, coalesce(shown, body) FROM events WHERE id<? ORDER BY id DESC LIMIT ?", func(r row) bool {
		below = r.ColumnInt64(0)
		if r.ColumnBool(1) {
			texts = append(texts, text{below, r.ColumnText(2)})
			bytes -= len(texts[len(texts)-1].body)
		}
		read++
		return bytes > 0
	}, below, n)
	if err != nil {
		return was, err
	}
	// FTS5 writes out what it gathered when a number is below the last.
	for _, t := range slices.Backward(texts) {
		// What was edited since is there already.
		if err = c.run("DELETE FROM search WHERE rowid=?", t.id); err != nil {
			return was, err
		}
		if err = c.run("INSERT INTO search(rowid, body) VALUES(?,?)", t.id, searchable(t.body)); err != nil {
			return was, err
		}
	}
	if read < n && bytes > 0 {
		return Indexing{was.Total, was.Total}, c.run("DELETE FROM reindex")
	}
	if err = c.run("UPDATE reindex SET below=?", below); err != nil {
		return was, err
	}
	i, _, err := c.indexingNow()
	return i, err
}
