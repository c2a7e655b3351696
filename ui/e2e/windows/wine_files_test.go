//go:build wine

package windows

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What wine 8 cannot show: it knows no links of Windows and follows those of this
// system, and has no streams beside a file's contents, so no mark of the zone.

// long is as much as a file's name may have on both systems; two of these in each
// other are more than Windows takes for a path that is not written in its longest way.
var long = strings.Repeat("n", 251) + ".txt"

// forest is a folder of names that Windows does not have, and what becomes of each. Of
// names that are one for Windows the first one keeps its own.
var forest = []struct{ here, there string }{
	{"CON", "_CON"},
	{"nul.txt", "_nul.txt"},
	{"a:b", "a_b"},
	{"what?.txt", "what_.txt"},
	{`back\slash`, "back_slash"},
	{"ends.", "ends"},
	{"spaced ", "spaced"},
	{"Plan.txt", "Plan.txt"},
	{"plan.txt", "plan (2).txt"},
	{"岛/𠮷.txt", "岛/𠮷.txt"},
	{"LPT1/aux/com¹.log", "_LPT1/_aux/_com¹.log"},
	{long + "/" + long, long + "/" + long},
	{"deep/empty.bin", "deep/empty.bin"},
	{"deep/run.sh", "deep/run.sh"},
	{"deep/large.bin", "deep/large.bin"},
}

// old is when all of the forest was written: to the hundred nanoseconds that Windows
// has.
var old = time.Date(2001, 2, 3, 4, 5, 6, 789_012_300, time.UTC)

// plantForest makes the folder, and returns what it must be on Windows.
func plantForest(t *testing.T, dir string) (there map[string][]byte) {
	t.Helper()
	there = map[string][]byte{"nothing/": nil, "nothing/at all/": nil}
	if err := os.MkdirAll(filepath.Join(dir, "nothing", "at all"), 0o700); err != nil {
		t.Fatal(err)
	}
	random := rand.NewChaCha8([32]byte{12})
	for i, f := range forest {
		contents := make([]byte, 300+i)
		switch filepath.Base(f.here) {
		case "empty.bin":
			contents = nil
		case "large.bin":
			contents = make([]byte, 3<<20+1)
		}
		_, _ = random.Read(contents)
		path := filepath.Join(dir, f.here)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		mode := os.FileMode(0o600)
		if strings.HasSuffix(path, ".sh") {
			mode = 0o700
		}
		if err := os.WriteFile(path, contents, mode); err != nil {
			t.Fatal(err)
		}
		there[f.there] = contents
		for folder := filepath.Dir(f.there); folder != "."; folder = filepath.Dir(folder) {
			there[folder+"/"] = nil
		}
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.Type()&fs.ModeSymlink == 0 {
			err = os.Chtimes(path, old, old)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// holds checks that a folder has these files and folders and nothing else, all with
// the time at which the forest was written. The names of folders end with a slash.
func holds(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	found := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == dir {
			return err
		}
		name := path[len(dir)+1:]
		if e.IsDir() {
			name += "/"
		}
		contents, known := want[name]
		if !known {
			t.Errorf("%q is too much", name)
			return nil
		}
		found++
		info, err := e.Info()
		if err != nil {
			return err
		}
		if !info.ModTime().Equal(old) {
			t.Errorf("%q is of %v, not of %v", name, info.ModTime().UTC(), old)
		}
		if e.IsDir() {
			return nil
		}
		got, err := os.ReadFile(path)
		if !bytes.Equal(got, contents) {
			t.Errorf("%q has %d bytes that are others than the %d sent", name, len(got), len(contents))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if found != len(want) {
		t.Errorf("of %d files and folders %d are here", len(want), found)
	}
}

// onZ is where wine has a folder of this system.
func onZ(path string) string { return "Z:" + strings.ReplaceAll(path, "/", `\`) }

// testWineFiles sends a folder of names that Windows does not have there, and what has
// become of it back.
func testWineFiles(ctx context.Context, t *testing.T, windows, native program) {
	from := filepath.Join(t.TempDir(), "wood")
	there := plantForest(t, from)
	onWindows, back := t.TempDir(), t.TempDir()
	whole := t.Run("a folder comes to Windows whole, with names that Windows has", func(t *testing.T) {
		server, addr := windows.open(ctx, t, folder("fay"), "127.0.0.1:0", "-save", onZ(onWindows))
		out, err := native(ctx, "send", addr, "-data", t.TempDir(), "-name", "Gil", "-file", from).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if !strings.Contains(string(out), "links, devices and the like in it that are not sent: 1") {
			t.Errorf("of the link is said %q", out)
		}
		holds(t, filepath.Join(onWindows, "wood"), there)
		server.kill(t)
	})
	if !whole {
		return
	}
	t.Run("and back from there by way of a host, to a member on this system", func(t *testing.T) {
		server, addr := native.open(ctx, t, t.TempDir(), "127.0.0.1:0")
		member := start(t, native(ctx, "tail", addr, "-json", "-data", t.TempDir(), "-name", "Hal", "-save", back))
		member.waitFor(t, "connected", anything)
		out, err := windows(ctx, "send", addr, "-data", folder("ira"), "-name", "Ira", "-file", onZ(filepath.Join(onWindows, "wood"))).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		holds(t, filepath.Join(back, "wood"), there)
		if info, err := os.Stat(filepath.Join(back, "wood", "deep", "run.sh")); err != nil || info.Mode()&0o111 != 0 {
			t.Errorf("Windows has no programs by a bit, and one came: %v, %v", info, err)
		}
		server.stop(t)
	})
	t.Run("a second time nothing is written over", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(onWindows, "notes"), []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
		note := filepath.Join(t.TempDir(), "NOTES")
		if err := os.WriteFile(note, []byte("another's"), 0o600); err != nil {
			t.Fatal(err)
		}
		server, addr := native.open(ctx, t, t.TempDir(), "127.0.0.1:0")
		member := start(t, windows(ctx, "tail", addr, "-json", "-data", folder("joe"), "-name", "Joe", "-save", onZ(onWindows)))
		member.waitFor(t, "connected", anything)
		if out, err := native(ctx, "send", addr, "-data", t.TempDir(), "-name", "Kim", "-file", note, from).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for name, want := range map[string]string{"notes": "mine", "NOTES (2)": "another's"} {
			if got, err := os.ReadFile(filepath.Join(onWindows, name)); string(got) != want {
				t.Errorf("%s has %q, %v", name, got, err)
			}
		}
		holds(t, filepath.Join(onWindows, "wood"), there)
		holds(t, filepath.Join(onWindows, "wood (2)"), there)
		member.kill(t)
		server.stop(t)
	})
}
