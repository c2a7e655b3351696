//go:build e2e

package e2e

import (
	"image"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestRestart(t *testing.T) {
	t.Parallel()
	t.Run("size, tab, port, address, servers and drafts survive", func(t *testing.T) {
		t.Parallel()
		wire := newTap(t, "127.77.4.2"+picturePort, "127.0.0.1:0", sink(t))
		w := open(t, setup{settings: settings{"port": "4711", "client_tab": true}})
		w.fill(t, wire.addr)
		w.awaitComposer(t)
		w.xdotool(t, "windowsize", w.id, "900", "640")
		w.paste(t, "half a sentence, 半句")
		w.process.end()
		w.exit(t, 0)
		saved := w.prefs(t)
		for name, want := range map[string]any{"port": "4711", "client_tab": true, "address": wire.addr, "width": 900., "height": 640.} {
			if saved[name] != want {
				t.Errorf("%s was saved as %v, want %v", name, saved[name], want)
			}
		}
		again := open(t, setup{home: w.home, display: w.display})
		if got := again.xdotool(t, "getwindowgeometry", again.id); !strings.Contains(got, "900x640") {
			t.Errorf("the window opens as %s", got)
		}
		again.size.X, again.size.Y = 900, 640
		if got := again.draft(t); got != "half a sentence, 半句" {
			t.Errorf("the draft is %q", got)
		}
		again.shows(t, "restarted")
	})
	t.Run("after kill -9 all but the last half second is there, whole", func(t *testing.T) {
		t.Parallel()
		dir := home(t)
		d := newDisplay(t, desktop)
		port := "1"
		for round := range 4 {
			w := open(t, setup{home: dir, display: d})
			if got := w.prefs(t)["port"]; round > 0 && got != port {
				t.Fatalf("the port is %v, want %q", got, port)
			}
			for range tabsToFieldWide {
				w.pressVisibly(t, "Tab")
			}
			w.pressVisibly(t, "ctrl+a")
			port = strconv.Itoa(2000 + round)
			w.write(t, port)
			// By itself, that is; the half second is ui/internal/prefs's, whose tests
			// have a clock of their own.
			eventually(t, "the port is saved", func() bool { return w.prefs(t)["port"] == port })
			// The kill comes while more is on its way to the disk.
			w.write(t, strings.Repeat("9", 1+round))
			if err := w.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			<-w.done
			left := w.prefs(t)["port"].(string) // fails unless it is whole
			if !strings.HasPrefix(left, port) {
				t.Fatalf("the port is %q, want %q or more", left, port)
			}
			port = left
		}
	})
	t.Run("a file that cannot be read is put aside, and a banner names it", func(t *testing.T) {
		t.Parallel()
		dir := fixedFolder(t, "confab-e2e-bad-settings")
		const bad = `{"version": 1, "port": "88`
		w := &window{home: dir}
		w.writePrefs(t, bad)
		w = open(t, setup{home: dir})
		// The third line of the alert has the time in the file's name.
		w.shows(t, "bad-settings", image.Rect(420, 640, 900, 660))
		aside, err := filepath.Glob(w.prefsFile() + ".bad-*")
		if err != nil || len(aside) != 1 {
			t.Fatalf("%v, %v", aside, err)
		}
		if kept, err := os.ReadFile(aside[0]); err != nil || string(kept) != bad {
			t.Errorf("what was put aside is %q, %v", kept, err)
		}
	})
}
