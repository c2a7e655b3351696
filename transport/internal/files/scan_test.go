package files

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, forest)
	s := scanned(t, filepath.Join(dir, "wood"))
	var got []string
	for i := range s.tree.Len() {
		e := s.tree.Entry(i)
		info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(e.Path)))
		must(t, err)
		if e.Folder != info.IsDir() || !e.Folder && e.Size != info.Size() || !e.ModTime.Equal(info.ModTime()) {
			t.Errorf("%+v is %v", e, info)
		}
		got = append(got, e.Path)
	}
	want := "wood|wood/a|wood/a-b|wood/a/also empty|wood/a/b|wood/a/deep|wood/a/deep/er|wood/a/deep/er/leaf|wood/empty folder|wood/nothing|wood/run.sh|wood/z big|wood/z nothing either|wood/报告 (最终).txt"
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
	if s.Name() != "wood" || !s.Folder() || s.Files() != 8 || s.Version() != Version(s.Tree()) || s.Chunks() != 5 {
		t.Errorf("%q, %d files, %d chunks", s.Name(), s.Files(), s.Chunks())
	}
	t.Run("nothing changed is the same version", func(t *testing.T) {
		if again := scanned(t, filepath.Join(dir, "wood")+"/./"); again.Version() != s.Version() {
			t.Error("another")
		}
	})
	t.Run("a single file is a tree of one entry", func(t *testing.T) {
		one := scanned(t, filepath.Join(dir, "wood", "nothing"))
		if one.Folder() || one.Files() != 1 || one.Name() != "nothing" || one.Chunks() != 0 {
			t.Errorf("%+v", one)
		}
	})
	t.Run("what is not there is gone", func(t *testing.T) {
		if _, err := Scan(t.Context(), filepath.Join(dir, "brook"), nil); !errors.Is(err, ErrGone) {
			t.Error(err)
		}
		if _, err := Scan(t.Context(), filepath.Join(dir, "wood", "nothing", "more"), nil); !errors.Is(err, ErrGone) {
			t.Error(err)
		}
	})
	t.Run("a context that ends ends it", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := Scan(ctx, dir, nil); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	t.Run("folders too deep are reported", func(t *testing.T) {
		top := t.TempDir()
		root, err := os.OpenRoot(top)
		must(t, err)
		for range MaxDepth + 2 { // of which the last two are too deep
			must(t, root.Mkdir("d", 0o755))
			next, err := root.OpenRoot("d")
			must(t, err)
			root.Close()
			root = next
		}
		root.Close()
		var left []string
		s, err := Scan(t.Context(), filepath.Join(top, "d"), func(path string, why error) {
			if !errors.Is(why, ErrLimit) {
				t.Error(why)
			}
			left = append(left, path)
		})
		must(t, err)
		if s.tree.Len() != MaxDepth || len(left) != 1 || left[0] != filepath.Join(top, strings.Repeat("d/", MaxDepth+1)) {
			t.Errorf("%d levels, left out %q", s.tree.Len(), left)
		}
	})
}

func TestManyFilesOfOneFolder(t *testing.T) {
	dir := t.TempDir()
	for i := range 3*namesAtOnce + 1 {
		must(t, os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), nil, 0o644))
	}
	if s := scanned(t, dir); s.Files() != 3*namesAtOnce+1 {
		t.Errorf("%d files", s.Files())
	}
}
