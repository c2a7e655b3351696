package store

import (
	"context"
	"errors"
	"slices"
	"time"
)

// The search index is written after the commit that an ACK waits for. Table indexed
// holds the range of events that are in it, table unindexed those of them whose text
// changed since; both are written in the transaction that changes the events or the
// index. Search reads the events that the index lacks (search.go), and after a kill
// indexing continues from the two tables.
//
// Texts left by an earlier version are indexed by the same steps, after all new ones,
// the newest first.
const (
	// indexStep is the number of events indexed in one transaction, and indexBytes
	// about the most text: a post waits for one such step at most.
	indexStep  = 500
	indexBytes = 128 << 10
	// indexPart is the least number of events in a step while jobs wait for the writer.
	// A step then has 1/indexShare of the events that were new at the start of the run.
	indexPart  = 64
	indexShare = 128
	// indexBusy is the pause after a step while jobs wait for the writer, in times of what
	// the step took.
	indexBusy = 3
	// indexFar is how many new events the index may lack before it no longer leaves most
	// of the writer's time to messages: each search reads all of them. Then steps follow
	// without a pause, each of more events than can wait for the writer in between, so
	// that the index keeps up under constant load: of 1/indexFarShare of what it lacks.
	indexFar      = 32 << 10
	indexFarShare = 32
	// mergeLeast is about the least number of pages of the index that a step merges with
	// others, and mergeShare the number of events for each page more. FTS5 by itself
	// merges hundreds of pages every few steps, for which a post waits.
	mergeLeast = 32
	mergeShare = 2
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

// indexLoop indexes in runs of steps, each run a while after the first change. Unless it
// is far behind it takes half of the writer's time at most, and a quarter while jobs wait
// for the writer. The first run starts after wait.
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
		// One run is for all messages of that time.
		wait = s.behind
	}
}

// indexRun indexes all events that are new when it starts, and those of an earlier
// version. It retries while the disk fails, and returns false once the store is closed.
func (s *Store) indexRun(ctx context.Context) bool {
	part, left := indexPart, int64(-1)
	for {
		did, err := s.indexNext(part)
		var pause time.Duration
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
			part, pause = did.pace(part)
			if did.made {
				call(s.hooks.Indexed)
			}
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

// indexNext makes one step if the index lacks something, of part events if jobs wait for
// the writer.
func (s *Store) indexNext(part int) (did progress, err error) {
	result := make(chan error, 1)
	// In a transaction of its own: a disk too full for a step has room for a message.
	s.submit(job{alone: func() error {
		if s.writer != nil && !s.writer.lags && s.Indexing().All() {
			return nil // the run before this one came to it
		}
		began := time.Now()
		var err error
		did, err = s.indexOnce(budgetOf(part, s.waited))
		did.made, did.took, did.busy = true, time.Since(began), s.waited()
		return err
	}, done: func(err error) { result <- err }})
	if err = <-result; err == nil && did.made {
		s.tellIndexing(did.old)
	}
	return did, err
}

// indexOnce makes one step. It runs on the writer goroutine.
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

// noteLag makes indexLoop start a run.
func (s *Store) noteLag() {
	select {
	case s.lags <- struct{}{}:
	default:
	}
}

// waited reports whether jobs wait for the writer.
func (s *Store) waited() bool { return len(s.queue) > 0 }

// finishIndex makes one step if the index lacks something; the next Open does the rest.
// It is the last thing that the writer goroutine does.
func (s *Store) finishIndex() {
	if s.broken != nil || s.writer == nil || !s.writer.lags {
		return
	}
	// If the disk fails the next Open does it.
	_, _ = s.indexOnce(budget{events: indexStep, bytes: indexBytes})
}

// tellIndexing reports the progress with the texts of an earlier version, if there are any.
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

// budget is how much a step may index.
type budget struct {
	events, bytes int
	read          int         // the number of events read so far
	part          int         // the step ends after so many events
	waited        func() bool // if this returns true; nil: it never does
}

// budgetOf is the budget of a step of part events at least.
func budgetOf(part int, waited func() bool) budget {
	events := max(indexStep, part)
	return budget{events: events, bytes: events * (indexBytes / indexStep), part: part, waited: waited}
}

func (b *budget) spent() bool { return b.events <= 0 || b.bytes <= 0 }

// progress is the result of a step.
type progress struct {
	old        Indexing // of the texts of an earlier version
	done, left int64    // new events indexed by the step, and left after it
	more       bool     // the index may lack something
	made       bool     // there was a step, which
	took       time.Duration
	busy       bool // jobs waited for the writer at its end
}

// pace returns of how many events the next step is at least, if this one was of part, and
// the pause before it.
func (p progress) pace(part int) (next int, pause time.Duration) {
	switch {
	case p.left > indexFar:
		return int(p.left / indexFarShare), 0
	case p.busy:
		return part, indexBusy * p.took
	}
	return part, p.took
}

// index makes one step within the budget: first texts that changed, then new ones, then
// those of an earlier version.
func (c *conn) index(b *budget) (did progress, err error) {
	x, err := c.extent()
	if err != nil {
		return did, err
	}
	if err = c.mergeInSteps(); err != nil {
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
	if err == nil {
		err = c.run("INSERT INTO search(search, rank) VALUES('merge', ?)", max(mergeLeast, b.read/mergeShare))
	}
	did.done, did.more = x.high-was.high, b.spent()
	if did.old = x.indexing(); x.low == 0 {
		total := was.indexing().Total
		did.old = Indexing{total, total}
	}
	return did, err
}

// mergeInSteps keeps FTS5 from merging by itself, which the database remembers.
func (c *conn) mergeInSteps() error {
	if c.merges {
		return nil
	}
	off := false
	_, err := c.one("SELECT v FROM search_config WHERE k='automerge'", func(r row) { off = r.ColumnInt64(0) == 0 })
	if err == nil && !off {
		err = c.run("INSERT INTO search(search, rank) VALUES('automerge', 0)")
	}
	c.merges = err == nil
	return err
}

// item is an event to index.
type item struct {
	id    int64
	shown bool // it has a text; else the index must not have it
	body  string
}

// texts reads up to n events, until the bytes of the budget are spent.
func (c *conn) texts(b *budget, n int, sql string, args ...any) (texts []item, err error) {
	err = c.each(sql+" LIMIT ?", func(r row) bool {
		t := item{id: r.ColumnInt64(0), shown: r.ColumnBool(1)}
		if t.shown {
			t.body = r.ColumnText(2)
			b.bytes -= len(t.body)
		}
		texts = append(texts, t)
		b.events--
		b.read++
		return b.bytes > 0
	}, append(args, n)...)
	return texts, err
}

// shownText are the columns of an event that texts reads.
const shownText = "e.kind=1 AND e.deleted=0 AND e.damaged=0, coalesce(e.shown, e.body)"

// next returns the number of events to index before waited is asked.
func (b *budget) next() int {
	if b.waited == nil {
		return b.events
	}
	return min(b.part, b.events)
}

// ends reports whether to stop after reading that many events of next. Unless there were
// no more events, the budget is spent then.
func (b *budget) ends(read, next int) bool {
	if read < next && b.bytes > 0 {
		return true
	}
	if b.waited != nil && b.waited() {
		b.events = 0
	}
	return b.spent()
}

// indexChanged indexes the texts again that changed since they were indexed.
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

// indexNew indexes the events after the last one indexed.
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

// indexOld indexes the next events of an earlier version.
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
	// FTS5 flushes its buffer when a rowid is below the last one.
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

// enter indexes a text, and replaces what the index has of the event.
func (c *conn) enter(t *item) error {
	return c.run("REPLACE INTO search(rowid, body) VALUES(?,?)", t.id, searchable(t.body))
}
