package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestFinishNeverWritesOver(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string][]byte{"v1.2/x": []byte("new")})
	for _, tc := range []struct {
		name     string
		out      *sent
		numbered string
	}{
		{"a file", send(t, offer(t, "note.tar.gz", []byte("new"))), "note (%d).tar.gz"},
		{"a folder", send(t, scanned(t, filepath.Join(dir, "v1.2"))), "v1.2 (%d)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := newPlace(t)
			plant(t, at.downloads, map[string][]byte{tc.out.Name(): []byte("old")})
			must(t, os.MkdirAll(filepath.Join(at.downloads, fmt.Sprintf(tc.numbered, 2)), 0o755))
			p := at.create(t, tc.out.Snapshot)
			// A third appears while it comes, a fourth at the end.
			must(t, os.WriteFile(filepath.Join(at.downloads, fmt.Sprintf(tc.numbered, 3)), []byte("third"), 0o644))
			p.Hooks.BeforeRename = func() {
				must(t, os.WriteFile(filepath.Join(at.downloads, fmt.Sprintf(tc.numbered, 4)), []byte("fourth"), 0o644))
			}
			tc.out.fill(t, p)
			path, err := p.Finish(tc.out.whole)
			must(t, err)
			if path != filepath.Join(at.downloads, fmt.Sprintf(tc.numbered, 5)) {
				t.Error(path)
			}
			same(t, tc.out.Path(), path)
			for name, want := range map[string]string{tc.out.Name(): "old", fmt.Sprintf(tc.numbered, 3): "third", fmt.Sprintf(tc.numbered, 4): "fourth"} {
				if b, err := os.ReadFile(filepath.Join(at.downloads, name)); err != nil || string(b) != want {
					t.Errorf("%s is %q, %v", name, b, err)
				}
			}
		})
	}
	t.Run("two transfers of one name are two files", func(t *testing.T) {
		one, two := send(t, offer(t, "same", []byte("one"))), send(t, offer(t, "same", []byte("two")))
		at := newPlace(t)
		a := at.create(t, one.Snapshot)
		at.state += "2"
		b := at.create(t, two.Snapshot)
		one.fill(t, a)
		two.fill(t, b)
		second, err := b.Finish(two.whole)
		must(t, err)
		first, err := a.Finish(one.whole)
		must(t, err)
		same(t, one.Path(), first)
		same(t, two.Path(), second)
		at.clean(t, "same", "same (2)")
	})
}

func TestRenameNew(t *testing.T) {
	for _, folder := range []bool{false, true} {
		for taken, make := range map[string]func(path string) error{
			"nothing":         func(string) error { return nil },
			"a file":          func(path string) error { return os.WriteFile(path, []byte("old"), 0o644) },
			"an empty file":   func(path string) error { return os.WriteFile(path, nil, 0o644) },
			"a folder":        func(path string) error { return os.MkdirAll(filepath.Join(path, "old"), 0o755) },
			"an empty folder": func(path string) error { return os.Mkdir(path, 0o755) },
		} {
			for way, rename := range renames {
				t.Run(fmt.Sprintf("%s: a folder %v where %s is", way, folder, taken), func(t *testing.T) {
					dir := t.TempDir()
					root, err := os.OpenRoot(dir)
					must(t, err)
					defer root.Close()
					if folder {
						plant(t, dir, map[string][]byte{"from/x": []byte("new")})
					} else {
						plant(t, dir, map[string][]byte{"from": []byte("new")})
					}
					must(t, make(filepath.Join(dir, "to")))
					err = rename(root, dir, "from", "to", folder)
					got := names(t, dir)
					if taken == "nothing" {
						if err != nil || !slices.Equal(got, []string{"to"}) {
							t.Errorf("%v: %q", err, got)
						}
						return
					}
					if !errors.Is(err, os.ErrExist) || !slices.Equal(got, []string{"from", "to"}) {
						t.Errorf("%v: %q", err, got)
					}
					if b, err := os.ReadFile(filepath.Join(dir, "to")); taken == "a file" && (err != nil || string(b) != "old") {
						t.Errorf("%q, %v", b, err)
					}
				})
			}
		}
	}
}

// renames are the ways in which renameNew can be done here.
var renames = map[string]func(dir *os.Root, path, from, to string, folder bool) error{"the system's": renameNew}

func TestWrongWhole(t *testing.T) {
	out, at := send(t, offer(t, "file", random(3*MinChunk))), newPlace(t)
	p := at.create(t, out.Snapshot)
	out.fill(t, p)
	wrong := out.whole
	wrong[0]++
	outer := t
	t.Run("of chunks that are right by themselves all are missing again", func(t *testing.T) {
		if _, err := p.Finish(wrong); !errors.Is(err, ErrCorrupt) || !slices.Equal(p.Missing(), []Range{{0, 3}}) || p.Have() != 0 {
			t.Errorf("%v, missing %v", err, p.Missing())
		}
		must(t, p.Close())
		p = at.resume(outer)
		if p.Have() != 0 {
			t.Error("and Resume finds them")
		}
	})
	t.Run("of a chunk that was damaged meanwhile that one is missing again", func(t *testing.T) {
		out.fill(t, p)
		must(t, patch(p.Path(), MinChunk+1, []byte("damage")))
		if _, err := p.Finish(wrong); !errors.Is(err, ErrCorrupt) || !slices.Equal(p.Missing(), []Range{{1, 2}}) {
			t.Errorf("%v, missing %v", err, p.Missing())
		}
		goOn2(t, out, at, p)
	})
}

// goOn2 receives what is missing and insists on the right bytes.
func goOn2(t *testing.T, out *sent, at place, p *Part) {
	t.Helper()
	out.fill(t, p)
	path, err := p.Finish(out.whole)
	must(t, err)
	same(t, out.Path(), path)
	at.clean(t, out.Name())
}

func TestWhatIsChangedByAnotherProgramIsFound(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string][]byte{"top/a": random(MinChunk), "top/b": random(MinChunk), "top/c/d": {}, "top/e": {}, "top/f/": nil})
	out := send(t, scanned(t, filepath.Join(dir, "top")))
	for name, tc := range map[string]struct {
		change  func(part string) error
		missing []Range
	}{
		"a file is removed": {func(part string) error { return os.Remove(filepath.Join(part, "a")) }, []Range{{0, 1}}},
		"a file is cut":     {func(part string) error { return os.Truncate(filepath.Join(part, "b"), 5) }, []Range{{1, 2}}},
		"a file grows, and is damaged": {func(part string) error {
			return errors.Join(os.Truncate(filepath.Join(part, "b"), MinChunk+1), patch(filepath.Join(part, "a"), 3, []byte("damage")))
		}, []Range{{0, 1}}},
		"a folder is a file": {func(part string) error { return os.WriteFile(filepath.Join(part, "f"), nil, 0o644) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			at := newPlace(t)
			p := at.create(t, out.Snapshot)
			out.fill(t, p)
			must(t, tc.change(p.Path()))
			if _, err := p.Finish(out.whole); !errors.Is(err, ErrCorrupt) || !slices.Equal(p.Missing(), tc.missing) {
				t.Errorf("%v, missing %v", err, p.Missing())
			}
			if got := names(t, at.downloads); len(got) != 1 || !strings.HasSuffix(got[0], partExtension) {
				t.Errorf("there is %q", got)
			}
			if tc.missing != nil {
				goOn2(t, out, at, p)
			}
		})
	}
}

func TestWhatAnotherProgramAddedToAFileIsCutOff(t *testing.T) {
	dir, at := t.TempDir(), newPlace(t)
	plant(t, dir, map[string][]byte{"top/a": random(MinChunk), "top/e": {}})
	out := send(t, scanned(t, filepath.Join(dir, "top")))
	p := at.create(t, out.Snapshot)
	out.fill(t, p)
	must(t, os.Truncate(filepath.Join(p.Path(), "a"), MinChunk+1))
	must(t, os.WriteFile(filepath.Join(p.Path(), "e"), []byte("x"), 0o644))
	goOn2(t, out, at, p)
}
