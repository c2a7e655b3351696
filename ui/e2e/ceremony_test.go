//go:build e2e

package e2e

import (
	"image"
	"strconv"
	"testing"
	"time"

	"confab/transport"
)

// scanScreen is where the button is in a wide window that scans the screen: below the
// address field of the Client tab, above which no server nearby is found.
var scanScreen = image.Pt(120, 278)

// TestTwoStrangersMeet has two people who never met come to a verified talk: one starts a
// server and lets someone in, the other scans the code that the first window shows. It
// prints the number of clicks and the time. Nothing is typed.
func TestTwoStrangersMeet(t *testing.T) {
	d := newDisplay(t, image.Pt(desktop.X, 2*desktop.Y))
	guest := open(t, setup{display: d, settings: settings{"client_tab": true, "client_plain": false}})
	d.xdotool(t, "windowmove", "--sync", guest.id, "0", strconv.Itoa(desktop.Y))
	host := open(t, setup{display: d, settings: settings{"port": "127.0.0.1:0"}})
	below := func(at image.Point) image.Point { return at.Add(image.Pt(0, desktop.Y)) }
	guest.still(t)

	began, clicks := time.Now(), 0
	// A new button takes no press for a moment, in which a person looks for it. One that
	// comes too early all the same is made again.
	press := func(w *window, at func() image.Point, what string, done func() bool) {
		clicks++
		insist(t, what, done, func() { w.click(t, at(), 1) })
	}
	filled := func() image.Point {
		at, _ := host.button(t, host.panel(), accent)
		return at
	}
	start := filled()
	press(host, filled, "the server listens", func() bool { return filled() != start && host.painted(t) })
	time.Sleep(time.Second)
	press(host, filled, "the code is drawn", func() bool { return host.drawsCode(t) })
	guest.click(t, below(scanScreen), 1)
	clicks++
	eventually(t, "the guest knows the server as verified", func() bool {
		known, err := transport.KnownIn(t.Context(), guest.data())
		return err == nil && len(known) > 0 && known[0].Trust == transport.Verified
	})
	t.Logf("%d clicks, %.1f s, both windows on one machine", clicks, time.Since(began).Seconds())
}

// drawsCode says whether the page of invitations shows a code: many dark and many light
// modules.
func (w *window) drawsCode(t testing.TB) bool {
	t.Helper()
	part := image.Rect(rail+60, 3*bar, rail+300, 3*bar+200)
	if w.narrow() {
		part = image.Rect(60, 2*bar, 300, 2*bar+200)
	}
	dark, light, img := 0, 0, w.display.picture(t, part)
	for i := 0; i < len(img.Pix); i += 4 {
		switch r, g, b := img.Pix[i], img.Pix[i+1], img.Pix[i+2]; {
		case max(r, g, b) < 50:
			dark++
		case min(r, g, b) > 250:
			light++
		}
	}
	return min(dark, light) > len(img.Pix)/4/4
}
