//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"confab/ui/internal/attention"
)

// talker is a plain server that the window of a test talks with.
type talker struct{ net.Conn }

// talkIn opens a window, in the upper left corner of a display with a window
// manager, in which the talk with a plain server is shown.
func talkIn(t *testing.T, d *display, language string) (*window, talker) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	came := make(chan net.Conn, 1)
	go func() {
		if conn, err := l.Accept(); err == nil {
			go io.Copy(io.Discard, conn)
			came <- conn
		}
		close(came)
	}()
	w := start(t, setup{display: d, language: language, settings: settings{"client_tab": true, "name": "Ann", "address": l.Addr().String()}})
	w.id = d.focus(t, w.process, "Confab$")
	w.xdotool(t, "windowmove", "--sync", w.id, "0", "0")
	w.appear(t)
	w.connect(t)
	var s talker
	eventually(t, "the window has connected", func() bool {
		select {
		case s.Conn = <-came:
			return true
		default:
			return false
		}
	})
	t.Cleanup(func() { s.Close() })
	return w, s
}

// says sends a message of its own.
func (s talker) says(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(s, text+"\n"); err != nil {
		t.Fatal(err)
	}
}

// shown waits until the transcript shows something else than before, in a window
// in the upper left corner: what the frame of that takes is less than a bar.
func (w *window) shown(t testing.TB, do func()) {
	t.Helper()
	part := image.Rect(rail+bar, 3*bar, w.size.X-bar, w.size.Y-2*bar)
	before := w.display.picture(t, part)
	eventually(t, "the window is drawn", func() bool {
		now := w.display.picture(t, part)
		drawn := bytes.Equal(now.Pix, before.Pix) && now.RGBAAt(0, 0) != color.RGBA{A: 255}
		before = now
		return drawn
	})
	do()
	eventually(t, "the transcript shows it", func() bool { return !bytes.Equal(before.Pix, w.display.picture(t, part).Pix) })
}

// title is the window's.
func (w *window) title(t testing.TB) string {
	t.Helper()
	_, quoted, _ := strings.Cut(w.property(t, "-id", w.id, "_NET_WM_NAME"), " = ")
	return strings.Trim(strings.TrimSpace(quoted), `"`)
}

// urgent says whether both signs of X11 are set: the hint, and the window manager's.
func (w *window) urgent(t testing.TB) (hint, demand bool) {
	t.Helper()
	return strings.Contains(w.property(t, "-id", w.id, "WM_HINTS"), "urgency"),
		strings.Contains(w.property(t, "-id", w.id, "_NET_WM_STATE"), "DEMANDS_ATTENTION")
}

// unread is the number in its title.
func (w *window) unread(t testing.TB) (n int) {
	t.Helper()
	fmt.Sscanf(w.title(t), "(%d) Ann – Confab", &n) // 0 without one
	return n
}

// signs waits until the window has this title, and is urgent or not.
func (w *window) signs(t testing.TB, title string, urgent bool) {
	t.Helper()
	eventually(t, "the title is "+title, func() bool { return w.title(t) == title })
	eventually(t, "the window wants to be looked at, or does not any more", func() bool {
		hint, demand := w.urgent(t)
		return hint == urgent && demand == urgent
	})
}

func TestAWindowThatNobodyLooksAtTellsOfMessages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		language    string
		leave, back func(t *testing.T, w *window)
	}{
		"minimized": {"", func(t *testing.T, w *window) { w.xdotool(t, "windowminimize", "--sync", w.id) },
			func(t *testing.T, w *window) { w.xdotool(t, "windowactivate", "--sync", w.id) }},
		"covered by another window": {"zh_CN.UTF-8", func(t *testing.T, w *window) { w.cover(t) },
			func(t *testing.T, w *window) { w.xdotool(t, "windowactivate", "--sync", w.id) }},
		"on another desktop": {"", func(t *testing.T, w *window) { w.xdotool(t, "set_desktop", "1") },
			func(t *testing.T, w *window) { w.xdotool(t, "set_desktop", "0", "windowactivate", "--sync", w.id) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDisplay(t, desktop.Add(desktop))
			d.manage(t)
			w, peer := talkIn(t, d, c.language)
			for range 2 { // the second time as the first
				w.shown(t, func() { peer.says(t, "seen") })
				w.signs(t, "Ann – Confab", false)
				c.leave(t, w)
				eventually(t, "it has not the focus", func() bool { return !strings.Contains(d.focused(t), w.id) })
				w.signs(t, "Ann – Confab", false)
				// What comes before the program hears that it lost the focus is read,
				// and a window manager that has not heard ignores what it is asked.
				n := 0
				insist(t, "it counts messages and wants to be looked at", func() bool {
					n = w.unread(t)
					hint, demand := w.urgent(t)
					return n > 0 && hint && demand
				}, func() { peer.says(t, "one") })
				peer.says(t, "two")
				eventually(t, "it counts one more", func() bool { return w.unread(t) > n })
				c.back(t, w)
				w.signs(t, "Ann – Confab", false)
			}
			if strings.Contains(w.property(t, "-id", w.id, "WM_HINTS"), "False") {
				t.Error("the hint that it takes the keyboard is lost")
			}
		})
	}
}

// focused is the window that has the keyboard, as xdotool names it.
func (d *display) focused(t testing.TB) string {
	t.Helper()
	cmd := exec.Command(tool(t, "xdotool"), "getwindowfocus")
	cmd.Env = environment("DISPLAY=" + d.name)
	out, _ := cmd.Output() // fails where none has it
	return strings.TrimSpace(string(out))
}

// cover puts another program's window over the whole screen, which takes the focus.
func (d *display) cover(t testing.TB) {
	t.Helper()
	other := exec.Command(tool(t, "xev"), "-geometry", "2000x1400+0+0", "-name", "cover", "-event", "mouse")
	other.Env = environment("DISPLAY=" + d.name)
	p := run(t, other)
	d.xdotool(t, "windowactivate", "--sync", d.focus(t, p, "^cover$"))
}

func TestAttentionWithoutAWindow(t *testing.T) {
	d := newDisplay(t, desktop)
	t.Setenv("DISPLAY", d.name)
	if err := attention.Ask(0, true); err != nil {
		t.Errorf("no window: %v", err)
	}
	if err := attention.Ask(0x7fffff, true); err == nil {
		t.Error("a window that is not there is no error")
	}
	d.server.end()
	if err := attention.Ask(1, true); err == nil {
		t.Error("a display that is not there is no error")
	}
}

// A compositor tells nobody the title of a window; the library of its clients prints
// what the program asks for.
func TestAHiddenWindowOnWaylandTellsOfMessages(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"weston", "mutter"} {
		t.Run("minimized in "+name, func(t *testing.T) {
			t.Parallel()
			w := startIn(t, compositors[name].start(t), setup{
				settings: settings{"port": "127.0.0.1:0", "name": "Ann"}, env: []string{"WAYLAND_DEBUG=1"},
			})
			guest, err := net.Dial("tcp", w.host(t))
			if err != nil {
				t.Fatal(err)
			}
			defer guest.Close()
			talker{guest}.says(t, "to a talk that is not shown")
			w.err.await(t, `set_title("(1) Ann – Confab")`)
			w.titleClick(t, -120, "click", "1")
			w.err.await(t, "set_minimized()")
			eventually(t, "it is hidden", func() bool { return w.compositor.bounds(t).Empty() })
			talker{guest}.says(t, "to a window that is not shown")
			w.err.await(t, `set_title("(2) Ann – Confab")`)
			// Mesa would ask for one frame more for each that is drawn, and wait for it.
			surface := regexp.MustCompile(`(wl_surface@\d+)\.attach`).FindStringSubmatch(w.err.String())[1]
			frames, commits := strings.Count(w.err.String(), surface+".frame("), strings.Count(w.err.String(), surface+".commit()")
			if frames > commits*3/2 {
				t.Errorf("%d frames were asked for with %d commits", frames, commits)
			}
		})
	}
}
