//go:build e2e

package e2e

import (
	"image"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// compositors are those that the window is tried in. One that is titled says
// that it draws the title bars of windows.
var compositors = map[string]struct {
	start  func(testing.TB) *compositor
	titled bool
}{
	"weston": {newWeston, false},
	"mutter": {newMutter, false},
	"sway":   {newSway, true},
}

// hosting is a client that is to start its server on any port of this machine.
var hosting = setup{settings: settings{"port": "127.0.0.1:0"}}

// host starts the server and returns where it listens. The button is below the
// bar, the state and the port.
func (w *client) host(t testing.TB) string {
	t.Helper()
	w.click(t, image.Pt(rail/2, 254))
	return w.listening(t)
}

func TestWaylandEnds(t *testing.T) {
	t.Parallel()
	for name, c := range compositors {
		t.Run("SIGTERM closes the window in "+name+", and the port and the data folder are free", func(t *testing.T) {
			t.Parallel()
			in := c.start(t)
			w := startIn(t, in, hosting)
			addr := w.host(t)
			if err := w.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			w.exit(t, 0)
			if w.err.String() != "" {
				t.Errorf("it complains:\n%s", w.err)
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				t.Fatalf("the port is not free: %v", err)
			}
			l.Close()
			again := startIn(t, in, setup{home: w.home})
			again.host(t)
		})
	}
	t.Run("when the compositor goes away while it hosts, it ends and says why", func(t *testing.T) {
		t.Parallel()
		in := newWeston(t)
		w := startIn(t, in, hosting)
		told := visit(t, w.host(t))
		if err := in.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		told() // a FIN, not a reset
		w.exit(t, 1)
		if !strings.Contains(w.err.String(), "The window is gone") {
			t.Errorf("it says:\n%s", w.err)
		}
	})
	t.Run("when the compositor hangs, SIGTERM ends it all the same", func(t *testing.T) {
		t.Parallel()
		in := newWeston(t)
		w := startIn(t, in, hosting)
		told := visit(t, w.host(t))
		if err := in.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = in.Process.Signal(syscall.SIGCONT) })
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		told()
		w.exit(t, 0)
	})
}

// composes waits until the composer has the focus.
func (w *client) composes(t testing.TB) {
	t.Helper()
	eventually(t, "the composer has the focus", func() bool { return w.composing(t) })
}

// composing reports whether the composer has the focus: its frame, at the bottom, is
// blue then.
func (w *client) composing(t testing.TB) bool {
	t.Helper()
	left := w.at.Min.X + rail
	frame := w.display.picture(t, image.Rect(left, w.at.Max.Y-33, left+rail/10, w.at.Max.Y-32))
	for i := 0; i < len(frame.Pix); i += 4 {
		if int(frame.Pix[i+2])-int(frame.Pix[i]) > 80 {
			return true
		}
	}
	return false
}

func TestWaylandTalks(t *testing.T) {
	t.Parallel()
	t.Run("what is typed and pasted goes to a guest, also after a paste of nothing", func(t *testing.T) {
		t.Parallel()
		w := startIn(t, newWeston(t), hosting)
		told := visit(t, w.host(t))
		w.composes(t)
		w.press(t, "ctrl+v") // nothing is in the clipboard yet
		w.write(t, "words")
		eventually(t, "it is written", func() bool { return w.draft(t) == "words" })
		// Without a pause between them, which no person manages, a press may be lost.
		pasted := func() bool { return strings.HasPrefix(w.draft(t), "wordswords") }
		insist(t, "what was copied is pasted", pasted, func() {
			for _, key := range []string{"ctrl+a", "ctrl+c", "End", "ctrl+v"} {
				w.press(t, key)
			}
		})
		w.press(t, "Return")
		eventually(t, "it is sent", func() bool { return w.draft(t) == "" })
		if err := w.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if got := told(); !strings.HasPrefix(got, "wordswords") {
			t.Errorf("the guest was told %q", got)
		}
		w.exit(t, 0)
	})
}

func TestWaylandWithoutGraphics(t *testing.T) {
	t.Parallel()
	// No driver of Vulkan; and none of EGL at all, or none for Wayland.
	const nowhere = "/nonexistent"
	vulkan := []string{"VK_ICD_FILENAMES=" + nowhere, "VK_DRIVER_FILES=" + nowhere}
	begin := func(t *testing.T, in *compositor, env ...string) *window {
		t.Helper()
		s := hosting
		s.display = in.display
		s.env = append(append(slices.Clone(vulkan), "DISPLAY=", "WAYLAND_DISPLAY="+in.socket), env...)
		return start(t, s)
	}
	t.Run("the terminal says why there is no window, and serves", func(t *testing.T) {
		t.Parallel()
		w := begin(t, newWeston(t), "__EGL_VENDOR_LIBRARY_DIRS="+nowhere, "__EGL_VENDOR_LIBRARY_FILENAMES="+nowhere)
		w.err.await(t, "neither EGL nor Vulkan works here")
		// The default port may be another's, which ends it with a sentence.
		eventually(t, "it serves", func() bool {
			return strings.Contains(w.out.String(), "Listening on") || strings.Contains(w.err.String(), "Port "+defaultPort)
		})
	})
	t.Run("the window opens on X11 where that can be drawn on", func(t *testing.T) {
		t.Parallel()
		source, library := filepath.Join(t.TempDir(), "none.c"), filepath.Join(t.TempDir(), "none.so")
		if err := os.WriteFile(source, []byte("void *wl_egl_window_create(void *s, int w, int h) { return 0; }\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		command(t, environment(), "gcc", "-shared", "-fPIC", "-o", library, source)
		beside := newDisplay(t, desktop)
		w := begin(t, newWeston(t), "LD_PRELOAD="+library, "DISPLAY="+beside.name)
		w.display = beside
		w.appear(t)
	})
}

func TestWaylandTitleBar(t *testing.T) {
	t.Parallel()
	for name, c := range compositors {
		t.Run("its own bar is there if "+name+" draws none, and closes at the first click", func(t *testing.T) {
			t.Parallel()
			w := startIn(t, c.start(t), setup{settings: settings{"theme": "light"}})
			if shown := w.bar > 0; shown == c.titled {
				t.Fatalf("it is there: %v", shown)
			}
			if c.titled {
				return
			}
			if size := w.at.Size().Sub(image.Pt(0, w.bar)); size != desktop {
				t.Errorf("the page is %v large, want %v", size, desktop)
			}
			// The buttons are 48 wide, from the right: close, maximize, minimize.
			w.titleClick(t, -72, "click", "1")
			eventually(t, "the window is maximized", w.sized(t, room))
			w.titleClick(t, -24, "click", "1")
			w.exit(t, 0)
			if p := w.prefs(t); p["width"] != float64(desktop.X) || p["height"] != float64(desktop.Y) {
				t.Errorf("it remembers %v × %v", p["width"], p["height"])
			}
		})
	}
	t.Run("a double click maximizes and restores, a drag moves, and the edge resizes", func(t *testing.T) {
		t.Parallel()
		w := startIn(t, newWeston(t), setup{settings: settings{"theme": "light"}})
		full := w.at.Size()
		double := func() { w.titleClick(t, -500, "click", "--repeat", "2", "--delay", "50", "1") }
		insist(t, "the window is maximized", w.sized(t, room), double)
		insist(t, "the window is restored", w.sized(t, full), double)
		// Towards the middle, so that all of it stays on the screen.
		step := "8"
		if w.at.Min.X > room.X-w.at.Max.X {
			step = "-8"
		}
		w.titleClick(t, -500, "mousedown", "1")
		w.drag(t, "moved", step, func(was, is image.Rectangle) bool { return is.Size() == full && is.Min != was.Min })
		w.moveTo(t, w.at.Min.Add(image.Pt(1, 300)))
		w.xdotool(t, "mousedown", "1")
		w.drag(t, "narrower", "8", func(was, is image.Rectangle) bool { return is.Max == was.Max && is.Min.X > was.Min.X })
		eventually(t, "the new size is remembered", func() bool {
			w.locate(t)
			p := w.prefs(t)
			return p["width"] == float64(w.at.Dx()) && p["height"] == float64(desktop.Y) && w.at.Dx() < desktop.X
		})
	})
}

// drag moves the pointer, whose button is down, until the window has changed as
// is wanted, and lets go.
func (w *client) drag(t testing.TB, what, step string, changed func(was, is image.Rectangle) bool) {
	t.Helper()
	was := w.at
	eventually(t, "the window is "+what, func() bool {
		w.xdotool(t, "mousemove_relative", "--", step, "0")
		w.display.still(t)
		w.locate(t)
		return changed(was, w.at)
	})
	w.xdotool(t, "mouseup", "1")
	w.display.still(t)
	w.locate(t)
}

// titleClick does something with the pointer on the title bar, so far from its
// right end.
func (w *client) titleClick(t testing.TB, x int, act ...string) {
	t.Helper()
	w.moveTo(t, image.Pt(w.at.Max.X+x, w.at.Min.Y+titleBar/2))
	w.xdotool(t, act...)
}

// sized is whether its window has this size.
func (w *client) sized(t testing.TB, size image.Point) func() bool {
	return func() bool {
		w.locate(t)
		return w.at.Size() == size
	}
}
