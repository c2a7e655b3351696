package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

// anothers is a database that another program made.
func anothers([]byte) []byte {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "other.db")
	c, err := connectBy("os", path, false)
	if err == nil {
		err = errors.Join(c.Exec("PRAGMA query_only=OFF; PRAGMA application_id=7; CREATE TABLE t(x)"), c.close())
	}
	b, failed := os.ReadFile(path)
	if err = errors.Join(err, failed); err != nil {
		panic(err)
	}
	return b
}

// spoil overwrites pages of a stopped database.
func spoil(t *testing.T, dir string, f func(b []byte) []byte) {
	path := filepath.Join(dir, databaseName)
	b, err := os.ReadFile(path)
	no(t, err)
	no(t, os.WriteFile(path, f(b), 0o600))
}

// pageOf is where the page with a text is in a database.
func pageOf(t *testing.T, dir, text string) int64 {
	b, err := os.ReadFile(filepath.Join(dir, databaseName))
	no(t, err)
	at := bytes.Index(b, []byte(text))
	if at < 0 {
		t.Fatalf("%q is not in the file", text)
	}
	return int64(at) / pageBytes * pageBytes
}

// told counts what a store says of damage.
type told struct {
	mu  sync.Mutex
	all []*DamageError
}

func (d *told) add(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var damage *DamageError
	if errors.As(err, &damage) {
		d.all = append(d.all, damage)
	}
}

func (d *told) sum() (bits, events int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.all {
		bits += e.Bits
		events += e.Events
	}
	return bits, events
}

// whole checks that a room has everything that was said in it, in order, or says
// that it is damaged, and returns how much that is.
func whole(t *testing.T, s *Store, h *Host, n int) (damaged int) {
	t.Helper()
	all := page(t, s, h.Log(), wire.Everyone)
	if len(all) != n {
		t.Fatal(len(all), "events and not", n)
	}
	for i, r := range all {
		switch {
		case r.Damaged && (r.Body != wire.DamagedBody || r.Shown != ""):
			t.Errorf("%+v", r)
		case r.Damaged:
			damaged++
		case r.Body != fmt.Sprintf("message %d", i+1):
			t.Errorf("%+v", r)
		}
	}
	return damaged
}

func TestSalvage(t *testing.T) {
	for sentence, f := range map[string]func([]byte) []byte{
		"a page is overwritten": func(b []byte) []byte {
			at := bytes.Index(b, []byte("message 150")) / pageBytes * pageBytes
			copy(b[at:], strings.Repeat("\xa5", pageBytes))
			return b
		},
		"a page is all zeros": func(b []byte) []byte {
			at := bytes.Index(b, []byte("message 150")) / pageBytes * pageBytes
			clear(b[at : at+pageBytes])
			return b
		},
		"one text is overwritten": func(b []byte) []byte {
			copy(b[bytes.Index(b, []byte("message 150")):], "massage 051")
			return b
		},
		"the application's mark is another": func(b []byte) []byte {
			copy(b[68:], "abcd")
			return b
		},
	} {
		t.Run("all that can be read is kept, and the rest marked in its place, if "+sentence, func(t *testing.T) {
			dir := t.TempDir()
			s := reopen(t, dir, Options{})
			appendAll(t, hosted(t, s), said(1, 200)...)
			no(t, s.Close())
			spoil(t, dir, f)
			s = reopen(t, dir, Options{})
			var damage *DamageError
			if !errors.As(s.Warning(), &damage) || damage.Aside == "" {
				t.Fatal(s.Warning())
			}
			h := hosted(t, s)
			n := whole(t, s, h, 200)
			t.Log(s.Warning())
			if n != damage.Events {
				t.Error(n, "are marked and", damage.Events, "were told")
			}
			if n > 0 && (len(damage.Talks) != 1 || damage.Talks[0].Events != n || damage.Talks[0].With != (wire.Identity{})) {
				t.Errorf("%d are marked, and of the talks it says %+v", n, damage.Talks)
			}
			if a := appendAll(t, h, says(boris, text(201, "message 201"))); a[0].Seq != 201 {
				t.Errorf("%+v", a)
			}
			if hits := search(t, s, Query{Text: "message 201", Limit: 9}); len(hits) != 1 {
				t.Error(len(hits), "hits")
			}
			no(t, s.Close())
			if s = reopen(t, dir, Options{}); s.Warning() != nil {
				t.Error("it was told again:", s.Warning())
			}
		})
	}
}

// running is a store with a talk that is longer than what connections keep in
// memory, so that reading it comes to the disk.
func running(t *testing.T, o Options) (s *Store, h *Host, dir string, said *told) {
	dir = t.TempDir()
	s = reopen(t, dir, o)
	h = hosted(t, s)
	for n := 1; n <= 200; n += 100 {
		var entries []Entry
		for i := n; i < n+100; i++ {
			entries = append(entries, says(boris, text(i, fmt.Sprintf("message %d", i))))
		}
		appendAll(t, h, entries...)
	}
	no(t, s.Close())
	s = reopen(t, dir, o)
	said = new(told)
	s.OnDamage(said.add)
	return s, hosted(t, s), dir, said
}

func write(t *testing.T, dir string, at int64, b []byte) {
	f, err := os.OpenFile(filepath.Join(dir, databaseName), os.O_RDWR, 0)
	no(t, err)
	_, err = f.WriteAt(b, at)
	no(t, errors.Join(err, f.Close()))
}

// slow has the first pass of the scrub begin after a minute: the tests make their own, when
// the damage is there.
const slow = time.Second

func TestDamageWhileRunning(t *testing.T) {
	t.Run("a page that is ruined is met, told, and the talk goes on", func(t *testing.T) {
		s, h, dir, said := running(t, Options{})
		write(t, dir, pageOf(t, dir, "message 150"), bytes.Repeat([]byte{0xa5}, pageBytes))
		n := whole(t, s, h, 200)
		if _, events := said.sum(); n == 0 || events != n {
			t.Error(n, "are marked and", events, "were told")
		}
		if a := appendAll(t, h, says(boris, text(201, "more"))); a[0].Seq != 201 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("a wrong bit changes nothing that is read, and the scrub puts it right", func(t *testing.T) {
		s, h, dir, said := running(t, Options{ScrubPause: slow})
		at := pageOf(t, dir, "message 150")
		before, err := os.ReadFile(filepath.Join(dir, databaseName))
		no(t, err)
		write(t, dir, at+2000, []byte{before[at+2000] ^ 4})
		if n := whole(t, s, h, 200); n != 0 {
			t.Error(n, "are marked")
		}
		no(t, s.scrubPages(t.Context()))
		if bits, _ := said.sum(); bits == 0 {
			t.Error("nothing was told")
		}
		after, err := os.ReadFile(filepath.Join(dir, databaseName))
		no(t, err)
		if !bytes.Equal(before[at:at+pageBytes], after[at:at+pageBytes]) {
			t.Error("it is still wrong")
		}
	})
	t.Run("the scrub begins by itself", func(t *testing.T) {
		s, _, dir, _ := running(t, Options{ScrubPause: slow})
		at := pageOf(t, dir, "message 150")
		before, err := os.ReadFile(filepath.Join(dir, databaseName))
		no(t, errors.Join(err, s.Close()))
		write(t, dir, at+2000, []byte{before[at+2000] ^ 4})
		reopen(t, dir, Options{ScrubPause: time.Millisecond})
		for mended := false; !mended; time.Sleep(time.Millisecond) {
			after, err := os.ReadFile(filepath.Join(dir, databaseName))
			no(t, err)
			mended = bytes.Equal(before[at:at+pageBytes], after[at:at+pageBytes])
		}
	})
	t.Run("the scrub finds a ruined page that nobody reads", func(t *testing.T) {
		s, h, dir, said := running(t, Options{ScrubPause: slow})
		write(t, dir, pageOf(t, dir, "message 150"), bytes.Repeat([]byte{0xa5}, pageBytes))
		no(t, s.scrubPages(t.Context()))
		no(t, s.scrubEvents(t.Context()))
		_, events := said.sum()
		if events == 0 {
			t.Error("nothing was told")
		}
		if n := whole(t, s, h, 200); n != events {
			t.Error(n, "are marked and", events, "were told")
		}
	})
	t.Run("an event that was changed or removed is met though every page is sound", func(t *testing.T) {
		s, h, _, said := running(t, Options{})
		no(t, s.write(1, func(c *conn) error {
			return errors.Join(c.run("UPDATE events SET body='massage' WHERE seq=20"), c.run("DELETE FROM events WHERE seq IN (30, 31, 200)"))
		}))
		if n := whole(t, s, h, 200); n != 4 {
			t.Error(n, "are marked")
		}
		if _, events := said.sum(); events != 4 {
			t.Error(events, "were told")
		}
		if a := appendAll(t, h, says(boris, text(201, "more"))); a[0].Seq != 201 {
			t.Errorf("%+v", a)
		}
	})
}

func TestMissingDatabase(t *testing.T) {
	filled := func(t *testing.T) string {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		appendAll(t, hosted(t, s), said(1, 20)...)
		no(t, s.Close())
		return dir
	}
	missing := func(t *testing.T, dir string) {
		t.Helper()
		s := reopen(t, dir, Options{})
		var damage *DamageError
		if !errors.As(s.Warning(), &damage) || !damage.Missing {
			t.Error("it was not told:", s.Warning())
		}
		no(t, s.Close())
		if s = reopen(t, dir, Options{}); s.Warning() != nil {
			t.Error("it was told again:", s.Warning())
		}
	}
	t.Run("is told where only the count of commits is left", func(t *testing.T) {
		dir := filled(t)
		no(t, os.Remove(filepath.Join(dir, databaseName)))
		missing(t, dir)
	})
	t.Run("is told where it is empty", func(t *testing.T) {
		dir := filled(t)
		no(t, os.Truncate(filepath.Join(dir, databaseName), 0))
		missing(t, dir)
	})
	t.Run("is told where a damaged one was set aside, and no new one was begun", func(t *testing.T) {
		dir := filled(t)
		no(t, os.Rename(filepath.Join(dir, databaseName), filepath.Join(dir, databaseName+asideSuffix+"20260102T030405Z")))
		no(t, os.Remove(filepath.Join(dir, lifeName)))
		missing(t, dir)
	})
	t.Run("is told where only the lock is left", func(t *testing.T) {
		dir := filled(t)
		entries, err := os.ReadDir(dir)
		no(t, err)
		for _, e := range entries {
			if e.Name() != lockName {
				no(t, os.Remove(filepath.Join(dir, e.Name())))
			}
		}
		missing(t, dir)
	})
	t.Run("is no loss where a folder was only taken, and never had one", func(t *testing.T) {
		dir := t.TempDir()
		f, _, err := lock(dir)
		no(t, err)
		no(t, f.Close())
		for range 2 {
			s := reopen(t, dir, Options{})
			if s.Warning() != nil {
				t.Error(s.Warning())
			}
			no(t, s.Close())
		}
	})
	t.Run("keeps the write-ahead log that it left", func(t *testing.T) {
		dir := t.TempDir()
		files := killedFolder(t)
		delete(files, databaseName)
		lay(t, dir, files)
		missing(t, dir)
		kept, _ := filepath.Glob(filepath.Join(dir, databaseName+asideSuffix+"*-wal"))
		if len(kept) != 1 {
			t.Fatal(kept)
		}
		if b, err := os.ReadFile(kept[0]); err != nil || !bytes.Equal(b, files[databaseName+"-wal"]) {
			t.Error("it is not what it was", err)
		}
	})
	t.Run("is no loss in a new folder", func(t *testing.T) {
		if s := fresh(t); s.Warning() != nil {
			t.Error(s.Warning())
		}
	})
}
