//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// compositor is a Wayland compositor whose one output is a window on a display
// of its own: the keys and the pointer of that display are its own.
type compositor struct {
	*process
	display *display
	// socket is the path where its clients connect.
	socket string
	// empty is its picture without clients.
	empty *image.RGBA
}

// room is the size of a compositor's output: so large that no desktop
// maximizes a new window because it nearly fills the screen.
var room = image.Pt(1400, 1000)

// outputSize is that size in words.
func outputSize() string { return strconv.Itoa(room.X) + "x" + strconv.Itoa(room.Y) }

// newCompositor starts cmd, which is to open its output on display d and make
// socket, in a folder that only user may enter, on a ground of this colour; zero
// is any but black.
func newCompositor(t testing.TB, d *display, cmd *exec.Cmd, socket string, user *syscall.Credential, ground color.RGBA) *compositor {
	t.Helper()
	dir := filepath.Dir(socket)
	if user != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user}
		give(t, dir, user)
	}
	cmd.Env = append(environment("DISPLAY="+d.name, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "XDG_CONFIG_HOME="+dir,
		"LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "NO_AT_BRIDGE=1", "GSETTINGS_BACKEND=memory"), cmd.Env...)
	c := &compositor{process: run(t, cmd), display: d, socket: socket}
	d.keep(t)
	eventually(t, cmd.Args[0]+" takes clients", func() bool {
		if c.ended() {
			t.Fatalf("%v ended: %v\n%s%s", cmd.Args, c.ProcessState, c.out, c.err)
		}
		_, err := os.Stat(socket)
		return err == nil
	})
	// The line of a child of the root window, of the size of the output.
	line := regexp.MustCompile(`(?m)^ +(0x[0-9a-f]+) .* ` + outputSize() + `\+`)
	var id string
	eventually(t, cmd.Args[0]+" has opened its output", func() bool {
		found := line.FindStringSubmatch(command(t, environment("DISPLAY="+d.name), "xwininfo", "-root", "-children"))
		if found != nil {
			id = found[1]
		}
		return id != ""
	})
	d.xdotool(t, "windowmove", "--sync", id, "0", "0")
	d.xdotool(t, "windowfocus", "--sync", id)
	// It may fade in.
	eventually(t, "its output has its ground", func() bool {
		at := d.picture(t, image.Rect(1, 1, 2, 2)).RGBAAt(0, 0)
		return at == ground || ground.A == 0 && at != color.RGBA{A: 255}
	})
	return c
}

// parked moves the pointer out of the way and keeps the picture without clients.
func (c *compositor) parked(t testing.TB) *compositor {
	t.Helper()
	c.display.moveTo(t, c.display.size.Sub(image.Pt(2, 2)))
	c.empty = (&window{display: c.display, size: c.display.size}).settled(t)
	return c
}

// aligned brings a pointer that the compositor draws itself, on this ground, to
// where the display's is. Weston moves it as far as the display's was moved, and
// loses the first of that while its output opens; at the edges its pointer stops.
func (c *compositor) aligned(t testing.TB, ground color.RGBA) *compositor {
	t.Helper()
	const arrow = 6 // pixels that it covers of a square of so many, and more
	middle := c.display.size.Div(2)
	insist(t, "its pointer is where the display's is", func() bool {
		now := c.display.picture(t, image.Rectangle{Min: middle, Max: middle.Add(image.Pt(arrow, arrow))})
		covered := 0
		for i := range arrow * arrow {
			if apart(now.RGBAAt(i%arrow, i/arrow), ground) {
				covered++
			}
		}
		return covered > arrow
	}, func() {
		for _, at := range []image.Point{{}, c.display.size.Sub(image.Pt(1, 1)), {}, middle} {
			c.display.moveTo(t, at)
		}
	})
	return c
}

// newWeston starts Weston: it draws no title bars.
func newWeston(t testing.TB) *compositor {
	t.Helper()
	dir := home(t)
	config := "[core]\nidle-time=0\n[shell]\npanel-position=none\nbackground-color=0xff206040\nanimation=none\nstartup-animation=none\nclose-animation=none\n"
	if err := os.WriteFile(filepath.Join(dir, "weston.ini"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "wayland-w")
	ground := color.RGBA{R: 0x20, G: 0x60, B: 0x40, A: 0xff}
	return newCompositor(t, newDisplay(t, room), exec.Command(tool(t, "weston"), "--backend=x11-backend.so",
		"--socket="+filepath.Base(socket), "--width="+strconv.Itoa(room.X), "--height="+strconv.Itoa(room.Y)), socket, nil, ground).
		aligned(t, ground).parked(t)
}

// newMutter starts Mutter, which is GNOME's, with a session bus of its own: it
// draws no title bars.
func newMutter(t testing.TB) *compositor {
	t.Helper()
	dir := home(t)
	bus := exec.Command(tool(t, "dbus-daemon"), "--session", "--nofork", "--print-address=1")
	bus.Env = environment("HOME="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=C.UTF-8")
	b := run(t, bus)
	b.out.await(t, "\n")
	socket := filepath.Join(dir, "wayland-m")
	cmd := exec.Command(tool(t, "mutter"), "--nested", "--wayland", "--no-x11", "--wayland-display="+filepath.Base(socket))
	cmd.Env = []string{"DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(b.out.String()),
		"MUTTER_DEBUG_DUMMY_MODE_SPECS=" + outputSize()}
	return newCompositor(t, newDisplay(t, room), cmd, socket, nil, color.RGBA{}).parked(t)
}

// newSway starts Sway, which draws title bars, of no height here. It refuses to run
// as root.
func newSway(t testing.TB) *compositor {
	t.Helper()
	// The path of its other socket, in there, may not be long.
	short, err := os.MkdirTemp("", "sway")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(short) })
	dir := filepath.Join(short, "run")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "config")
	if err := os.WriteFile(config, []byte("output * resolution "+outputSize()+
		"\noutput * bg #204060 solid_color\ndefault_border pixel 0\nfor_window [title=\"drag\"] floating enable\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var user *syscall.Credential
	if os.Getuid() == 0 {
		user = &nobody
	}
	cmd := exec.Command(tool(t, "sway"), "-c", config)
	cmd.Env = []string{"WLR_BACKENDS=x11", "WLR_RENDERER=pixman"}
	return newCompositor(t, newDisplay(t, room), cmd, filepath.Join(dir, "wayland-1"), user,
		color.RGBA{R: 0x20, G: 0x40, B: 0x60, A: 0xff}).parked(t)
}

// client is the program in a compositor.
type client struct {
	*window
	compositor *compositor
	// at is where its window is, and bar how high the title bar in it.
	at  image.Rectangle
	bar int
}

// titleBar is the height of the program's own title bar.
const titleBar = 40

// startIn starts the program in a compositor, with no way to the display around
// it, and waits until its window is there.
func startIn(t testing.TB, c *compositor, s setup) *client {
	t.Helper()
	s.display, s.env = c.display, append(s.env, "DISPLAY=", "WAYLAND_DISPLAY="+c.socket)
	w := &client{compositor: c}
	eventually(t, "the window before is gone", func() bool { return c.bounds(t).Empty() })
	w.window = start(t, s)
	eventually(t, "the window opens", func() bool {
		if w.ended() {
			t.Fatalf("it ended: %v\n%s%s", w.ProcessState, w.out, w.err)
		}
		at := c.bounds(t)
		c.display.still(t)
		return !at.Empty() && at == c.bounds(t)
	})
	w.locate(t)
	return w
}

// locate finds where its window is now, and whether it has a title bar: that
// ends with a line over the whole width.
func (w *client) locate(t testing.TB) {
	t.Helper()
	w.at, w.bar = w.compositor.bounds(t), 0
	bar := w.display.picture(t, image.Rect(w.at.Min.X+titleBar, w.at.Min.Y+titleBar-2, w.at.Max.X-titleBar, w.at.Min.Y+titleBar))
	above, line := bar.Pix[:bar.Stride], bar.Pix[bar.Stride:]
	if bytes.Equal(above[4:], above[:bar.Stride-4]) && bytes.Equal(line[4:], line[:bar.Stride-4]) && !bytes.Equal(above, line) {
		w.bar = titleBar
	}
}

// click clicks on a place of its page.
func (w *client) click(t testing.TB, at image.Point) {
	t.Helper()
	at = at.Add(w.at.Min).Add(image.Pt(0, w.bar))
	w.moveTo(t, at)
	w.xdotool(t, "click", "1")
}

// still returns what the display shows once that has not changed for a moment.
func (d *display) still(t testing.TB) *image.RGBA {
	t.Helper()
	return (&window{display: d, size: d.size}).still(t)
}

// bounds is where its one window is: where many pixels of a line or column are
// not as they are without.
func (c *compositor) bounds(t testing.TB) image.Rectangle {
	t.Helper()
	now, was := c.display.picture(t, image.Rectangle{Max: c.display.size}), c.empty
	columns, lines := make([]int, now.Rect.Dx()), make([]int, now.Rect.Dy())
	for y := range lines {
		for x := range columns {
			if apart(now.RGBAAt(x, y), was.RGBAAt(x, y)) { // a ground may shimmer
				columns[x]++
				lines[y]++
			}
		}
	}
	const many = 200
	left, right := span(columns, many)
	top, bottom := span(lines, many)
	return image.Rect(left, top, right, bottom)
}

// span is from the first to behind the last of counts above many.
func span(counts []int, many int) (from, to int) {
	above := func(n int) bool { return n > many }
	if from = slices.IndexFunc(counts, above); from < 0 {
		return 0, 0
	}
	for to = len(counts); !above(counts[to-1]); to-- {
	}
	return from, to
}
