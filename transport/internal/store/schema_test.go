package store

import (
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

// freeze is how a database of a new version gets into testdata, once, before
// its first release:
//
//	go test -run TestFrozen -freeze ./transport/internal/store
var freeze = flag.Bool("freeze", false, "write the database of the newest version to testdata")

func frozen(version int) string { return filepath.Join("testdata", fmt.Sprintf("v%d.db.gz", version)) }

// furnish fills a folder with something of everything.
func furnish(t *testing.T, dir string) {
	t.Helper()
	s := reopen(t, dir, Options{})
	h := hosted(t, s)
	direct := text(50, "psst")
	direct.Room = wire.Direct(boris, chen)
	appendAll(t, h, said(1, 5)...)
	appendAll(t, h, says(boris, refers(6, wire.Edit, 3, "changed")), says(boris, refers(7, wire.Delete, 4, "")),
		says(chen, refers(8, wire.Reaction, 3, "!")), Entry{Post: direct, From: boris, To: chen})
	must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 6}))(t)
	no(t, s.Met(boris, "Boris"))
	no(t, s.Judge(boris, Verified))
	no(t, s.NoteRead(h.Log(), chen, wire.Cursors{wire.Everyone: 7}))
	r, _ := begun(t, s)
	late := event(4, "late")
	late.First = 4
	must(r.Deliver(epoch1, append(events(1, 2), late)))(t)
	must(r.Enqueue(offering(60, "waiting"), wire.Identity{}))(t)
	no(t, s.Fetches().Set(transfer()))
	no(t, s.Copies().Set(transfer()))
	appendAll(t, h, says(anna, guested(51, "a visitor speaks", "Zoë")))
	appendAll(t, h, says(anna, offering(52, "plan.pdf")))
	must(h.Admit(boris, "Boris", false, ByHost))(t)
	no(t, h.Vouch(boris, true))
	no(t, h.Bar(chen, "Chen"))
	no(t, s.RememberServer(KnownServer{"[fe80::1%eth0]:8899", anna, "Workshop", true, 7}))
	other := must(s.Replica(boris, chen))(t)
	must(first(other.Begin(epoch1)))(t)
	begins := events(101, 102)
	begins[0].First = 101
	no(t, other.Begins(epoch1, 101))
	must(other.Deliver(epoch1, begins))(t)
	must(first(other.Begin(epoch2)))(t)
	must(other.Deliver(epoch2, begins[:1]))(t)
	no(t, s.Close())
}

// inspect checks that everything furnished is there, as far as that version had it.
func inspect(t *testing.T, s *Store, version int) {
	t.Helper()
	indexed(t, s)
	h := hosted(t, s)
	got := page(t, s, h.Log(), wire.Everyone)
	if version >= 10 {
		if newest := got[len(got)-1]; newest.Post != offering(52, "plan.pdf") || newest.Damaged {
			t.Errorf("%+v", newest)
		}
		got = got[:len(got)-1]
		if list := must(s.Fetches().All(context.Background(), anna, anna))(t); len(list) != 1 || list[0] != transfer() {
			t.Errorf("%+v", list)
		}
	}
	if version >= 11 {
		if list := must(s.Copies().All(context.Background(), anna, anna))(t); len(list) != 1 || list[0] != transfer() {
			t.Errorf("%+v", list)
		}
	}
	if version >= 2 {
		inspectV2(t, s, h, got[len(got)-1])
		got = got[:len(got)-1]
	}
	if version >= 4 {
		inspectV4(t, s)
	}
	inspectV8(t, s, h, version)
	if len(got) != 6 || got[0].Shown != "changed" || !got[1].Deleted || got[5].Kind != wire.Reaction {
		t.Errorf("%+v", got)
	}
	if a := appendAll(t, h, said(1, 1)...); !a[0].Repeat || a[0].Seq != 1 {
		t.Errorf("%+v", a)
	}
	for word, want := range map[string]int{"changed": 1, "ch": 1, "psst": 1, "message 4": 0, "late": 1, "st": 1, "te": 1, "7": 0, "ＣＨＡＮGÉD": 1} {
		if hits := search(t, s, Query{Text: word, Limit: 9}); len(hits) != want {
			t.Errorf("%s: %+v", word, hits)
		}
	}
	if p := must(s.Peers(context.Background()))(t); len(p) != 1 || p[0].State != Verified {
		t.Errorf("%+v", p)
	}
	if p := must(s.Receipts(context.Background(), h.Log(), wire.Everyone))(t); len(p) != 1 || p[0].Read != 7 {
		t.Errorf("%+v", p)
	}
	r := copied(t, s)
	if n := cursor(t, r); n != 4 {
		t.Error("cursor", n)
	}
	if o := outbox(t, r); len(o) != 1 || o[0].Body != "waiting" || version >= 10 && o[0].Post != offering(60, "waiting") {
		t.Errorf("%+v", o)
	}
	if rooms := must(s.Rooms(context.Background(), must(r.Log(context.Background()))(t)))(t); len(rooms) != 1 || len(rooms[0].Gaps) != 1 {
		t.Errorf("%+v", rooms)
	}
}

func inspectV4(t *testing.T, s *Store) {
	t.Helper()
	logs := must(s.Logs(context.Background()))(t)
	now, was := logs[len(logs)-1], logs[len(logs)-2]
	want := CarriedRun{Room: wire.Everyone, Was: 101, Count: 1, Log: now.ID, Seq: 101}
	if runs := must(s.Carried(context.Background(), was.ID))(t); len(runs) != 1 || runs[0] != want {
		t.Errorf("%+v", runs)
	}
}

// inspectV8 checks from where on a member and a copy may read, of before from the
// beginning; and since version 9 how a member was let in.
func inspectV8(t *testing.T, s *Store, h *Host, version int) {
	t.Helper()
	first, beforeUs := uint64(1), false
	switch {
	case version >= 10: // one more was said
		first, beforeUs = 11, true
	case version >= 8:
		first, beforeUs = 10, true
	}
	by := UnknownAdmission
	if version >= 9 {
		by = ByHost
	}
	for _, m := range must(h.Members(context.Background()))(t) {
		if m.Identity == boris && (m.First != first || m.By != by) {
			t.Errorf("reads from %d on, want %d; admitted by %d, want %d", m.First, first, m.By, by)
		}
	}
	if version < 4 {
		return
	}
	logs := must(s.Logs(context.Background()))(t)
	rooms := must(s.Rooms(context.Background(), logs[len(logs)-2].ID))(t)
	if len(rooms) != 1 || len(rooms[0].Gaps) != 1 || rooms[0].Gaps[0] != (Gap{1, 100, beforeUs}) {
		t.Errorf("%+v", rooms)
	}
}

func inspectV2(t *testing.T, s *Store, h *Host, newest Record) {
	t.Helper()
	if newest.Post != guested(51, "a visitor speaks", "Zoë") {
		t.Errorf("%+v", newest)
	}
	m := must(h.Members(context.Background()))(t)
	if len(m) != 2 || m[0].Identity != chen || m[0].State != BlockedMember || m[1].Name != "Boris" || !m[1].Verified {
		t.Errorf("%+v", m)
	}
	want := KnownServer{"[fe80::1%eth0]:8899", anna, "Workshop", true, 7}
	if k := must(s.Servers(context.Background()))(t); len(k) != 1 || k[0] != want {
		t.Errorf("%+v", k)
	}
}

func TestFrozen(t *testing.T) {
	if *freeze {
		dir := t.TempDir()
		furnish(t, dir)
		b, err := os.ReadFile(filepath.Join(dir, databaseName))
		no(t, err)
		f, err := os.Create(frozen(len(migrations)))
		no(t, err)
		z := gzip.NewWriter(f)
		must(z.Write(b))(t)
		no(t, errors.Join(z.Close(), f.Close()))
	}
	for version := 1; version <= len(migrations); version++ {
		t.Run(fmt.Sprintf("a database of version %d has everything after it was migrated", version), func(t *testing.T) {
			dir := t.TempDir()
			thaw(t, version, dir)
			s := reopen(t, dir, Options{})
			// Nothing lies beside it that tells how new it is.
			if w, ok := s.Warning().(*DamageError); !ok || w.Error() != (&DamageError{Renewed: true}).Error() {
				t.Fatal(s.Warning())
			}
			inspect(t, s, version)
			// What the version did not have can be written now.
			h := hosted(t, s)
			appendAll(t, h, says(anna, guested(70, "later", "Yuri")))
			if m, _, err := s.Message(context.Background(), h.Log(), anna, cid(70)); err != nil || m.Guest != "Yuri" {
				t.Errorf("%+v %v", m, err)
			}
			must(h.Admit(anna, "Anna", false, ByHost))(t)
			no(t, s.RememberServer(KnownServer{Addr: "later:1", Identity: boris}))
			no(t, s.write(1, examine))
		})
	}
	t.Run("a database has the same tables whatever version it came from", func(t *testing.T) {
		want := tables(t, fresh(t))
		for version := 1; version <= len(migrations); version++ {
			dir := t.TempDir()
			thaw(t, version, dir)
			if got := tables(t, reopen(t, dir, Options{})); got != want {
				t.Errorf("version %d:\n%s\nnew:\n%s", version, got, want)
			}
		}
	})
}

// tables is how the database is laid out.
func tables(t *testing.T, s *Store) string {
	t.Helper()
	var all strings.Builder
	no(t, s.read(context.Background(), func(c *conn) error {
		return c.each("SELECT name, sql FROM sqlite_schema ORDER BY name", func(r row) bool {
			fmt.Fprintln(&all, r.ColumnText(0), r.ColumnText(1))
			return true
		})
	}))
	return all.String()
}

func thaw(t *testing.T, version int, dir string) {
	t.Helper()
	f, err := os.Open(frozen(version))
	no(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	no(t, err)
	b := must(io.ReadAll(z))(t)
	no(t, os.WriteFile(filepath.Join(dir, databaseName), b, 0o600))
}

func TestMigrate(t *testing.T) {
	next := append(migrations[:len(migrations):len(migrations)], func(c *conn) error {
		return c.Exec("ALTER TABLE peers ADD COLUMN note TEXT NOT NULL DEFAULT ''; CREATE TABLE later(id INTEGER PRIMARY KEY)")
	})
	version := func(t *testing.T, s *Store) (n int) {
		no(t, s.read(context.Background(), func(c *conn) error {
			_, err := c.one("PRAGMA user_version", func(r row) { n = r.ColumnInt(0) })
			return err
		}))
		return n
	}
	t.Run("the next version finds everything of this one, and this program leaves that one alone", func(t *testing.T) {
		dir := t.TempDir()
		thaw(t, len(migrations), dir)
		s, err := open(dir, Options{}, next)
		no(t, err)
		if n := version(t, s); n != len(next) {
			t.Error("version", n)
		}
		no(t, s.Close())
		var newer *NewerError
		if _, err := Open(dir, Options{}); !errors.As(err, &newer) || newer.Version != len(next) {
			t.Error(err)
		}
		if aside, _ := filepath.Glob(filepath.Join(dir, "*damaged*")); len(aside) != 0 {
			t.Error(aside)
		}
	})
	t.Run("what looks damaged in a database of the next version is left alone too", func(t *testing.T) {
		dir := t.TempDir()
		thaw(t, len(migrations), dir)
		s, err := open(dir, Options{}, next)
		no(t, err)
		no(t, s.Close())
		// As a format looks that this program does not know: other pages, other files.
		path := filepath.Join(dir, databaseName)
		raw, err := os.ReadFile(path)
		no(t, err)
		for i := headBytes; i < len(raw); i += 7 {
			raw[i] ^= 0x10
		}
		no(t, os.WriteFile(path, raw, 0o600))
		for _, name := range []string{databaseName + "-wal", freshName, suspectName} {
			no(t, os.WriteFile(filepath.Join(dir, name), []byte("of the next version"), 0o600))
		}
		files := func() map[string]string {
			all := map[string]string{}
			entries, err := os.ReadDir(dir)
			no(t, err)
			for _, e := range entries {
				raw, err := os.ReadFile(filepath.Join(dir, e.Name()))
				no(t, err)
				if e.Name() != lockName {
					all[e.Name()] = string(raw)
				}
			}
			return all
		}
		before := files()
		var newer *NewerError
		if _, err := Open(dir, Options{}); !errors.As(err, &newer) || newer.Version != len(next) || newer.Known != len(migrations) {
			t.Error(err)
		}
		if after := files(); !maps.Equal(before, after) {
			t.Errorf("the folder holds %d files of %d, or other ones", len(after), len(before))
		}
	})
	t.Run("a step that fails leaves the version before it, whole", func(t *testing.T) {
		dir := t.TempDir()
		thaw(t, len(migrations), dir)
		cross := errors.New("cross")
		halfway := append(migrations[:len(migrations):len(migrations)], func(c *conn) error {
			if err := c.Exec("DROP TABLE peers; CREATE TABLE later(id INTEGER PRIMARY KEY)"); err != nil {
				return err
			}
			return cross
		})
		if _, err := open(dir, Options{}, halfway); !errors.Is(err, cross) {
			t.Fatal(err)
		}
		s := reopen(t, dir, Options{})
		if n := version(t, s); n != len(migrations) {
			t.Error("version", n)
		}
		inspect(t, s, len(migrations))
	})
}
