package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport/fold"
	"confab/transport/internal/wire"
)

// walk is a store to which something is done at random, step after step, and a copy
// beside its log. Search must find what is there at each of them, wherever the index is.
type walk struct {
	*testing.T
	chance *rand.Rand
	dir    string
	store  *Store
	host   *Host
	copy   *Replica
	n      int          // the last CID
	said   []int        // texts of the log
	epoch  wire.Epoch   // of the copy
	seq    uint64       // of the copy
	told   []wire.Event // all that the copy was told
}

// words are what texts are made of: they share pieces, and some are short.
var words = []string{"needle", "need", "NEEDLES", "ne", "edl", "北京", "京", "Ärmel", "x", "%"}

func (w *walk) text() string {
	var b strings.Builder
	for range 1 + w.chance.IntN(4) {
		b.WriteString(words[w.chance.IntN(len(words))] + " ")
	}
	return b.String()
}

func (w *walk) open() {
	w.store = reopen(w, w.dir, Options{IndexAfter: time.Hour})
	w.host, w.copy = hosted(w, w.store), copied(w, w.store)
	must(first(w.copy.Begin(w.epoch)))(w)
}

// next does one thing, and says what.
func (w *walk) next() string {
	one := func() int { return w.said[w.chance.IntN(len(w.said))] }
	w.n++
	switch k := w.chance.IntN(20); {
	case k < 6 || len(w.said) == 0:
		var entries []Entry
		for range 1 + w.chance.IntN(5) {
			w.n++
			w.said = append(w.said, w.n)
			entries = append(entries, says(boris, text(w.n, w.text())))
		}
		appendAll(w, w.host, entries...)
		return "texts"
	case k < 9:
		appendAll(w, w.host, says(boris, refers(w.n, wire.Edit, one(), w.text())))
		return "an edit"
	case k < 10:
		appendAll(w, w.host, says(boris, refers(w.n, wire.Delete, one(), "")))
		return "a deletion"
	case k < 12:
		var some []wire.Event
		for range 1 + w.chance.IntN(4) {
			w.seq++
			w.n++
			e := event(w.seq, w.text())
			e.CID = cid(w.n)
			if len(w.told) > 0 && w.chance.IntN(3) == 0 {
				e.Kind, e.Ref = wire.Edit, w.told[w.chance.IntN(len(w.told))].CID
			}
			some = append(some, e)
		}
		w.told = append(w.told, some...)
		must(w.copy.Deliver(w.epoch, some))(w)
		return "events for the copy"
	case k < 13 && w.seq > 0:
		// A new era, in which some comes again and is carried.
		w.epoch[1]++
		must(first(w.copy.Begin(w.epoch)))(w)
		w.seq = uint64(w.chance.IntN(len(w.told)))
		must(w.copy.Deliver(w.epoch, w.told[:w.seq]))(w)
		w.told = w.told[:w.seq]
		return "a new era of the copy"
	case k < 14:
		must(w.store.Retain(w.host.Log(), wire.Everyone, Retention{MaxCount: uint64(10 + w.chance.IntN(30))}))(w)
		return "retention"
	case k < 15:
		no(w, w.store.write(1, func(c *conn) error {
			return c.each("SELECT id FROM events ORDER BY id DESC LIMIT 1", func(r row) bool {
				id := r.ColumnInt64(0)
				no(w, c.markEvent(id))
				return true
			})
		}))
		return "damage"
	case k < 16:
		no(w, w.store.Close())
		w.open()
		return "another opening"
	case k < 17:
		salvageAgain(w, w.store)
		return "a salvage"
	default:
		b := budget{events: 1 + w.chance.IntN(6), bytes: 1 + w.chance.IntN(200), part: 1 + w.chance.IntN(3), waited: func() bool { return w.chance.IntN(3) == 0 }}
		no(w, w.store.write(1, func(c *conn) error {
			_, err := c.index(&b)
			return err
		}))
		return "a step of the index"
	}
}

// look compares what search finds with what is there.
func (w *walk) look(after string) {
	w.Helper()
	all := map[int64]string{}
	no(w, w.store.read(context.Background(), func(c *conn) error {
		return c.each("SELECT e.id, "+shownText+" FROM events e", func(r row) bool {
			if r.ColumnBool(1) {
				all[r.ColumnInt64(0)] = fold.Fold(r.ColumnText(2))
			}
			return true
		})
	}))
	looked := []string{"needle", "eed", "ne", "x", "北京", "arm", "% "}
	for range 2 {
		word := looked[w.chance.IntN(len(looked))]
		var want []int64
		for id, text := range all {
			if strings.Contains(text, fold.Fold(word)) {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		slices.Reverse(want)
		var got []int64
		for q := (Query{Text: word, Limit: 7}); ; {
			hits := search(w, w.store, q)
			for _, hit := range hits {
				got = append(got, hit.Cursor)
			}
			if len(hits) < q.Limit {
				break
			}
			q.Before = hits[len(hits)-1].Cursor
		}
		if !slices.Equal(got, want) {
			w.Fatalf("after %s, %q is found in %v, and is in %v", after, word, got, want)
		}
	}
}

// indexWalk says, changes, removes and mends at random, in so many steps: search finds
// what is there, and in the end the index has it.
func indexWalk(t *testing.T, steps int) {
	const seed = 0x696e646578
	w := &walk{T: t, chance: rand.New(rand.NewPCG(seed, seed)), dir: t.TempDir(), epoch: epoch1}
	w.open()
	for range steps {
		w.look(w.next())
	}
	caughtUp(t, w.store)
	w.look("all")
	wholeIndex(t, w.store)
}

func TestIndexBehind(t *testing.T) {
	t.Run("a number that is given again is another text", func(t *testing.T) {
		s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, events(1, 2)))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, []wire.Event{event(1, "message 1"), damagedAs(event(2, ""))}))(t)
		caughtUp(t, s)
		// It is carried there, and the mark in its place, the last row, is gone.
		must(r.Restore(epoch2, events(2, 2)))(t)
		must(r.Deliver(epoch2, []wire.Event{event(3, "a needle")}))(t)
		same(t, found(t, s, "needle"), fmt.Sprint(log, " 3 a needle"))
		caughtUp(t, s)
		same(t, found(t, s, "needle"), fmt.Sprint(log, " 3 a needle"))
		wholeIndex(t, s)
	})
	t.Run("what was taken back and then removed by retention leaves the index, too", func(t *testing.T) {
		s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
		h := hosted(t, s)
		appendAll(t, h, says(boris, text(1, "a needle")), says(boris, text(2, "hay")))
		caughtUp(t, s)
		appendAll(t, h, says(boris, refers(3, wire.Delete, 1, "")))
		must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 1}))(t)
		caughtUp(t, s)
		wholeIndex(t, s)
	})
	t.Run("it is written a moment after, and OnIndexing is not called", func(t *testing.T) {
		steps := make(chan struct{}, 100)
		s := reopen(t, t.TempDir(), Options{IndexAfter: time.Millisecond, Hooks: Hooks{Indexed: func() { steps <- struct{}{} }}})
		s.OnIndexing(func(i Indexing) { t.Errorf("it was told %+v", i) })
		h := hosted(t, s)
		for n := range 3 {
			appendAll(t, h, said(10*n, 10*n+9)...)
			for {
				<-steps
				if _, lags, err := indexLeft(s); err != nil || !lags {
					no(t, err)
					break
				}
			}
		}
		wholeIndex(t, s)
	})
	t.Run("closing writes what is left if that is little, and else the next opening does", func(t *testing.T) {
		dir := t.TempDir()
		s := reopen(t, dir, Options{IndexAfter: time.Hour})
		appendAll(t, hosted(t, s), said(1, 20)...)
		no(t, s.Close())
		s = reopen(t, dir, Options{IndexAfter: time.Hour})
		if _, lags, err := indexLeft(s); lags || err != nil {
			t.Error("something is left", err)
		}
		for n := 100; n < 100+3*indexStep; n += MaxBatch {
			appendAll(t, hosted(t, s), said(n, n+MaxBatch-1)...)
		}
		no(t, s.Close())
		steps := make(chan struct{}, 100)
		s = reopen(t, dir, Options{IndexAfter: time.Hour, Hooks: Hooks{Indexed: func() { steps <- struct{}{} }}})
		for lags := true; lags; {
			<-steps
			var err error
			_, lags, err = indexLeft(s)
			no(t, err)
		}
		if len(search(t, s, Query{Text: "message 1170", Limit: 9})) != 1 {
			t.Error("it is not found")
		}
		wholeIndex(t, s)
	})
	t.Run("far behind, steps follow without a pause, each of more than can wait for the writer", func(t *testing.T) {
		s := fresh(t)
		near := progress{left: indexFar, took: time.Second}
		if part, pause := near.pace(200); part != 200 || pause != time.Second {
			t.Error(part, pause)
		}
		far := progress{left: indexFar + 1, took: time.Second}
		part, pause := far.pace(200)
		b := budgetOf(part, nil)
		if part <= cap(s.queue) || pause != 0 || b.part != part || b.events < part || b.bytes/b.events != indexBytes/indexStep {
			t.Errorf("steps of %d after %v, with a budget of %+v", part, pause, b)
		}
		if b = budgetOf(indexPart, nil); b.events != indexStep {
			t.Errorf("%+v", b)
		}
	})
	t.Run("each step merges a part, so that the index has few parts and no step merges much", func(t *testing.T) {
		s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
		h := hosted(t, s)
		for n := 1; n < 1500; n += 250 {
			appendAll(t, h, said(n, n+249)...)
		}
		for more := true; more; {
			no(t, s.write(1, func(c *conn) error {
				did, err := c.index(&budget{events: 6, bytes: indexBytes})
				more = did.more
				return err
			}))
		}
		parts, itself := 0, int64(-1)
		no(t, s.read(t.Context(), func(c *conn) error {
			// The number of a page has that of its segment above 37 bits; 1 and 10 are of all.
			_, err := c.one("SELECT count(DISTINCT id>>37) FROM search_data WHERE id>10", func(r row) { parts = r.ColumnInt(0) })
			if err == nil {
				_, err = c.one("SELECT v FROM search_config WHERE k='automerge'", func(r row) { itself = r.ColumnInt64(0) })
			}
			return err
		}))
		if parts > 16 || itself != 0 {
			t.Errorf("250 steps left %d parts; automerge is %d", parts, itself)
		}
		wholeIndex(t, s)
	})
	t.Run("a step ends early while jobs wait", func(t *testing.T) {
		s := reopen(t, t.TempDir(), Options{IndexAfter: time.Hour})
		appendAll(t, hosted(t, s), said(1, 250)...)
		for _, c := range []struct {
			waits      bool
			done, left int64
		}{{true, 100, 150}, {false, 150, 0}} {
			no(t, s.write(1, func(conn *conn) error {
				did, err := conn.index(&budget{events: indexStep, bytes: indexBytes, part: 100, waited: func() bool { return c.waits }})
				if did.done != c.done || did.left != c.left || did.more != (c.left > 0) {
					t.Errorf("%+v came to %+v", c, did)
				}
				return err
			}))
		}
	})
}

func indexLeft(s *Store) (i Indexing, lags bool, err error) {
	err = s.read(context.Background(), func(c *conn) error {
		i, lags, err = c.indexLeft()
		return err
	})
	return i, lags, err
}
