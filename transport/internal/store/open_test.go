package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func init() {
	roles["hold the folder"] = func() {
		if _, err := Open(os.Getenv("CONFAB_STORE_TEST_DIR"), Options{}); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("open")
		select {}
	}
	roles["open and close the folder"] = func() {
		for n := range 60 {
			s, err := Open(os.Getenv("CONFAB_STORE_TEST_DIR"), Options{})
			if err == nil && n%2 == 0 {
				err = s.RememberServer(KnownServer{Addr: "192.0.2.7:8899", Identity: anna, Name: "Workshop", LastSeen: 5})
			}
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				fmt.Println(err)
				return
			}
		}
		fmt.Println("done")
	}
}

// child starts this test program in a role, and returns what it prints.
func child(t *testing.T, name, dir string, env ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+name, "CONFAB_STORE_TEST_DIR="+dir)
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	no(t, err)
	no(t, cmd.Start())
	return cmd, bufio.NewScanner(out)
}

func TestFolder(t *testing.T) {
	t.Run("a second process is told who has the folder, and gets it when that is killed", func(t *testing.T) {
		dir := t.TempDir()
		cmd, out := child(t, "hold the folder", dir)
		if !out.Scan() || out.Text() != "open" {
			t.Fatal(out.Text())
		}
		_, err := Open(dir, Options{})
		var used *InUseError
		if !errors.As(err, &used) || used.PID != cmd.Process.Pid || !strings.Contains(err.Error(), dir) {
			t.Error(err)
		}
		no(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed, and says so
		reopen(t, dir, Options{})
	})
	t.Run("the same process is no exception", func(t *testing.T) {
		s := fresh(t)
		var used *InUseError
		if _, err := Open(s.dir, Options{}); !errors.As(err, &used) {
			t.Error(err)
		}
	})
	t.Run("a path that cannot be a folder is a temporary error", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "file")
		no(t, os.WriteFile(file, nil, 0o600))
		var temporary *TemporaryError
		if _, err := Open(file, Options{}); !errors.As(err, &temporary) || temporary.Reason != wire.NakJournal {
			t.Error(err)
		}
	})
}

// copyFiles copies what the folder from has under these names.
func copyFiles(t *testing.T, from, to string, names ...string) {
	t.Helper()
	for _, name := range names {
		b, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, os.ErrNotExist) {
			os.Remove(filepath.Join(to, name))
			continue
		}
		no(t, err)
		no(t, os.WriteFile(filepath.Join(to, name), b, 0o600))
	}
}

func TestEpoch(t *testing.T) {
	epoch := func(t *testing.T, h *Host) wire.Epoch { return must(h.Epoch(context.Background()))(t) }
	t.Run("is random, and the same after a new start", func(t *testing.T) {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		was := epoch(t, hosted(t, s))
		if was == (wire.Epoch{}) || was == epoch(t, hosted(t, fresh(t))) {
			t.Error("not random:", was)
		}
		no(t, s.Close())
		if got := epoch(t, hosted(t, reopen(t, dir, Options{}))); got != was {
			t.Errorf("%s, was %s", got, was)
		}
	})
	t.Run("changes when an older database is put back, though nothing was restarted between the copy and the loss", func(t *testing.T) {
		dir, safe := t.TempDir(), t.TempDir()
		s := reopen(t, dir, Options{})
		h := hosted(t, s)
		appendAll(t, h, said(1, 3)...)
		was := epoch(t, h)
		copyFiles(t, dir, safe, databaseName, databaseName+"-wal")
		appendAll(t, h, said(4, 5)...)
		no(t, s.Close())
		copyFiles(t, safe, dir, databaseName, databaseName+"-wal")
		s = reopen(t, dir, Options{})
		h = hosted(t, s)
		got := epoch(t, h)
		if got == was {
			t.Error("the epoch is the same")
		}
		if n := len(page(t, s, h.Log(), wire.Everyone)); n != 3 {
			t.Error(n, "events")
		}
		no(t, s.Close())
		if again := epoch(t, hosted(t, reopen(t, dir, Options{}))); again != got {
			t.Error("and changes again")
		}
	})
	t.Run("changes when the database was moved without the file beside it", func(t *testing.T) {
		dir, other := t.TempDir(), t.TempDir()
		s := reopen(t, dir, Options{})
		was := epoch(t, hosted(t, s))
		no(t, s.Close())
		copyFiles(t, dir, other, databaseName)
		if got := epoch(t, hosted(t, reopen(t, other, Options{}))); got == was {
			t.Error("the epoch is the same")
		}
	})
	t.Run("of a copy is the host's and does not change", func(t *testing.T) {
		dir, other := t.TempDir(), t.TempDir()
		s := reopen(t, dir, Options{})
		begun(t, s)
		no(t, s.Close())
		copyFiles(t, dir, other, databaseName)
		got, _, err := copied(t, reopen(t, other, Options{})).Cursors(context.Background())
		if err != nil || got != epoch1 {
			t.Error(got, err)
		}
	})
}

func TestDamage(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	filled := func(t *testing.T) string {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		appendAll(t, hosted(t, s), said(1, 200)...)
		no(t, s.Close())
		return dir
	}
	change := func(t *testing.T, dir string, f func([]byte) []byte) []byte {
		path := filepath.Join(dir, databaseName)
		b, err := os.ReadFile(path)
		no(t, err)
		b = f(b)
		no(t, os.WriteFile(path, b, 0o600))
		return b
	}
	for sentence, f := range map[string]func([]byte) []byte{
		"its head is something else": func(b []byte) []byte { copy(b, "This is not a database."); return b },
		"most of it is missing":      func(b []byte) []byte { return b[:len(b)/4] },
		"it is all noise":            func([]byte) []byte { return []byte(strings.Repeat("noise", 5000)) },
		"its first page is missing":  func(b []byte) []byte { clear(b[:4096]); return b },
		"it is another program's":    anothers,
	} {
		t.Run("a database is set aside under a told name if "+sentence, func(t *testing.T) {
			dir := filled(t)
			damaged := change(t, dir, f)
			for n, name := range []string{"talk.db.damaged-20260102T030405Z", "talk.db.damaged-20260102T030405Z-2"} {
				s := reopen(t, dir, Options{Now: now})
				var aside *AsideError
				if !errors.As(s.Warning(), &aside) || aside.Path != filepath.Join(dir, name) || aside.Err == nil {
					t.Fatal(s.Warning())
				}
				kept, err := os.ReadFile(aside.Path)
				if err != nil || n == 0 && string(kept) != string(damaged) {
					t.Error("not kept as it was", err)
				}
				h := hosted(t, s)
				if a := appendAll(t, h, said(1, 1)...); a[0].Seq != 1 {
					t.Errorf("%+v", a)
				}
				no(t, s.Close())
				no(t, os.WriteFile(filepath.Join(dir, databaseName), damaged, 0o600))
			}
		})
	}
	t.Run("a sound database gives no warning", func(t *testing.T) {
		if s := reopen(t, filled(t), Options{}); s.Warning() != nil {
			t.Error(s.Warning())
		}
	})
	t.Run("damage met while running ends the writing, and the next start sets the database aside", func(t *testing.T) {
		dir := filled(t)
		s := reopen(t, dir, Options{})
		h := hosted(t, s)
		err := s.write(1, func(*conn) error { return &CorruptError{errors.New("a page is torn")} })
		var corrupt *CorruptError
		if !errors.As(err, &corrupt) {
			t.Error(err)
		}
		if _, err = h.Append(said(900, 900)); !errors.As(err, &corrupt) {
			t.Error(err)
		}
		no(t, s.Close())
		if _, err := os.Stat(filepath.Join(dir, suspectName)); err != nil {
			t.Error(err)
		}
		s = reopen(t, dir, Options{})
		if s.Warning() != nil {
			t.Error("it was not damaged at all:", s.Warning())
		}
		if _, err := os.Stat(filepath.Join(dir, suspectName)); err == nil {
			t.Error("still suspect")
		}
	})
}
