//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// attachingIn opens a window in a compositor in which files can be attached: a member in the
// room of a host at ip, who saves what comes in saved.
func attachingIn(t *testing.T, c *compositor, ip string) (w *client, saved string) {
	t.Helper()
	saved = t.TempDir()
	addr := ip + picturePort
	inTerminal(t, "serve", "-open", "-addr", addr, "-save", saved, "-data", (&window{home: newMember(t, 1)}).data()).out.await(t, `"listening"`)
	w = startIn(t, c, setup{home: newMember(t, 2),
		settings: settings{"theme": "light", "name": "Ann", "client_tab": true, "client_plain": false, "address": addr}})
	button := func() (image.Point, bool) {
		return w.button(t, image.Rect(0, bar, rail, desktop.Y).Add(w.at.Min).Add(image.Pt(0, w.bar)), accent)
	}
	insist(t, "Connect is pressed", func() bool { _, there := button(); return !there }, func() {
		if at, there := button(); there {
			w.window.click(t, at, 1)
		}
	})
	eventually(t, "the composer has the focus", func() bool {
		w.locate(t) // it may have been found while it opened
		return w.composing(t)
	})
	return w, saved
}

// strip is a pixel of what waits above the composer, or of the talk where nothing does.
func (w *client) strip(t testing.TB) color.RGBA {
	t.Helper()
	at := image.Pt(w.at.Min.X+rail+17, w.at.Max.Y-90)
	return w.display.picture(t, image.Rectangle{Min: at, Max: at.Add(image.Pt(1, 1))}).RGBAAt(0, 0)
}

// sends sends what waits above the composer, once it does.
func (w *client) sends(t testing.TB, bare color.RGBA) {
	t.Helper()
	eventually(t, "a file waits above the composer", func() bool { return w.strip(t) != bare })
	insist(t, "what waits is sent", func() bool { return w.strip(t) == bare }, func() { w.press(t, "Return") })
}

// keeps waits until a file is there and has content.
func keeps(t testing.TB, path, content string) {
	t.Helper()
	eventually(t, filepath.Base(path)+" has come", func() bool {
		got, err := os.ReadFile(path)
		return err == nil && string(got) == content
	})
}

// clipped is a program in a compositor that has copied content as one type of data.
func (c *compositor) clipped(t testing.TB, kind, content string) *process {
	t.Helper()
	cmd := exec.Command(tool(t, "wl-copy"), "--foreground", "--type", kind)
	cmd.Env, cmd.Stdin = c.environment(), strings.NewReader(content)
	return run(t, cmd)
}

// environment is that of the compositor's clients.
func (c *compositor) environment() []string {
	return environment("WAYLAND_DISPLAY="+c.socket, "XDG_RUNTIME_DIR="+filepath.Dir(c.socket), "GDK_BACKEND=wayland", "NO_AT_BRIDGE=1", "LANG=C.UTF-8")
}

// written is a file and its URI, which is so short that it has room in one line of the
// composer: a paste before the compositor says what is copied now may come as text, and a
// second line would look like a file that waits.
func written(t testing.TB, name, content string) (uri string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func TestWaylandHandsOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		start func(testing.TB) *compositor
		ip    string
	}{"weston": {newWeston, "127.77.36.1"}, "mutter": {newMutter, "127.77.36.2"}, "sway": {newSway, "127.77.36.3"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := c.start(t)
			w, saved := attachingIn(t, in, c.ip)
			bare := w.strip(t)
			t.Run("files that were copied are pasted", func(t *testing.T) {
				owner := in.clipped(t, "text/uri-list", written(t, "plan 岛.pdf", "a plan")+"\r\n")
				insist(t, "a file waits", func() bool { return w.strip(t) != bare }, func() { w.press(t, "ctrl+v") })
				w.sends(t, bare)
				keeps(t, filepath.Join(saved, "plan 岛.pdf"), "a plan")
				owner.end()
			})
			t.Run("a picture that was copied is pasted", func(t *testing.T) {
				const png = "\x89PNG\r\n\x1a\nand so on"
				owner := in.clipped(t, "image/png", png)
				insist(t, "a file waits", func() bool { return w.strip(t) != bare }, func() { w.press(t, "ctrl+v") })
				w.sends(t, bare)
				var kept []string
				eventually(t, "the picture is kept", func() bool {
					kept, _ = filepath.Glob(filepath.Join(w.data(), "pasted", "picture-*.png"))
					return len(kept) > 0
				})
				insist(t, "the picture has come", func() bool {
					got, err := os.ReadFile(filepath.Join(saved, filepath.Base(kept[0])))
					return err == nil && string(got) == png
				}, func() { w.press(t, "Return") }) // it is asked how to send it
				eventually(t, "nothing is over the talk", func() bool { return w.strip(t) == bare })
				owner.end()
			})
			t.Run("after a program that does not write what it has copied, the next paste works", func(t *testing.T) {
				owner := in.clipped(t, "text/uri-list", written(t, "a.txt", "in a"))
				insist(t, "a file waits", func() bool { return w.strip(t) != bare }, func() { w.press(t, "ctrl+v") })
				if err := owner.Process.Signal(syscall.SIGSTOP); err != nil {
					t.Fatal(err)
				}
				w.press(t, "ctrl+v")
				if err := owner.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				owner = in.clipped(t, "text/plain;charset=utf-8", "words")
				// The owner before may have been so slow that its list came as the text that it is, too.
				insist(t, "the text is pasted", func() bool { return strings.Contains(w.draft(t), "words") }, func() { w.press(t, "ctrl+v") })
				owner.end()
				w.sends(t, bare)
			})
			t.Run("files are dropped", func(t *testing.T) { testWaylandDrop(t, w, saved, bare) })
		})
	}
}

// testWaylandDrop drags files out of a program of GTK, over a window and onto it.
func testWaylandDrop(t *testing.T, w *client, saved string, bare color.RGBA) {
	in := w.compositor
	files := []string{written(t, "b 岛.txt", "in b"), written(t, "c.txt", "in c")}
	w.press(t, "ctrl+comma") // the settings take no files
	eventually(t, "the settings are shown", func() bool { return !w.composing(t) })
	source, from := in.opensSource(t, files...)
	insist(t, "the settings refuse them", func() bool { return strings.Contains(source.out.String(), "nothing") }, func() {
		w.carry(t, from, w.clearOf(from))
		w.xdotool(t, "mouseup", "1")
	})
	if strings.Contains(source.out.String(), "copied") {
		t.Error("the settings have taken them")
	}
	source.end()
	insist(t, "the talk is shown again", func() bool { return w.composing(t) }, func() { w.press(t, "ctrl+comma") })

	source, from = in.opensSource(t, files...) // above the window, which a click may have raised
	at := w.clearOf(from)
	aim := image.Rect(at.X-30, at.Y-30, at.X+30, at.Y+30)
	shows := func() []byte { return w.display.picture(t, aim).Pix }
	before := shows()
	insist(t, "the window shows that files can be dropped", func() bool {
		w.xdotool(t, "mousemove_relative", "--", "1", "0")
		w.xdotool(t, "mousemove_relative", "--", "-1", "0")
		return !bytes.Equal(shows(), before) && strings.Contains(source.out.String(), "begin")
	}, func() {
		w.xdotool(t, "mouseup", "1")
		w.carry(t, from, at)
	})
	over := in.display.still(t)
	if shots() {
		writePNG(t, filepath.Join(failures, "drop in "+filepath.Base(in.Path)+".png"), over)
	}
	w.xdotool(t, "mouseup", "1")
	source.out.await(t, "copied")
	source.end()
	w.sends(t, bare)
	keeps(t, filepath.Join(saved, "b 岛.txt"), "in b")
	keeps(t, filepath.Join(saved, "c.txt"), "in c")
}

// opensSource opens a window from which files can be dragged, and returns where it is.
func (c *compositor) opensSource(t testing.TB, files ...string) (source *process, at image.Rectangle) {
	t.Helper()
	// Not the first python3 of the path, which may be another one than Debian's.
	cmd := exec.Command("/usr/bin/python3", append([]string{filepath.Join("testdata", "drag.py")}, files...)...)
	cmd.Env = c.environment()
	source = run(t, cmd)
	eventually(t, "the window to drag from opens", func() bool {
		if source.ended() {
			t.Fatalf("it ended:\n%s%s", source.out, source.err)
		}
		at = red(c.display.still(t))
		return !at.Empty()
	})
	return source, at
}

// carry moves the pointer with its button down from the middle of what is dragged.
func (w *client) carry(t testing.TB, from image.Rectangle, to image.Point) {
	t.Helper()
	begin := from.Min.Add(from.Size().Div(2))
	w.moveTo(t, begin)
	w.xdotool(t, "mousedown", "1")
	const steps = 20
	for i := range steps {
		w.moveTo(t, begin.Add(to.Sub(begin).Mul(i+1).Div(steps)))
	}
}

// red is where a picture is red.
func red(img *image.RGBA) (at image.Rectangle) {
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if c := img.RGBAAt(x, y); c.R == 0xff && c.G == 0 && c.B == 0 {
				at = at.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return at
}

// clearOf is a point of the talk that is away from what covers a part of it.
func (w *client) clearOf(covered image.Rectangle) image.Point {
	middle := w.at.Min.Add(w.at.Size().Div(2))
	for _, at := range []image.Point{middle, middle.Add(image.Pt(200, 0)), middle.Add(image.Pt(0, 150)), middle.Sub(image.Pt(0, 150))} {
		if !at.In(covered.Inset(-40)) {
			return at
		}
	}
	return middle
}
