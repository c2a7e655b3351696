package chaos

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"confab/transport"
)

// smallDisk is a disk that can be filled. Without ballast it has room for the talks
// of these tests however few messages a commit takes: SQLite's log alone grows to
// 4 MB before it is written back, beside a database of 2 MB.
type smallDisk struct {
	dir     string
	ballast string
}

func newSmallDisk(t *testing.T) *smallDisk {
	t.Helper()
	d := &smallDisk{dir: t.TempDir()}
	d.ballast = filepath.Join(d.dir, "ballast")
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", 0, "size=24m"); err != nil {
		if os.Getenv("CI") != "true" {
			t.Skipf("a small disk needs the right to mount one: %v", err)
		}
		t.Fatalf("mounting a small disk: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *smallDisk) fill(t *testing.T) {
	t.Helper()
	f, err := os.Create(d.ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{64 << 10, 512} {
		for b := make([]byte, size); err == nil; {
			_, err = f.Write(b)
		}
		err = nil
	}
}

func (d *smallDisk) empty(t *testing.T) {
	t.Helper()
	if err := os.Remove(d.ballast); err != nil {
		t.Fatal(err)
	}
}

// trouble matches the news that nothing can be kept, or that it can again.
func trouble(on bool) func(transport.Event) bool {
	return func(e transport.Event) bool { return e.Kind == transport.DiskTrouble && (e.Err != nil) == on }
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	t.Run("a host whose disk is full says so, acknowledges nothing it cannot keep, and goes on when there is room", func(t *testing.T) {
		disk := newSmallDisk(t)
		h := hostIn(t, filepath.Join(disk.dir, "host"))
		data := filepath.Join(t.TempDir(), "member")
		m := memberIn(t, data, "c1", h.addr)
		for i := 1; i <= 20; i++ {
			m.answers(t, numberedBody("c1", i, 200))
		}
		disk.fill(t)
		here, there := m.length(), h.length()
		const more = 60 // too many for what room there is between two pages
		for i := 21; i <= 20+more; i++ {
			m.post(t, numberedBody("c1", i, 20_000))
		}
		e, there := h.await(t, there, patience, "the trouble", trouble(true))
		if faultOf(e.Err) != transport.DiskFull {
			t.Errorf("it is told as %v", e.Err)
		}
		e, then := m.await(t, here, patience, "why it waits", trouble(true))
		if faultOf(e.Err) != transport.HostFailed {
			t.Errorf("the member is told of it as %v", e.Err)
		}
		if all, _ := m.since(here); slices.ContainsFunc(all, says(numberedBody("c1", 20+more, 20_000))) {
			t.Error("what cannot be kept was acknowledged")
		}
		disk.empty(t)
		_, _ = h.await(t, there, patience, "that it works again", trouble(false))
		_, _ = m.await(t, then, patience, "that it works again, at the member,", trouble(false))
		for i := 21; i <= 20+more; i++ {
			m.await(t, here, patience, fmt.Sprintf("message %d, when there is room,", i), says(numberedBody("c1", i, 20_000)))
		}
		m.leave(t)
		h.leave(t)
		same(t, filepath.Join(disk.dir, "host"), data, map[string]int{"c1": 20 + more})
	})
	t.Run("what a host says while its disk is full waits, and is said in its order when there is room", func(t *testing.T) {
		disk := newSmallDisk(t)
		h := hostIn(t, filepath.Join(disk.dir, "host"))
		data := filepath.Join(t.TempDir(), "member")
		m := memberIn(t, data, "c1", h.addr)
		h.post(t, numberedBody("host", 1, 200))
		disk.fill(t)
		here, there := m.length(), h.length()
		const more = 60
		for i := 2; i <= 1+more; i++ {
			h.post(t, numberedBody("host", i, 20_000))
		}
		_, there = h.await(t, there, patience, "the trouble", trouble(true))
		disk.empty(t)
		for i := 2 + more; i <= 1+2*more; i++ { // while the earlier ones wait
			h.post(t, numberedBody("host", i, 200))
		}
		_, _ = h.await(t, there, patience, "that it works again", trouble(false))
		m.await(t, here, patience, "the last message", says(numberedBody("host", 1+2*more, 200)))
		m.leave(t)
		h.leave(t)
		same(t, filepath.Join(disk.dir, "host"), data, map[string]int{"host": 1 + 2*more})
	})
	t.Run("a member whose disk is full says so, promises nothing, and misses nothing when there is room", func(t *testing.T) {
		disk := newSmallDisk(t)
		hosts := filepath.Join(t.TempDir(), "host")
		h := hostIn(t, hosts)
		data := filepath.Join(disk.dir, "member")
		m := memberIn(t, data, "c1", h.addr)
		writer := memberIn(t, filepath.Join(t.TempDir(), "writer"), "c2", h.addr)
		m.answers(t, numberedBody("c1", 1, 200))
		disk.fill(t)
		here := m.length()
		const more = 60
		for i := 1; i <= more; i++ {
			writer.post(t, numberedBody("c2", i, 20_000))
		}
		e, _ := m.await(t, here, patience, "the trouble", trouble(true))
		if faultOf(e.Err) != transport.DiskFull {
			t.Errorf("it is told as %v", e.Err)
		}
		h.await(t, 0, patience, "the last message at the host, whose disk has room,", says(numberedBody("c2", more, 20_000)))
		disk.empty(t)
		m.await(t, here, patience, "that it works again", trouble(false))
		m.await(t, here, patience, "the last message", says(numberedBody("c2", more, 20_000)))
		m.answers(t, numberedBody("c1", 2, 200))
		m.leave(t)
		writer.leave(t)
		h.leave(t)
		same(t, hosts, data, map[string]int{"c1": 2, "c2": more})
	})
	t.Run("programs that start on a full disk end with a sentence", func(t *testing.T) {
		disk := newSmallDisk(t)
		_, addr := served(t, filepath.Join(t.TempDir(), "host"), "-open", "-history")
		disk.fill(t)
		for _, args := range [][]string{
			{"serve", "-addr", "127.0.0.1:0"}, {"chat", addr}, {"send", addr, "hello"}, {"tail", addr},
		} {
			p := start(t, "", append([]string{args[0], "-data", filepath.Join(disk.dir, "data")}, args[1:]...)...)
			if code := p.Exit(patience); code != 1 || !strings.Contains(p.Everything(), "no room left on the disk") {
				t.Errorf("exit code %d: %v", code, p)
			}
		}
		disk.empty(t)
		p := start(t, "", "send", "-data", filepath.Join(disk.dir, "data"), addr, "there is room")
		if code := p.Exit(patience); code != 0 {
			t.Errorf("with room, exit code %d: %v", code, p)
		}
	})
}

// same compares what a host and a member have on disk, and how much it is.
func same(t *testing.T, hosts, members string, said map[string]int) {
	t.Helper()
	h, err := readFolder("host", hosts)
	if err != nil {
		t.Fatal(err)
	}
	m, err := readFolder("c1", members)
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range compare(h, []folder{m}, said) {
		t.Error(complaint)
	}
	lines := 0
	for _, n := range said {
		lines += n
	}
	if len(h.lines) != lines {
		t.Errorf("the host has %d lines of %d", len(h.lines), lines)
	}
}
