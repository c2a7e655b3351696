package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestAHostsLogThatWasPutBack(t *testing.T) {
	database := func(dir string) string { return filepath.Join(dir, databaseName) }
	// renewed is what is told at the next opening, and that it is not told again.
	renewed := func(t *testing.T, dir string) (damage *DamageError) {
		t.Helper()
		s := reopen(t, dir, Options{})
		if s.Warning() != nil && !errors.As(s.Warning(), &damage) {
			t.Fatal(s.Warning())
		}
		no(t, s.Close())
		s = reopen(t, dir, Options{})
		if s.Warning() != nil {
			t.Error("it was told again:", s.Warning())
		}
		no(t, s.Close())
		return damage
	}
	// hosting is a closed folder in which that many messages were said, of each opening one.
	hosting := func(t *testing.T, openings int) (dir string) {
		t.Helper()
		dir = t.TempDir()
		for n := range openings {
			s := reopen(t, dir, Options{})
			appendAll(t, must(s.Host(anna))(t), said(n+1, n+1)...)
			no(t, s.Close())
		}
		return dir
	}
	t.Run("is told once where the file beside it is gone", func(t *testing.T) {
		dir := hosting(t, 1)
		no(t, os.Remove(filepath.Join(dir, lifeName)))
		if d := renewed(t, dir); d == nil || !d.Renewed || d.Commits > 0 || d.Missing {
			t.Errorf("told %+v", d)
		}
	})
	t.Run("is told with the changes that are missing where an older database is in its place", func(t *testing.T) {
		dir, older := hosting(t, 3), hosting(t, 0)
		no(t, os.CopyFS(older, os.DirFS(dir)))
		s := reopen(t, dir, Options{})
		appendAll(t, must(s.Host(anna))(t), said(10, 10)...)
		no(t, s.Close())
		b, err := os.ReadFile(database(older))
		no(t, err)
		no(t, os.WriteFile(database(dir), b, 0o600))
		if d := renewed(t, dir); d == nil || !d.Renewed || d.Commits == 0 {
			t.Errorf("told %+v", d)
		}
	})
	t.Run("is nothing to tell where nothing was said in a log of one's own", func(t *testing.T) {
		dir := hosting(t, 0)
		s := reopen(t, dir, Options{})
		must(s.Host(anna))(t)
		r := must(s.Replica(anna, boris))(t)
		must(first(r.Begin(epoch1)))(t)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		no(t, s.Close())
		no(t, os.Remove(filepath.Join(dir, lifeName)))
		if d := renewed(t, dir); d != nil {
			t.Errorf("told %+v", d)
		}
		if d := renewed(t, t.TempDir()); d != nil {
			t.Errorf("of a new folder is told %+v", d)
		}
	})
}
