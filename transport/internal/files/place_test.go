package files

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func headOf(s *Snapshot) Head {
	return Head{Name: s.Name(), Size: s.Size(), Chunk: s.Chunk(), Version: s.Version(), Tree: s.Tree()}
}

// fill puts what is missing.
func (s *sent) fill(t testing.TB, p *Part) {
	t.Helper()
	for _, r := range p.Missing() {
		for i := r.From; i < r.To; i++ {
			must(t, p.Put(i, s.chunk(t, i), s.digest[i]))
		}
	}
}

// place is where a receiver keeps things.
type place struct{ root, state, downloads string }

func newPlace(t testing.TB) place {
	root := filepath.Join(t.TempDir(), "receiver")
	must(t, os.MkdirAll(filepath.Join(root, "data"), 0o700))
	return place{root, filepath.Join(root, "data", "transfer"), filepath.Join(root, "downloads")}
}

func (at place) create(t testing.TB, s *Snapshot) *Part {
	t.Helper()
	p, err := Create(at.state, at.downloads, headOf(s), PartOptions{})
	must(t, err)
	t.Cleanup(func() { p.Close() })
	return p
}

func (at place) resume(t testing.TB) *Part {
	t.Helper()
	p, err := Resume(context.Background(), at.state)
	must(t, err)
	t.Cleanup(func() { p.Close() })
	return p
}

// same reports what differs between what was sent and what was received: contents,
// times, executable bits, anything more or less.
func same(t testing.TB, want, got string) {
	t.Helper()
	seen := map[string]bool{}
	must(t, filepath.WalkDir(want, func(path string, _ fs.DirEntry, err error) error {
		must(t, err)
		rel, _ := filepath.Rel(want, path)
		seen[rel] = true
		sameEntry(t, path, filepath.Join(got, rel))
		return nil
	}))
	must(t, filepath.WalkDir(got, func(path string, _ fs.DirEntry, err error) error {
		must(t, err)
		if rel, _ := filepath.Rel(got, path); !seen[rel] {
			t.Errorf("%s was never sent", rel)
		}
		return nil
	}))
}

func sameEntry(t testing.TB, want, got string) {
	t.Helper()
	w, err := os.Lstat(want)
	must(t, err)
	g, err := os.Lstat(got)
	if err != nil {
		t.Error(err)
		return
	}
	if w.Mode().Type() != g.Mode().Type() || w.IsDir() == false && w.Mode()&0o111 != g.Mode()&0o111 {
		t.Errorf("%s has the mode %v, not %v", got, g.Mode(), w.Mode())
	}
	if !w.ModTime().Equal(g.ModTime()) {
		t.Errorf("%s has the time %v, not %v", got, g.ModTime(), w.ModTime())
	}
	if w.Mode().IsRegular() {
		a, err := os.ReadFile(want)
		must(t, err)
		b, err := os.ReadFile(got)
		must(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("%s has other bytes", got)
		}
	}
}

// clean insists that a receiver has nothing but what it received.
func (at place) clean(t testing.TB, want ...string) {
	t.Helper()
	if got := strings.Join(names(t, at.downloads), " "); got != strings.Join(want, " ") {
		t.Errorf("in the folder of downloads is %q", got)
	}
	if got := names(t, filepath.Dir(at.state)); len(got) > 0 {
		t.Errorf("in the data folder is %q", got)
	}
}
