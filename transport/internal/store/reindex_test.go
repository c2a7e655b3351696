package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"confab/transport/internal/wire"
)

// unfold makes the folder of a closed store one of version 5, whose index has the
// texts as they were written.
func unfold(t testing.TB, dir string) {
	t.Helper()
	c, err := connect(filepath.Join(dir, databaseName), true)
	no(t, err)
	no(t, c.Exec("BEGIN; DROP TABLE indexed; DROP TABLE unindexed; DROP TABLE trigrams"))
	no(t, c.Exec(schemaV3))
	no(t, c.run("INSERT INTO search(rowid, body) SELECT id, coalesce(shown, body) || ? FROM events WHERE kind=1 AND deleted=0 AND damaged=0", end))
	no(t, c.Exec(withoutV8+"PRAGMA user_version=5; COMMIT"))
	no(t, c.close())
}

// withoutV8 takes back what versions 8 to 11 added.
const withoutV8 = `DROP TABLE copies; DROP TABLE transfers; ALTER TABLE events DROP COLUMN file; ALTER TABLE outbox DROP COLUMN file; ALTER TABLE members DROP COLUMN admission; ALTER TABLE members DROP COLUMN first_seq; ALTER TABLE rooms DROP COLUMN begins;
	ALTER TABLE gaps DROP COLUMN before_us; `

// accented is a folder of version 5 with messages 1 to n, each with a word of its own
// that its index finds only as it was written.
func accented(t testing.TB, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s := reopen(t, dir, Options{})
	h := hosted(t, s)
	for from := 1; from <= n; from += MaxBatch {
		var entries []Entry
		for i := from; i <= min(n, from+MaxBatch-1); i++ {
			entries = append(entries, says(boris, text(i, fmt.Sprintf("ＮÚＭＢÉＲ %05d", i))))
		}
		appendAll(t, h, entries...)
	}
	no(t, s.Close())
	unfold(t, dir)
	return dir
}

// wholeIndex checks that the index is whole, and has every text of the folder once.
func wholeIndex(t testing.TB, s *Store) {
	t.Helper()
	no(t, s.write(1, func(c *conn) error {
		if err := c.run("INSERT INTO search(search, rank) VALUES('integrity-check', 0)"); err != nil {
			return err
		}
		// What comes first and last in each text, and how often the index has that.
		want := map[string]int{}
		if err := c.each("SELECT e.id, "+shownText+" FROM events e", func(r row) bool {
			if r.ColumnBool(1) {
				all := []rune(searchable(r.ColumnText(2)))
				for _, at := range slices.Compact([]int{0, len(all) - 3}) {
					want[fmt.Sprint(r.ColumnInt64(0), " ", at, " ", string(all[at:at+3]))]++
				}
			}
			return true
		}); err != nil {
			return err
		}
		texts, extra := map[int64]bool{}, 0
		if err := c.each("SELECT doc, offset, term FROM trigrams", func(r row) bool {
			texts[r.ColumnInt64(0)] = true
			if key := fmt.Sprint(r.ColumnInt64(0), " ", r.ColumnInt(1), " ", r.ColumnText(2)); want[key] > 0 {
				want[key]--
			} else if r.ColumnInt(1) == 0 {
				extra++
			}
			return true
		}); err != nil {
			return err
		}
		for key, n := range want {
			if n > 0 {
				t.Errorf("the index lacks %q", key)
			}
		}
		if extra > 0 {
			t.Errorf("the index has %d texts that there are not", extra)
		}
		return nil
	}))
}

func TestReindex(t *testing.T) {
	t.Run("a folder of the version before is indexed in steps, the newest first, and searched meanwhile", func(t *testing.T) {
		const n = 3 * indexStep
		dir := accented(t, n)
		stepped, goOn := make(chan struct{}), make(chan struct{})
		s := reopen(t, dir, Options{Hooks: Hooks{Indexed: func() {
			stepped <- struct{}{}
			<-goOn
		}}})
		h := hosted(t, s)
		find := func(word string) (found []uint64, soFar Indexing) {
			hits, soFar, err := s.Search(context.Background(), Query{Text: word, Limit: 9})
			no(t, err)
			for _, hit := range hits {
				found = append(found, hit.Seq)
			}
			return found, soFar
		}
		<-stepped
		if i := s.Indexing(); i != (Indexing{indexStep, n}) {
			t.Errorf("after the first step %+v is done", i)
		}
		for _, c := range []struct {
			word string
			want []uint64
		}{
			{fmt.Sprintf("number %05d", n), []uint64{n}},
			{fmt.Sprintf("number %05d", n-indexStep+1), []uint64{n - indexStep + 1}},
			{fmt.Sprintf("number %05d", n-indexStep), nil},
			{"闣闤", nil},
			{"nu", []uint64{n, n - 1, n - 2, n - 3, n - 4, n - 5, n - 6, n - 7, n - 8}},
		} {
			if got, soFar := find(c.word); fmt.Sprint(got) != fmt.Sprint(c.want) || soFar != (Indexing{indexStep, n}) {
				t.Errorf("%q is found in %v of %+v", c.word, got, soFar)
			}
		}
		// What is said and changed meanwhile is found at once.
		appendAll(t, h, says(boris, text(n+1, "a new numbér")), says(boris, refers(n+2, wire.Edit, 100, "ånother number")),
			says(boris, refers(n+3, wire.Delete, 200, "")), says(boris, refers(n+4, wire.Edit, n-1, "ḱhanged number")))
		for word, want := range map[string]uint64{"new number": n + 1, "another": 100, "khanged": n - 1} {
			if got, _ := find(word); len(got) != 1 || got[0] != want {
				t.Errorf("%q is found in %v", word, got)
			}
		}
		was := s.Indexing()
		for !was.All() {
			goOn <- struct{}{}
			<-stepped
			if i := s.Indexing(); i.Done <= was.Done || i.Total != n {
				t.Fatalf("after %+v came %+v", was, i)
			}
			was = s.Indexing()
		}
		close(goOn)
		for word, want := range map[string]string{"number 00001": "[1]", "number 01000": "[1000]", "number 00200": "[]", "number 00100": "[]", "another": "[100]",
			"khanged": fmt.Sprint([]uint64{n - 1}), "new number": fmt.Sprint([]uint64{n + 1})} {
			if got, soFar := find(word); fmt.Sprint(got) != want || soFar != (Indexing{}) {
				t.Errorf("%q is found in %v of %+v", word, got, soFar)
			}
		}
		wholeIndex(t, s)
		no(t, s.Close())
		s = reopen(t, dir, Options{})
		if i := s.Indexing(); i != (Indexing{}) {
			t.Errorf("at the next opening there is left %+v", i)
		}
	})
	t.Run("it is told how far the index is, up to the end", func(t *testing.T) {
		s := reopen(t, accented(t, 3*indexStep), Options{})
		indexed(t, s)
		wholeIndex(t, s)
	})
	t.Run("retention and damage of what is not indexed yet leave no trace in the index", func(t *testing.T) {
		const n = 3 * indexStep
		stepped, goOn := make(chan struct{}), make(chan struct{})
		s := reopen(t, accented(t, n), Options{Hooks: Hooks{Indexed: func() {
			stepped <- struct{}{}
			<-goOn
		}}})
		h := hosted(t, s)
		<-stepped
		must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: indexStep + 10}))(t)
		no(t, s.write(1, func(c *conn) error { return c.markEvent(n - indexStep - 1) }))
		goOn <- struct{}{}
		<-stepped
		close(goOn)
		if i := s.Indexing(); !i.All() {
			t.Error(i)
		}
		wholeIndex(t, s)
		if hits := search(t, s, Query{Text: "number 00990", Limit: 9}); len(hits) != 0 {
			t.Errorf("%+v", hits)
		}
	})
	t.Run("a database that is salvaged meanwhile has everything in its index", func(t *testing.T) {
		stepped, goOn := make(chan struct{}), make(chan struct{})
		var once sync.Once
		s := reopen(t, accented(t, 3*indexStep), Options{Hooks: Hooks{Indexed: func() {
			once.Do(func() { close(stepped) })
			<-goOn
		}}})
		<-stepped
		no(t, s.write(1, func(c *conn) error { return c.run("UPDATE events SET client_ts=client_ts+1 WHERE id=5") }))
		no(t, s.mend(&CorruptError{fmt.Errorf("a test says so")}))
		if i, _, err := indexLeft(s); err != nil || i.All() {
			t.Errorf("what is marked needs no new database: %+v %v", i, err)
		}
		no(t, s.mend(&CorruptError{fmt.Errorf("a test says so once more")}))
		if i, _, err := indexLeft(s); err != nil || !i.All() {
			t.Errorf("%+v %v", i, err)
		}
		wholeIndex(t, s)
		close(goOn)
		indexed(t, s)
		wholeIndex(t, s)
	})
}

func init() { roles["index until killed"] = indexUntilKilled }

// indexUntilKilled opens a folder and says after each step of its index how far it is,
// until it dies: before or after one is committed.
func indexUntilKilled() {
	die := func() {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	var o Options
	var s *Store
	opened := make(chan struct{})
	steps := 0
	o.Hooks.BeforeCommit = func() {
		if steps++; steps == 2 && os.Getenv("CONFAB_STORE_TEST_POINT") == "before" {
			die()
		}
	}
	o.Hooks.Indexed = func() {
		<-opened
		i := s.Indexing()
		fmt.Printf("indexed %d %d\n", i.Done, i.Total)
		if i.All() || os.Getenv("CONFAB_STORE_TEST_POINT") == "after" {
			die()
		}
	}
	s, err := Open(os.Getenv("CONFAB_STORE_TEST_DIR"), o)
	if err != nil || s.Warning() != nil {
		fmt.Println("trouble", err, s.Warning())
		os.Exit(1)
	}
	close(opened)
	if s.Indexing().All() {
		die()
	}
	select {}
}

func TestKillWhileIndexing(t *testing.T) {
	const n = 4 * indexStep
	dir := accented(t, n)
	done, kills := 0, 0
	for points := []string{"after", "before"}; done < n; kills++ {
		if kills > 20 {
			t.Fatal("the index is not ready after 20 kills, but ", done)
		}
		cmd, out := child(t, "index until killed", dir, "CONFAB_STORE_TEST_POINT="+points[kills%2])
		for out.Scan() {
			var now, total int
			if _, err := fmt.Sscanf(out.Text(), "indexed %d %d", &now, &total); err != nil || total != n || now <= done {
				t.Fatalf("after %d of %d came %q", done, n, out.Text())
			}
			done = now
		}
		_ = cmd.Wait() // it was killed, and says so
	}
	if kills < 3 {
		t.Errorf("it was killed %d times: the test has lost its meaning", kills)
	}
	s := reopen(t, dir, Options{})
	if i := s.Indexing(); !i.All() || s.Warning() != nil {
		t.Error(i, s.Warning())
	}
	wholeIndex(t, s)
	for _, seq := range []uint64{1, 2, n / 2, n} {
		if hits := search(t, s, Query{Text: fmt.Sprintf("number %05d", seq), Limit: 9}); len(hits) != 1 || hits[0].Seq != seq {
			t.Errorf("%d: %+v", seq, hits)
		}
	}
}
