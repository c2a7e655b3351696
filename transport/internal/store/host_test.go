package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestAppend(t *testing.T) {
	t.Run("numbers a room from 1 without gaps, and each room for itself", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		direct := text(9, "psst")
		direct.Room = wire.Direct(boris, chen)
		a := appendAll(t, h, says(boris, text(1, "a")), Entry{Post: direct, From: boris, To: chen}, says(chen, text(2, "b")))
		if a[0].Seq != 1 || a[1].Seq != 1 || a[2].Seq != 2 {
			t.Fatalf("%+v", a)
		}
		rooms := must(s.Rooms(context.Background(), h.Log()))(t)
		if len(rooms) != 2 || rooms[1].Members != [2]wire.Identity{boris, chen} {
			t.Fatalf("%+v", rooms)
		}
	})
	t.Run("gives a repeat the answer it had, also after a new start, within a batch, and from another author a new one", func(t *testing.T) {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		h := hosted(t, s)
		first := appendAll(t, h, says(boris, text(1, "a")))[0]
		no(t, s.Close())
		s = reopen(t, dir, Options{})
		h = hosted(t, s)
		a := appendAll(t, h, says(boris, text(1, "a")), says(chen, text(1, "a")), says(boris, text(2, "b")), says(boris, text(2, "b")))
		if !a[0].Repeat || a[0].Ack != first.Ack {
			t.Errorf("first %+v, again %+v", first, a[0])
		}
		if a[1].Repeat || a[1].Seq != 2 {
			t.Errorf("another author: %+v", a[1])
		}
		if a[2].Repeat || !a[3].Repeat || a[2].Ack != a[3].Ack {
			t.Errorf("in one batch: %+v, %+v", a[2], a[3])
		}
		if n := len(page(t, s, h.Log(), wire.Everyone)); n != 3 {
			t.Errorf("%d events", n)
		}
	})
	t.Run("refuses what may not be said, and appends the rest of the batch without a gap", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		elsewhere := text(20, "x")
		elsewhere.Room = wire.Direct(anna, chen)
		appendAll(t, h, says(boris, text(1, "a")), Entry{Post: elsewhere, From: anna, To: chen})
		unknown := text(3, "x")
		unknown.Kind = 77
		nowhere := text(4, "x")
		nowhere.Room = wire.RoomID{9}
		intrude := text(5, "x")
		intrude.Room = elsewhere.Room
		across := refers(6, wire.Reaction, 20, "!")
		for _, c := range []struct {
			sentence string
			entry    Entry
			want     wire.NakReason
		}{
			{"a cid that names another text", says(boris, text(1, "b")), wire.NakReused},
			{"a kind that is not known", says(boris, unknown), wire.NakKind},
			{"a room that is not there", says(boris, nowhere), wire.NakRoom},
			{"a room for two, from a third", says(boris, intrude), wire.NakRoom},
			{"a room for two that another pair would have", Entry{Post: nowhere, From: boris, To: chen}, wire.NakRoom},
			{"a room with oneself", Entry{Post: nowhere, From: boris, To: boris}, wire.NakRoom},
			{"an edit of another's text", says(chen, refers(7, wire.Edit, 1, "c")), wire.NakRef},
			{"a deletion of another's text", says(chen, refers(8, wire.Delete, 1, "")), wire.NakRef},
			{"an answer to nothing", says(chen, refers(9, wire.Text, 55, "c")), wire.NakRef},
			{"a reaction to a message of another room", says(chen, across), wire.NakRef},
			{"an edit of one's own text", says(boris, refers(10, wire.Edit, 1, "better")), 0},
			{"a reaction to another's text", says(chen, refers(11, wire.Reaction, 1, "!")), 0},
			{"an answer to a text in the same batch", says(chen, refers(12, wire.Text, 1, "c")), 0},
		} {
			t.Run(c.sentence, func(t *testing.T) {
				if a := appendAll(t, h, c.entry); a[0].Refused != c.want || (a[0].Seq == 0) != (c.want != 0) {
					t.Errorf("%+v, want %d", a[0], c.want)
				}
			})
		}
		if got := page(t, s, h.Log(), wire.Everyone); len(got) != 4 || got[3].Seq != 4 {
			t.Errorf("%d events", len(got))
		}
	})
	t.Run("keeps for whom the host speaks, and the same cid for another guest is refused", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		a := appendAll(t, h, says(anna, guested(1, "hi", "Zoë")), says(anna, guested(1, "hi", "Zoë")), says(anna, guested(1, "hi", "Yuri")), says(anna, text(1, "hi")))
		if a[0].Seq != 1 || !a[1].Repeat || a[2].Refused != wire.NakReused || a[3].Refused != wire.NakReused {
			t.Errorf("%+v", a)
		}
		if got := page(t, s, h.Log(), wire.Everyone); len(got) != 1 || got[0].Post != guested(1, "hi", "Zoë") {
			t.Errorf("%+v", got)
		}
		if hits := search(t, s, Query{Text: "hi", Limit: 2}); len(hits) != 1 || hits[0].Guest != "Zoë" || hits[0].Log != h.Log() {
			t.Errorf("%+v", hits)
		}
	})
	t.Run("shows edits and deletions in the messages they name", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		appendAll(t, h, said(1, 2)...)
		appendAll(t, h, says(boris, refers(3, wire.Edit, 1, "changed")), says(boris, refers(4, wire.Delete, 2, "")),
			says(boris, refers(5, wire.Edit, 2, "raised from the dead")),
			says(chen, refers(6, wire.Reaction, 1, "?")), says(chen, refers(7, wire.Reaction, 1, "!")), says(boris, refers(8, wire.Reaction, 1, "")))
		got := page(t, s, h.Log(), wire.Everyone)
		if r := got[0]; r.Body != "message 1" || r.Shown != "changed" || !r.Edited || r.Deleted {
			t.Errorf("%+v", r)
		}
		if r := got[1]; r.Shown != "" || !r.Deleted {
			t.Errorf("%+v", r)
		}
		reactions := must(s.Reactions(context.Background(), h.Log(), []wire.CID{cid(1)}))(t)
		if len(reactions) != 2 || reactions[0].Body != "!" || reactions[0].From != chen || reactions[1].Body != "" {
			t.Errorf("%+v", reactions)
		}
		m, found, err := s.Message(context.Background(), h.Log(), boris, cid(1))
		if err != nil || !found || m.Shown != "changed" {
			t.Errorf("%+v %v %v", m, found, err)
		}
	})
	t.Run("refuses more than a batch", func(t *testing.T) {
		if _, err := hosted(t, fresh(t)).Append(make([]Entry, MaxBatch+1)); !errors.Is(err, ErrTooMany) {
			t.Error(err)
		}
	})
	t.Run("keeps the order of each caller when many write at once", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		const senders, each = 8, 60
		var wg sync.WaitGroup
		for sender := range senders {
			wg.Go(func() {
				from := wire.Identity{10, byte(sender)}
				for n := range each {
					wg.Add(1)
					h.AppendAsync([]Entry{says(from, text(n, fmt.Sprint(n)))}, func(a []Answer, err error) {
						if err != nil || a[0].Repeat || a[0].Refused != 0 {
							t.Errorf("%+v %v", a, err)
						}
						wg.Done()
					})
				}
			})
		}
		wg.Wait()
		next := map[wire.Identity]int{}
		all := page(t, s, h.Log(), wire.Everyone)
		for _, r := range all {
			if r.Body != fmt.Sprint(next[r.From]) {
				t.Fatalf("%s follows %d", r.Body, next[r.From])
			}
			next[r.From]++
		}
		if len(all) != senders*each {
			t.Errorf("%d events", len(all))
		}
	})
	t.Run("is answered only after the commit, and the fail-points come in their order", func(t *testing.T) {
		var seen []string
		note := func(what string) func() { return func() { seen = append(seen, what) } }
		s := reopen(t, t.TempDir(), Options{Hooks: Hooks{note("read"), note("before commit"), note("committed"), note("before answer"), nil}})
		h := hosted(t, s)
		seen = nil
		h.AppendAsync(said(1, 1), func([]Answer, error) {
			seen = append(seen, "answered")
			other, err := connect(s.dir+"/"+databaseName, false)
			if err != nil {
				t.Error(err)
				return
			}
			defer other.close()
			if found, err := other.one("SELECT 1 FROM events", func(row) {}); !found || err != nil {
				t.Error("answered before it was committed", err)
			}
		})
		no(t, s.Close())
		// What the index of search lacks comes last.
		if got := fmt.Sprint(seen); got != "[read before commit committed before answer answered before commit committed]" {
			t.Error(got)
		}
	})
	t.Run("says so when the store is closed", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		no(t, s.Close())
		no(t, s.Close())
		if _, err := h.Append(said(1, 1)); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
		if _, err := s.Logs(context.Background()); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	})
}

func TestWriterSettings(t *testing.T) {
	t.Run("the writer waits for the disk at every commit, and keeps foreign keys", func(t *testing.T) {
		s := fresh(t)
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
			no(t, s.write(1, func(c *conn) error {
				_, err := c.one("PRAGMA "+pragma, func(r row) {
					if got := r.ColumnText(0); got != want {
						t.Errorf("%s is %s", pragma, got)
					}
				})
				return err
			}))
		}
	})
	t.Run("the writer waits for others as long as the options say", func(t *testing.T) {
		s, err := Open(t.TempDir(), Options{BusyTimeout: 250 * time.Millisecond})
		no(t, err)
		t.Cleanup(func() { no(t, s.Close()) })
		no(t, s.write(1, func(c *conn) error {
			_, err := c.one("PRAGMA busy_timeout", func(r row) {
				if got := r.ColumnInt(0); got != 250 {
					t.Errorf("for %d ms", got)
				}
			})
			return err
		}))
	})
	t.Run("a job that is refused is undone alone", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		cross := errors.New("cross")
		results := s.transactTogether(
			func(c *conn) error { return c.run("INSERT INTO identities(identity) VALUES(randomblob(32))") },
			func(c *conn) error {
				if err := c.run("INSERT INTO identities(identity) VALUES(randomblob(32))"); err != nil {
					return err
				}
				return cross
			},
			func(c *conn) error { return c.run("INSERT INTO identities(identity) VALUES(x'00')") },
			func(c *conn) error { return c.run("INSERT INTO identities(identity) VALUES(randomblob(32))") })
		if results[0] != nil || results[1] != cross || results[2] == nil || results[3] != nil {
			t.Fatal(results)
		}
		no(t, s.write(1, func(c *conn) error {
			_, err := c.one("SELECT count(*) FROM identities", func(r row) {
				if n := r.ColumnInt(0); n != 3 {
					t.Errorf("%d identities", n)
				}
			})
			return err
		}))
		appendAll(t, h, said(1, 1)...)
	})
}

// transactTogether runs jobs in one transaction: they queue up behind one that
// waits.
func (s *Store) transactTogether(do ...func(*conn) error) []error {
	results := make([]error, len(do))
	hold, held := make(chan struct{}), make(chan struct{})
	s.submit(job{do: func(*conn) error { close(held); <-hold; return nil }, weight: MaxBatch, done: func(error) {}})
	<-held
	var wg sync.WaitGroup
	for i, f := range do {
		wg.Add(1)
		s.submit(job{do: f, weight: 1, done: func(err error) { results[i] = err; wg.Done() }})
	}
	close(hold)
	wg.Wait()
	return results
}
