//go:build chaos

package chaos

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mostGrowth is by how much the memory of a program may grow with what it sends,
// receives or hands over.
const mostGrowth = 16 << 20

// memory is a line of a process's status, such as VmRSS, in bytes.
func memory(t *testing.T, p *process, line string) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), line+":")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		t.Fatalf("no %s in %s", line, b)
	}
	n, err := strconv.Atoi(fields[0])
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}

// digestOf is over the names, times, sizes and contents of all that is at a path.
func digestOf(t *testing.T, root string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(h, path[len(root):], info.ModTime().UnixNano())
		if e.IsDir() {
			return nil
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		n, err := io.Copy(h, f)
		fmt.Fprintln(h, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// many makes a folder of so many files.
func many(t *testing.T, dir string, files, size int) string {
	t.Helper()
	block := make([]byte, size)
	for i := range files {
		in := filepath.Join(dir, fmt.Sprint(i/500))
		if i%500 == 0 {
			if err := os.MkdirAll(in, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		copy(block, fmt.Sprint(i))
		if err := os.WriteFile(filepath.Join(in, fmt.Sprint(i)), block, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestLarge sends what is large by way of a host, and looks at the memory of all three.
func TestLarge(t *testing.T) {
	from, in := t.TempDir(), t.TempDir()
	host, addr := served(t, t.TempDir(), "-open")
	receiver := start(t, "", "tail", addr, "-data", t.TempDir(), "-name", "receiver", "-json", "-save", in)
	receiver.Await(t, patience, "connected", func(r report) bool { return r.Kind == "connected" })
	sender := start(t, "", "chat", addr, "-data", t.TempDir(), "-name", "sender", "-json")
	sender.Await(t, patience, "connected", func(r report) bool { return r.Kind == "connected" })
	programs := map[string]*process{"sender": sender, "host": host, "receiver": receiver}
	send := func(t *testing.T, path string) {
		t.Helper()
		if err := sender.Say("/send " + path); err != nil {
			t.Fatal(err)
		}
		offered := sender.Await(t, patience, "the offer", func(r report) bool { return r.Kind == "appended" && r.Text == filepath.Base(path) })
		const longest = 10 * time.Minute // a quiet machine needs seconds
		sender.Await(t, longest, "that it is there", func(r report) bool {
			return r.Kind == "transferred" && r.ID == offered.ID && r.Transfer.Has
		})
		got := filepath.Join(in, filepath.Base(path))
		if digestOf(t, got) != digestOf(t, path) {
			t.Errorf("%s is another at the receiver", filepath.Base(path))
		}
		if err := os.RemoveAll(got); err != nil {
			t.Error(err)
		}
	}
	send(t, many(t, filepath.Join(from, "a few"), 10, chunk)) // what is done once, is done
	for _, c := range []struct {
		sentence string
		path     string
		most     int
	}{
		{"a file of 2 GiB and a byte", sparse(t, filepath.Join(from, "large"), 2<<30+1), mostGrowth},
		{"20 000 files of 4 KiB", many(t, filepath.Join(from, "many"), 20_000, 4<<10), mostGrowth},
		// The list of a folder is in memory: so much for each of its files.
		{"100 000 files", many(t, filepath.Join(from, "very many"), 100_000, 700), mostGrowth + 100_000*400},
	} {
		t.Run(c.sentence+" come whole, and no program takes much more memory than before", func(t *testing.T) {
			before := map[string]int{}
			for name, p := range programs {
				// 5 sets VmHWM to VmRSS: proc_pid_clear_refs(5).
				if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.PID()), []byte("5"), 0); err != nil {
					t.Fatal(err)
				}
				before[name] = memory(t, p, "VmRSS")
			}
			begun := time.Now()
			send(t, c.path)
			took := time.Since(begun).Round(time.Millisecond)
			for name, p := range programs {
				grown := memory(t, p, "VmHWM") - before[name]
				t.Logf("the %s had %d MiB and took %d more at most (%v)", name, before[name]>>20, grown>>20, took)
				if grown > c.most {
					t.Errorf("the memory of the %s grew by %d MiB", name, grown>>20)
				}
			}
		})
	}
}

// sparse makes a file of so many bytes, the last of which are something.
func sparse(t *testing.T, path string, size int64) string {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("the end"), size-7); err != nil {
		t.Fatal(err)
	}
	return path
}
