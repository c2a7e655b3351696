//go:build e2e

package e2e

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// newMember makes a home whose person has the same key in every run: names and
// avatars get their colours from it.
func newMember(t testing.TB, key byte) string {
	t.Helper()
	dir := home(t)
	w := &window{home: dir}
	if err := os.MkdirAll(w.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	var seed [ed25519.SeedSize]byte
	seed[0] = key
	public, err := x509.MarshalPKIXPublicKey(ed25519.NewKeyFromSeed(seed[:]).Public())
	if err != nil {
		t.Fatal(err)
	}
	identity := fmt.Sprintf("confab identity 1\nseed %x\nid %x\n", seed, sha256.Sum256(public))
	if err := os.WriteFile(filepath.Join(w.data(), "identity"), []byte(identity), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// data is the data folder, as -data of the commands takes it.
func (w *window) data() string { return filepath.Dir(w.prefsFile()) }

// inTerminal starts a command of the same program, with JSON for its output.
func inTerminal(t testing.TB, args ...string) *process {
	t.Helper()
	cmd := exec.Command(confab, append(args, "-json")...)
	dir := home(t)
	cmd.Env = environment("HOME="+dir, "XDG_CONFIG_HOME="+dir, "LANG=en_US.UTF-8")
	return run(t, cmd)
}

// kill ends a program as a power cut does.
func (p *process) kill(t testing.TB) {
	t.Helper()
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-p.done
}

// The grounds of buttons that stand out, in the light and in the dark theme.
var (
	accent = [2]color.RGBA{{0x40, 0x59, 0xe0, 0xff}, {0x8f, 0xa3, 0xff, 0xff}}
	danger = [2]color.RGBA{{0xc8, 0x30, 0x4a, 0xff}, {0xf2, 0x78, 0x8a, 0xff}}
)

// button finds the first button from the top that is filled with a colour.
func (w *window) button(t testing.TB, part image.Rectangle, fill [2]color.RGBA) (middle image.Point, ok bool) {
	t.Helper()
	const least, below = 50, 12 // how wide it is at least; text begins below its edge
	img := w.display.picture(t, part)
	for y := range img.Rect.Dy() {
		wide := 0
		for x := range img.Rect.Dx() + 1 {
			if c := img.RGBAAt(x, y); c == fill[0] || c == fill[1] {
				wide++
				continue
			}
			if wide >= least {
				return part.Min.Add(image.Pt(x-wide/2, y+below)), true
			}
			wide = 0
		}
	}
	return image.Point{}, false
}

// clickButton waits for a filled button in a part of the window, and clicks on it.
func (w *window) clickButton(t testing.TB, part image.Rectangle, fill [2]color.RGBA) {
	t.Helper()
	var at image.Point
	eventually(t, "a button can be clicked", func() (ok bool) {
		at, ok = w.button(t, part, fill)
		return ok
	})
	w.click(t, at, 1)
	eventually(t, "the button is gone", func() bool {
		now, there := w.button(t, part, fill)
		return !there || now != at
	})
}

// click presses a button of the pointer at a point, and takes the pointer away.
func (w *window) click(t testing.TB, at image.Point, button int) {
	t.Helper()
	w.xdotool(t, "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y), "click", strconv.Itoa(button), "mousemove", "1", "1")
}

// panel is where the list is, while it is shown.
func (w *window) panel() image.Rectangle {
	if w.narrow() {
		return image.Rect(0, bar, w.size.X, w.size.Y-bar)
	}
	return image.Rect(0, bar, rail, w.size.Y)
}

// talk is where what was said is, while it is shown.
func (w *window) talk() image.Rectangle {
	if w.narrow() {
		return image.Rect(0, bar, w.size.X, w.size.Y-composerHeight)
	}
	return image.Rect(rail+1, 2*bar, w.size.X, w.size.Y-composerHeight)
}

// composerHeight is that of the composer with one line.
const composerHeight = 64

// accept lets in the first person who asks.
func (w *window) accept(t testing.TB) {
	t.Helper()
	list := w.panel()
	list.Min.Y = rowEveryone - rowHeight/2 // above is Start for as long as the last frame stands
	shown := func() (at image.Point, ok bool) { return w.button(t, list, accent) }
	eventually(t, "a request is shown", func() bool {
		_, ok := shown()
		return ok
	})
	// A row that just came takes no press for a moment. Under the pointer the button
	// has another colour.
	insist(t, "the first request is accepted", func() bool {
		w.settled(t)
		_, ok := shown()
		return !ok
	}, func() {
		if at, ok := shown(); ok {
			w.click(t, at, 1)
		}
	})
}

// The grounds of bubbles, in both themes.
var (
	own   = [2]color.RGBA{{0xd9, 0xe2, 0xff, 0xff}, {0x30, 0x3e, 0x80, 0xff}}
	peers = [2]color.RGBA{{0xff, 0xff, 0xff, 0xff}, {0x22, 0x28, 0x34, 0xff}}
)

// menu opens the menu of the lowest bubble with this ground and chooses the
// item-th from it, counted from 1.
func (w *window) menu(t testing.TB, ground [2]color.RGBA, item int) {
	t.Helper()
	eventually(t, "the menu of a bubble opens", func() bool {
		at, ok := w.bubble(t, ground)
		return ok && w.menuOpens(t, at)
	})
	w.choose(t, item)
}

// bubble is a place in the lowest bubble with this ground.
func (w *window) bubble(t testing.TB, ground [2]color.RGBA) (at image.Point, ok bool) {
	t.Helper()
	const wide, high = 40, 8 // a part of it without words, at the lower edge
	img, talk := w.settled(t), w.talk()
	for y := talk.Max.Y - high; y > talk.Min.Y; y-- {
		run := 0
		for x := talk.Min.X; x < talk.Max.X; x++ {
			if c := img.RGBAAt(x, y); c != ground[0] && c != ground[1] {
				run = 0
			} else if run++; run == wide {
				return image.Pt(x, y-high), true
			}
		}
	}
	return image.Point{}, false
}

// menuOpens asks for the menu at a point and says whether there is one: what was
// there may just have moved.
func (w *window) menuOpens(t testing.TB, at image.Point) bool {
	t.Helper()
	before := w.settled(t)
	w.click(t, at, 3)
	return within(3*time.Second, func() bool {
		worst, _ := compare(w.look(t), before)
		return worst > tolerated
	})
}

// choose chooses the item-th, counted from 1, from the menu that is open.
func (w *window) choose(t testing.TB, item int) {
	t.Helper()
	for range item {
		w.pressVisibly(t, "Down")
	}
	w.pressVisibly(t, "Return")
}

// awaitConnection waits until the program has a connection with addr.
func (p *process) awaitConnection(t testing.TB, addr string) {
	t.Helper()
	pid := "pid=" + strconv.Itoa(p.Process.Pid) + ","
	eventually(t, "it is connected with "+addr, func() bool {
		all := command(t, environment(), "ss", "-H", "-t", "-n", "-p", "state", "established", "dst", addr)
		return strings.Contains(all, pid)
	})
}
