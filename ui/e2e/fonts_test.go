//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"testing"
)

// A window whose cache could not be written had no Chinese at all, without a word.
func TestChineseIsShown(t *testing.T) {
	chinese := func(t *testing.T, s setup) *window {
		t.Helper()
		s.language = "zh_CN.UTF-8"
		return open(t, s)
	}
	// The bar with the two tabs, the same in a window that has complaints below.
	bar := func(t *testing.T, w *window) []byte {
		t.Helper()
		w.still(t)
		return w.display.picture(t, image.Rect(0, 0, w.size.X, 56)).Pix
	}
	first := chinese(t, setup{})
	want := bar(t, first)
	t.Run("at the second start, with the fonts that the first one found", func(t *testing.T) {
		eventually(t, "they are remembered", func() bool {
			_, err := os.Stat(filepath.Join(first.home, ".cache", "confab", "chinese.json"))
			return err == nil
		})
		first.end()
		if w := chinese(t, setup{home: first.home}); !bytes.Equal(bar(t, w), want) {
			t.Error("the tabs and the name do not look as they did")
		}
	})

	// full returns a program that starts Confab beside full disks at the folders,
	// which only it sees.
	full := func(folders string) string {
		script := fmt.Sprintf(`#!/bin/sh
exec unshare --mount sh -c '
	for disk in %s; do
		mkdir -p "$disk"
		mount -t tmpfs -o size=64k full "$disk" || exit 9
		head -c 1000000 /dev/zero >"$disk/ballast" 2>/dev/null
	done
	TMPDIR=$HOME exec %s'
`, folders, confab)
		path := filepath.Join(t.TempDir(), "confab-beside-full-disks")
		if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, trouble := range []struct {
		name string
		setup
	}{
		{"the disk of the cache is full", setup{program: full(`"$HOME/.cache"`)}},
		{"every disk is full, and the memory for files", setup{program: full(`"$HOME" /dev/shm`)}},
		{"the cache folder cannot be made", setup{env: []string{"XDG_CACHE_HOME=/proc/1/none"}}},
		{"HOME is not set", setup{env: []string{"HOME="}}},
	} {
		t.Run(trouble.name, func(t *testing.T) {
			if w := chinese(t, trouble.setup); !bytes.Equal(bar(t, w), want) {
				t.Error("the tabs and the name do not look as they do elsewhere")
			}
		})
	}
}
