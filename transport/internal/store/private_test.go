//go:build unix

package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestFilesOfOthers(t *testing.T) {
	for _, name := range []string{lockName, lifeName, databaseName, databaseName + "-wal", databaseName + "-shm"} {
		t.Run("a symbolic link in the place of "+name+" is refused, and its target left alone", func(t *testing.T) {
			dir, other := t.TempDir(), filepath.Join(t.TempDir(), "other")
			no(t, os.WriteFile(other, []byte("precious"), 0o644))
			no(t, os.Symlink(other, filepath.Join(dir, name)))
			s, err := Open(dir, Options{})
			if err == nil {
				s.Close()
			}
			var foreign *ForeignFileError
			if !errors.As(err, &foreign) || foreign.Path != filepath.Join(dir, name) {
				t.Error(err)
			}
			if b, err := os.ReadFile(other); err != nil || string(b) != "precious" {
				t.Errorf("%q %v", b, err)
			}
		})
		t.Run("a pipe in the place of "+name+" is refused", func(t *testing.T) {
			dir := t.TempDir()
			no(t, syscall.Mkfifo(filepath.Join(dir, name), 0o600))
			s, err := Open(dir, Options{})
			if err == nil {
				s.Close()
			}
			var foreign *ForeignFileError
			if !errors.As(err, &foreign) {
				t.Error(err)
			}
		})
	}
	t.Run("a link that leads nowhere makes no file there", func(t *testing.T) {
		dir, other := t.TempDir(), filepath.Join(t.TempDir(), "other")
		no(t, os.Symlink(other, filepath.Join(dir, lifeName)))
		if s, err := Open(dir, Options{}); err == nil {
			s.Close()
			t.Error("it was opened")
		}
		if _, err := os.Lstat(other); err == nil {
			t.Error("it was made")
		}
	})
}

func TestRights(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	check := func(t *testing.T, dir string) {
		t.Helper()
		files, err := os.ReadDir(dir)
		no(t, err)
		for _, f := range files {
			info, err := f.Info()
			no(t, err)
			if info.Mode().Perm() != 0o600 {
				t.Error(f.Name(), info.Mode())
			}
		}
		if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Error(dir, info.Mode(), err)
		}
	}
	t.Run("all files are for this user alone whatever the umask is", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "journal")
		s := reopen(t, dir, Options{})
		appendAll(t, hosted(t, s), said(1, 20)...)
		check(t, dir)
		if _, err := os.Stat(filepath.Join(dir, databaseName+"-wal")); err != nil {
			t.Error(err)
		}
		no(t, s.Close())
		check(t, dir)
		must(ServersIn(t.Context(), dir))(t)
		check(t, dir)
	})
	t.Run("files of an older program are closed to others", func(t *testing.T) {
		dir := t.TempDir()
		lay(t, dir, killedFolder(t))
		files, _ := filepath.Glob(filepath.Join(dir, "*"))
		for _, f := range files {
			no(t, os.Chmod(f, 0o644))
		}
		s := reopen(t, dir, Options{})
		appendAll(t, hosted(t, s), said(901, 920)...)
		check(t, dir)
	})
	t.Run("and so is a database that was sealed, or made of what could be read", func(t *testing.T) {
		dir := t.TempDir()
		thaw(t, 3, dir)
		s := reopen(t, dir, Options{})
		appendAll(t, hosted(t, s), said(901, 1100)...)
		check(t, dir)
		no(t, s.Close())
		write(t, dir, pageOf(t, dir, "message 1000"), make([]byte, pageBytes))
		s = reopen(t, dir, Options{})
		if s.Warning() == nil {
			t.Error("no damage")
		}
		appendAll(t, hosted(t, s), said(2001, 2001)...)
		check(t, dir)
	})
}
