package store

import (
	"context"
	"errors"
	"slices"
	"time"
)

// The index of search is written behind what it is of: a message is on disk, and
// answered, before its text is in the index, and a text that was edited or taken back
// stays in it as it was for a while. Table indexed says which events are in it, table
// unindexed of which of those it has another text; both change in the transactions
// that make it so, and search reads what the index lacks (search.go). So a program that
// is killed goes on where the index ends.
//
// The texts that an earlier version left are put into it by the same steps, after what
// is new: the newest first, for as long as that takes.
const (
	// indexStep is how many events are put into the index of search at once, and
	// indexBytes about how much text: as much as an author who sends meanwhile can
	// wait for.
	indexStep  = 500
	indexBytes = 128 << 10
	// indexPart is how many it is at least where somebody waits, and indexShare which
	// part of all that was new when a run of steps began: so the index keeps up with many
	// who send without end.
	indexPart  = 128
	indexShare = 32
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

// indexLoop writes the index behind the messages, in runs of steps. It takes half of the
// writer's time at most. The first run waits so long.
func (s *Store) indexLoop(ctx context.Context, wait time.Duration) {
	for {
		select {
		case <-s.lags:
		case <-ctx.Done():
			return
		}
		if !sleep(ctx, wait) || !s.indexRun(ctx) {
			return
		}
		// What is said within a moment is put into the index together.
		wait = s.behind
	}
}

// indexRun puts what is new when it begins into the index, and all of an earlier version.
// A disk that fails, as a full one does, is tried again. It returns false when the store
// is closed.
func (s *Store) indexRun(ctx context.Context) bool {
	part, left := indexPart, int64(-1)
	for {
		did, err := s.indexNext(part)
		pause := did.took
		switch {
		case errors.Is(err, ErrClosed):
			return false
		case err != nil:
			pause = s.retry
		case left < 0:
			left = did.left
			part = max(indexPart, int(left/indexShare))
		default:
			left -= did.done
		}
		if err == nil {
			call(s.hooks.Indexed)
			if !did.more {
				return true
			}
			if left <= 0 && s.Indexing().All() {
				s.noteLag()
				return true
			}
		}
		if !sleep(ctx, pause) {
			return false
		}
	}
}

// indexNext makes one step: a part of one where somebody waits.
func (s *Store) indexNext(part int) (did progress, err error) {
	result := make(chan error, 1)
	// By itself: a disk that is too full for a step still has room for a message.
	s.submit(job{alone: func() error {
		began := time.Now()
		var err error
		did, err = s.indexOnce(budget{events: indexStep, bytes: indexBytes, part: part, waited: s.waited})
		did.took = time.Since(began)
		return err
	}, done: func(err error) { result <- err }})
	if err = <-result; err == nil {
		s.tellIndexing(did.old)
	}
	return did, err
}

// indexOnce makes one step, on the writer goroutine.
func (s *Store) indexOnce(most budget) (did progress, err error) {
	err = s.transact([]job{{weight: MaxBatch, do: func(c *conn) (err error) {
		b := most // for each time that it runs
		did, err = c.index(&b)
		return err
	}}})[0]
	if s.writer != nil {
		s.writer.lags = did.more || err != nil
	}
	return did, err
}

// noteLag has the index written soon.
func (s *Store) noteLag() {
	select {
	case s.lags <- struct{}{}:
	default:
	}
}

// waited reports whether somebody waits for the writer.
func (s *Store) waited() bool { return len(s.queue) > 0 }

// finishIndex writes what the index lacks, if that is little: the next Open does the
// rest. The writer goroutine calls it last.
func (s *Store) finishIndex() {
	if s.broken != nil || s.writer == nil || !s.writer.lags {
		return
	}
	// A disk that fails leaves the index as far as it is.
	_, _ = s.indexOnce(budget{events: indexStep, bytes: indexBytes})
}

// tellIndexing tells how far the texts of an earlier version are, if there are any.
func (s *Store) tellIndexing(i Indexing) {
	s.reporting.Lock()
	defer s.reporting.Unlock()
	if s.indexing.All() {
		return
	}
	hundredth := func(i Indexing) uint64 { return i.Done * 100 / max(i.Total, 1) }
	news := i.All() || hundredth(i) != hundredth(s.indexing)
	s.indexing = i
	if news && s.indexed != nil {
		s.indexed(i)
	}
}

// budget is how much a step puts into the index.
type budget struct {
	events, bytes int
	part          int         // so many events before it is looked whether
	waited        func() bool // somebody waits for the step to end; nil: nobody does
}

func (b *budget) spent() bool { return b.events <= 0 || b.bytes <= 0 }

// progress is what came of a step.
type progress struct {
	old        Indexing // how far the texts of an earlier version are
	done, left int64    // numbers of new events that it passed, and that there are more
	more       bool     // the index may lack something
	took       time.Duration
}

// index puts what is next into the index, as far as the budget goes: texts that were
// changed, then new ones, then those of an earlier version.
func (c *conn) index(b *budget) (did progress, err error) {
	x, err := c.extent()
	if err != nil {
		return did, err
	}
	was := x
	if err = c.indexChanged(b); err == nil && !b.spent() {
		err = c.indexNew(&x, b)
	}
	if err == nil && !b.spent() && x.low > 0 {
		err = c.indexOld(&x, b)
	}
	if err == nil && x != was {
		err = c.run("UPDATE indexed SET low=?, high=?", x.low, x.high)
	}
	if err == nil {
		_, err = c.one("SELECT max(id) FROM events", func(r row) { did.left = max(r.ColumnInt64(0)-x.high, 0) })
	}
	did.done, did.more = x.high-was.high, b.spent()
	if did.old = x.indexing(); x.low == 0 {
		total := was.indexing().Total
		did.old = Indexing{total, total}
	}
	return did, err
}

// item is an event whose text the index is to have.
type item struct {
	id    int64
	shown bool // else it is to be found no more
	body  string
}

// texts reads the texts of up to n events, and fewer once the bytes of the budget are
// read.
func (c *conn) texts(b *budget, n int, sql string, args ...any) (texts []item, err error) {
	err = c.each(sql+" LIMIT ?", func(r row) bool {
		t := item{id: r.ColumnInt64(0), shown: r.ColumnBool(1)}
		if t.shown {
			t.body = r.ColumnText(2)
			b.bytes -= len(t.body)
		}
		texts = append(texts, t)
		b.events--
		return b.bytes > 0
	}, append(args, n)...)
	return texts, err
}

// shownText is what texts reads of an event.
const shownText = "e.kind=1 AND e.deleted=0 AND e.damaged=0, coalesce(e.shown, e.body)"

// next is how many events are put into the index before it is looked whether somebody
// waits.
func (b *budget) next() int {
	if b.waited == nil {
		return b.events
	}
	return min(b.part, b.events)
}

// ends reports whether a step is over after so many events of next: the budget then is
// spent, unless there were no more.
func (b *budget) ends(read, next int) bool {
	if read < next && b.bytes > 0 {
		return true
	}
	if b.waited != nil && b.waited() {
		b.events = 0
	}
	return b.spent()
}

// indexChanged puts the texts that changed since they were put into the index there as
// they are shown now.
func (c *conn) indexChanged(b *budget) error {
	for {
		next := b.next()
		texts, err := c.texts(b, next, "SELECT u.id, "+shownText+" FROM unindexed u LEFT JOIN events e ON e.id=u.id ORDER BY u.id")
		for i := 0; i < len(texts) && err == nil; i++ {
			if t := &texts[i]; t.shown {
				err = c.enter(t)
			} else {
				err = c.run("DELETE FROM search WHERE rowid=?", t.id)
			}
		}
		if len(texts) > 0 && err == nil {
			err = c.run("DELETE FROM unindexed WHERE id<=?", texts[len(texts)-1].id)
		}
		if err != nil || b.ends(len(texts), next) {
			return err
		}
	}
}

// indexNew puts the texts of events after the last one into the index.
func (c *conn) indexNew(x *extent, b *budget) error {
	for {
		next := b.next()
		texts, err := c.texts(b, next, "SELECT e.id, "+shownText+" FROM events e WHERE e.id>? ORDER BY e.id", x.high)
		if err == nil {
			err = c.enterAll(texts)
		}
		if len(texts) > 0 {
			x.high = texts[len(texts)-1].id
		}
		if err != nil || b.ends(len(texts), next) {
			return err
		}
	}
}

// indexOld puts the next texts of an earlier version into the index.
func (c *conn) indexOld(x *extent, b *budget) error {
	next := b.events
	texts, err := c.texts(b, next, "SELECT e.id, "+shownText+" FROM events e WHERE e.id<? ORDER BY e.id DESC", x.low)
	if len(texts) < next && b.bytes > 0 {
		x.low = 0
	} else {
		x.low = texts[len(texts)-1].id
	}
	if err != nil {
		return err
	}
	// FTS5 writes out what it gathered when a number is below the last.
	slices.Reverse(texts)
	return c.enterAll(texts)
}

func (c *conn) enterAll(texts []item) (err error) {
	for i := 0; i < len(texts) && err == nil; i++ {
		if texts[i].shown {
			err = c.enter(&texts[i])
		}
	}
	return err
}

// enter puts a text into the index, in the place of what that has of the event.
func (c *conn) enter(t *item) error {
	return c.run("REPLACE INTO search(rowid, body) VALUES(?,?)", t.id, searchable(t.body))
}
