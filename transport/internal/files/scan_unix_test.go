//go:build unix

package files

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func init() {
	roles["scan"] = scanAsAnother
	changes["becomes a link to it"] = change{func(path string) error {
		return errors.Join(os.Rename(path, path+"2"), os.Symlink(path+"2", path))
	}, ErrChanged}
	changes["becomes a link beside"] = change{func(path string) error {
		return errors.Join(os.Rename(path, path+"2"), os.Symlink(filepath.Base(path)+"2", path))
	}, ErrChanged}
	changes["has a link for folder"] = change{func(path string) error {
		dir := filepath.Dir(path)
		return errors.Join(os.Rename(dir, dir+"2"), os.Symlink(dir+"2", dir))
	}, ErrChanged}
}

func TestScanReportsWhatItLeavesOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "top")
	plant(t, dir, map[string][]byte{"sub/file": []byte("here"), "file": []byte("there")})
	want := map[string]error{"link": ErrLink, "dangling": ErrLink, "sub/up": ErrLink, "pipe": ErrSpecial, "socket": ErrSpecial}
	must(t, os.Symlink("file", filepath.Join(dir, "link")))
	must(t, os.Symlink("nowhere", filepath.Join(dir, "dangling")))
	must(t, os.Symlink("..", filepath.Join(dir, "sub", "up")))
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644))
	l, err := net.Listen("unix", filepath.Join(dir, "socket"))
	must(t, err)
	defer l.Close()
	got := map[string]error{}
	s, err := Scan(t.Context(), dir, func(path string, why error) {
		rel, err := filepath.Rel(dir, path)
		must(t, err)
		got[rel] = why
	})
	must(t, err)
	if s.tree.Len() != 4 || len(got) != len(want) {
		t.Errorf("%d entries, left out: %v", s.tree.Len(), got)
	}
	for path, why := range want {
		if !errors.Is(got[path], why) || !strings.Contains(fmt.Sprint(got[path]), filepath.Join(dir, path)) {
			t.Errorf("%s: %v", path, got[path])
		}
	}
	for _, path := range []string{"link", "pipe", "socket"} {
		if _, err := Scan(t.Context(), filepath.Join(dir, path), nil); !errors.Is(err, want[path]) {
			t.Errorf("%s itself: %v", path, err)
		}
	}
}

func TestNamesThatAreNoText(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "top\xff")
	plant(t, dir, map[string][]byte{"\xb2\xe2/a\xfe": []byte("one"), "b": []byte("two")})
	if !slices.Contains(names(t, dir), "\xb2\xe2") {
		if runtime.GOOS == "linux" && os.Getenv("CI") == "true" {
			t.Fatal("the file system of temporary files has only names that are text")
		}
		t.Skip("this file system has only names that are text") // as on macOS
	}
	s := scanned(t, dir)
	if got := s.tree.Entry(2).Path; got != "top%FF/%B2%E2/a%FE" {
		t.Errorf("%q", got)
	}
	out := send(t, s)
	if got := string(out.chunk(t, 0)); got != "onetwo" {
		t.Errorf("%q", got)
	}
	t.Run("two that would be the same are one, and the other is reported", func(t *testing.T) {
		plant(t, dir, map[string][]byte{"%B2%E2": []byte("three")})
		left := 0
		s, err := Scan(t.Context(), dir, func(_ string, why error) {
			if left++; !errors.Is(why, ErrName) {
				t.Error(why)
			}
		})
		must(t, err)
		if s.tree.Len() != 3 || left != 1 {
			t.Errorf("%d entries, %d left out", s.tree.Len(), left)
		}
	})
}

// TestUnreadable runs as a user who may not read everything.
func TestUnreadable(t *testing.T) {
	dir, err := os.MkdirTemp("", "unreadable") // where another user may go
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	must(t, os.Chmod(dir, 0o755))
	plant(t, dir, map[string][]byte{"open": []byte("yes"), "shut": []byte("no"), "closed/within": []byte("no")})
	must(t, os.Chmod(filepath.Join(dir, "shut"), 0))
	must(t, os.Chmod(filepath.Join(dir, "closed"), 0))
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "closed"), 0o755) })
	self, err := os.ReadFile(os.Args[0])
	must(t, err)
	program := filepath.Join(dir, "program")
	must(t, os.WriteFile(program, self, 0o755))
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), role+"=scan", "CONFAB_FILES_TEST_DIR="+dir)
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if want := "closed: true\nshut: true\nentries: 3\nshut itself: true\nread: true\n"; err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

func scanAsAnother() {
	dir := os.Getenv("CONFAB_FILES_TEST_DIR")
	var left []string
	s, err := Scan(context.Background(), dir, func(path string, why error) {
		left = append(left, fmt.Sprintf("%s: %v\n", filepath.Base(path), errors.Is(why, ErrUnreadable)))
	})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	slices.Sort(left)
	fmt.Print(strings.Join(left, ""), "entries: ", s.tree.Len(), "\n")
	_, err = Scan(context.Background(), filepath.Join(dir, "shut"), nil)
	fmt.Println("shut itself:", errors.Is(err, ErrUnreadable))
	tree, err := ParseTree(encodeTree([]Entry{{Path: "shut", Size: 2}}))
	if err != nil {
		fmt.Println(err)
	}
	src := newSnapshot(filepath.Join(dir, "shut"), tree, nil).Open()
	_, err = src.ReadChunk(0, make([]byte, 10))
	fmt.Println("read:", errors.Is(err, ErrUnreadable))
}
