package chaos

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/transport/internal/failpoint"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	t.Run("two programs on one data folder: the second says so and ends, the first goes on", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		first, addr := served(t, dir, "-open", "-history")
		for _, args := range [][]string{
			{"serve", "-data", dir, "-addr", "127.0.0.1:0"}, {"chat", "-data", dir, addr}, {"send", "-data", dir, addr, "hello"}, {"tail", "-data", dir, addr},
		} {
			second := start(t, "", args...)
			if code := second.Exit(patience); code != 1 || !strings.Contains(second.String(), dir) {
				t.Errorf("exit code %d: %v", code, second)
			}
		}
		m := memberIn(t, filepath.Join(t.TempDir(), "member"), "member", addr)
		m.answers(t, "still there?")
		if first.Ended() {
			t.Errorf("the first has ended: %v", first)
		}
	})
	t.Run("a killed program leaves no lock behind", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		for range 3 {
			p, _ := served(t, dir)
			p.Kill()
		}
	})
	t.Run("a data folder that cannot be written is told in a sentence", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		p, _ := served(t, dir)
		p.Stop(patience)
		for _, folder := range []string{dir, filepath.Join(dir, "new")} {
			err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
				if err != nil {
					return err
				}
				mode := os.FileMode(0o444)
				if d.IsDir() {
					mode = 0o555
				}
				return os.Chmod(path, mode)
			})
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(underTest(t), "serve", "-data", folder, "-addr", "127.0.0.1:0")
			if err := unprivileged(cmd); err != nil {
				t.Fatal(err)
			}
			second, err := launch(cmd, "")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(second.Kill)
			if code := second.Exit(patience); code != 1 || !strings.Contains(second.String(), dir) {
				t.Errorf("exit code %d: %v", code, second)
			}
		}
	})
	t.Run("a corrupt database is set aside with its name told, and the program runs", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "data")
		folder := filepath.Join(t.TempDir(), "member")
		for round, damage := range []func([]byte) []byte{
			func(b []byte) []byte { return bytes.Repeat([]byte("garbage"), len(b)/7) },
			func(b []byte) []byte { copy(b[100:], bytes.Repeat([]byte{0xa5}, len(b)-100)); return b },
			func(b []byte) []byte { return b[:len(b)/2] },
		} {
			p, addr := served(t, dir, "-open", "-history")
			m := start(t, "", "send", "-data", folder, addr, "before the damage")
			if code := m.Exit(patience); code != 0 {
				t.Fatalf("exit code %d: %v", code, m)
			}
			p.Stop(patience)
			path := database(t, dir)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, damage(b), 0o600); err != nil {
				t.Fatal(err)
			}
			p, addr = served(t, dir, "-open", "-history")
			aside, err := filepath.Glob(path + ".damaged-*")
			if err != nil || len(aside) != round+1 {
				t.Fatalf("after damage %d these were set aside: %q, %v", round, aside, err)
			}
			if name := aside[round]; !eventually(patience, func() bool { return strings.Contains(p.Everything(), name) }) {
				t.Errorf("%q is not told: %v", name, p)
			}
			m = start(t, "", "send", "-data", folder, addr, "after the damage")
			if code := m.Exit(patience); code != 0 {
				t.Errorf("exit code %d: %v", code, m)
			}
			p.Stop(patience)
		}
	})
}

// database is where a data folder has its database.
func database(t *testing.T, dir string) (path string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "talk.db" {
			path = p
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("no database in %s: %v", dir, err)
	}
	return path
}

func TestTwoPlaces(t *testing.T) {
	t.Parallel()
	t.Run("one identity in two places: the newer stays, the older says so and does not fight", func(t *testing.T) {
		dir := t.TempDir()
		h := hostIn(t, filepath.Join(dir, "host"))
		first := filepath.Join(dir, "first")
		p := start(t, "", "send", "-data", first, "-name", "twin", h.addr, "hello")
		if code := p.Exit(patience); code != 0 {
			t.Fatalf("exit code %d: %v", code, p)
		}
		second := filepath.Join(dir, "second")
		if err := os.CopyFS(second, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		older := memberIn(t, first, "twin", h.addr)
		before := older.length()
		newer := memberIn(t, second, "twin", h.addr)
		e, _ := older.await(t, before, patience, "that it was replaced", func(e transport.Event) bool {
			return e.Kind == transport.Disconnected && e.Talk() == older.room
		})
		if fault := faultOf(e.Err); fault != transport.Replaced {
			t.Errorf("it was told %v", e.Err)
		}
		n := newer.length()
		newer.answers(t, "from the second place")
		h.post(t, "to the second place")
		newer.await(t, n, patience, "what the host says", says("to the second place"))
		all, _ := newer.since(n)
		for _, e := range all {
			if e.Kind == transport.Waiting || e.Kind == transport.Disconnected {
				t.Errorf("the newer one lost its connection: %v", e.Err)
			}
		}
		// The first place comes back when a person wants it, and misses nothing.
		n = older.length()
		older.Join(h.addr)
		older.await(t, n, patience, "what was said meanwhile", says("from the second place"))
		older.await(t, n, patience, "what was said meanwhile", says("to the second place"))
	})
}

// faultOf is the Fault of an error of package transport.
func faultOf(err error) transport.Fault {
	if e, ok := err.(*transport.Error); ok {
		return e.Fault
	}
	return transport.Unknown
}

func TestClock(t *testing.T) {
	t.Parallel()
	t.Run("clocks that are a year wrong change no order and lose nothing", func(t *testing.T) {
		dir := t.TempDir()
		year := 365 * 24 * time.Hour
		clock := func(d time.Duration) string { return fmt.Sprintf("%s%+d", failpoint.Clock, int64(d/time.Second)) }
		const n = 3
		proxy := newProxy(t, "", nil)
		for round, offsets := range [][3]time.Duration{{year, -year, 0}, {-year, year, -year}, {0, 0, year}} {
			c := &troop{t: t, dir: dir, proxy: proxy}
			host, err := c.serve(t.Context(), clock(offsets[0]))
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				for m, offset := range offsets[1:] {
					name := fmt.Sprintf("c%d", m+1)
					p := start(t, clock(offset), "send", "-data", c.path(name), "-name", name, proxy.addr(), numberedBody(name, round*n+i+1, 10))
					if code := p.Exit(patience); code != 0 {
						t.Fatalf("exit code %d: %v", code, p)
					}
				}
			}
			if code := host.Stop(patience); code != 0 {
				t.Errorf("exit code %d: %v", code, host)
			}
		}
		c := &troop{t: t, dir: dir}
		for _, complaint := range compare(c.folder("host"), nil, map[string]int{"c1": 3 * n, "c2": 3 * n}) {
			t.Error(complaint)
		}
	})
}
