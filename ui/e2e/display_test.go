//go:build e2e

package e2e

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// display is an X server of its own, with its screen in a file.
type display struct {
	name   string // ":7"
	size   image.Point
	server *process
	screen *os.File
	// first is where in the file the pixels begin, line how many bytes one has.
	first, line int64
}

// newDisplay starts an X server with a screen of this size.
func newDisplay(t testing.TB, size image.Point) *display {
	t.Helper()
	dir := t.TempDir()
	d := &display{size: size}
	// One who does not start has met another's number.
	const tries = 20
	for n := 1; !d.serve(t, dir); n++ {
		if n == tries {
			t.Fatalf("Xvfb did not start: %s", d.server.err)
		}
	}
	var err error
	if d.screen, err = os.Open(filepath.Join(dir, "Xvfb_screen0")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.screen.Close() })
	d.readHeader(t)
	return d
}

// serve starts the server under a number, and says whether it took it. Xvfb does not
// choose the number: it would take one of a server that is just ending, which then
// removes the name of the socket, and programs that know no abstract ones find none.
func (d *display) serve(t testing.TB, dir string) bool {
	t.Helper()
	const first, numbers = 100, 50000 // X11 ends below 59 536
	d.name = fmt.Sprint(":", first+rand.IntN(numbers))
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	// Xvfb tells when it is there. It must not reset when xdotool disconnects, and a
	// pointer is no part of the picture. It listens on a socket of this machine only,
	// so that anyone here may connect (-ac).
	cmd := exec.Command(tool(t, "Xvfb"), d.name, "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", d.size.X, d.size.Y),
		"-fbdir", dir, "-nolisten", "tcp", "-noreset", "-nocursor", "-ac")
	cmd.ExtraFiles = []*os.File{w}
	d.server = run(t, cmd)
	w.Close()
	_, err = bufio.NewReader(r).ReadString('\n')
	return err == nil
}

// manage starts a window manager on the display, with three desktops. Its screen
// needs room for the frames of windows.
func (d *display) manage(t testing.TB) {
	t.Helper()
	dir := home(t)
	manager := exec.Command(tool(t, "openbox"), "--sm-disable")
	manager.Env = environment("DISPLAY="+d.name, "HOME="+dir, "XDG_RUNTIME_DIR="+dir, "LANG=C.UTF-8")
	run(t, manager)
	eventually(t, "the window manager is there", func() bool {
		return strings.Contains(d.property(t, "-root", "_NET_SUPPORTING_WM_CHECK"), "window id")
	})
	// That property is there before it listens: it does once it has done
	// something that it was asked for.
	eventually(t, "the window manager listens", func() bool {
		d.xdotool(t, "set_num_desktops", "3")
		return strings.Contains(d.property(t, "-root", "_NET_NUMBER_OF_DESKTOPS"), "= 3")
	})
}

// property is what xprop says of a property of a window: -root, or -id and its id.
func (d *display) property(t testing.TB, args ...string) string {
	t.Helper()
	return command(t, environment("DISPLAY="+d.name, "LC_ALL=C.UTF-8"), "xprop", args...)
}

// keep has the screen kept when the test fails, as it is before what was started
// until now ends.
func (d *display) keep(t testing.TB) {
	t.Cleanup(func() {
		if t.Failed() {
			name := strings.Map(fileName, t.Name()) + strings.ReplaceAll(d.name, ":", "-display-")
			writePNG(t, filepath.Join(failures, name+".png"), d.picture(t, image.Rectangle{Max: d.size}))
		}
	})
}

// fileName leaves of the name of a test what every system takes.
func fileName(r rune) rune {
	if strings.ContainsRune("/\\:*?\"<>|'", r) {
		return '-'
	}
	return r
}

// readHeader reads the header of an XWD file (X11/XWDFile.h): 32-bit numbers,
// big-endian.
func (d *display) readHeader(t testing.TB) {
	t.Helper()
	const headerSize, bitsPerPixel, bytesPerLine, colors = 0, 11, 12, 19
	var header [25]uint32
	if err := binary.Read(d.screen, binary.BigEndian, &header); err != nil {
		t.Fatal(err)
	}
	if header[bitsPerPixel] != 32 {
		t.Fatalf("the screen has %d bits per pixel, want 32", header[bitsPerPixel])
	}
	const colorSize = 12
	d.first = int64(header[headerSize]) + int64(header[colors])*colorSize
	d.line = int64(header[bytesPerLine])
}

// picture is a part of the screen as it is now.
func (d *display) picture(t testing.TB, part image.Rectangle) *image.RGBA {
	t.Helper()
	part = part.Intersect(image.Rectangle{Max: d.size})
	img := image.NewRGBA(image.Rectangle{Max: part.Size()})
	line := make([]byte, 4*part.Dx())
	for y := range part.Dy() {
		if _, err := d.screen.ReadAt(line, d.first+int64(part.Min.Y+y)*d.line+4*int64(part.Min.X)); err != nil {
			t.Fatal(err)
		}
		to := img.Pix[y*img.Stride:]
		for x := 0; x < len(line); x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = line[x+2], line[x+1], line[x], 255
		}
	}
	return img
}

// xdotool does something at this display and returns what it prints.
func (d *display) xdotool(t testing.TB, args ...string) string {
	t.Helper()
	return strings.TrimSpace(command(t, environment("DISPLAY="+d.name, "LC_ALL=C.UTF-8"), "xdotool", args...))
}

// moveTo moves the pointer.
func (d *display) moveTo(t testing.TB, at image.Point) {
	t.Helper()
	d.xdotool(t, "mousemove", "--sync", strconv.Itoa(at.X), strconv.Itoa(at.Y))
}

// focus waits until the program p has a window whose title matches, gives it the
// keyboard and returns its id.
func (d *display) focus(t testing.TB, p *process, title string) string {
	t.Helper()
	var id string
	eventually(t, "the window "+title+" opens", func() bool {
		if p.ended() {
			t.Fatalf("%v ended: %v\n%s%s", p.Args, p.ProcessState, p.out, p.err)
		}
		cmd := exec.Command(tool(t, "xdotool"), "search", "--onlyvisible", "--name", title)
		cmd.Env = environment("DISPLAY=" + d.name)
		found, err := cmd.Output() // fails while there is none
		id = strings.TrimSpace(string(found))
		return err == nil && id != ""
	})
	d.xdotool(t, "windowfocus", "--sync", id)
	return id
}

// press presses keys, by the names that X has for them, one after the other.
func (d *display) press(t testing.TB, keys ...string) {
	t.Helper()
	d.xdotool(t, append([]string{"key", "--clearmodifiers", "--delay", "15"}, keys...)...)
}

// write types text as a person does, key by key.
func (d *display) write(t testing.TB, text string) {
	t.Helper()
	d.xdotool(t, "type", "--delay", "15", text)
}
