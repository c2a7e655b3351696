//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"image"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestHistory(t *testing.T) {
	t.Parallel()
	t.Run("300 messages are there after both restart, and nothing jumps while pages of them load", func(t *testing.T) {
		t.Parallel()
		const messages = 300
		clock := newWallClock(t)
		ann, bob := newMember(t, 1), newMember(t, 2)
		desk := inTerminal(t, "serve", "-open", "-history", "-addr", "127.77.15.1"+picturePort, "-data", (&window{home: ann}).data(), "-name", "Ann")
		desk.out.await(t, `"listening"`)
		addr := "127.77.15.1" + picturePort
		clock.awaitTalk(t)
		chat := inTerminal(t, "chat", addr, "-data", (&window{home: bob}).data(), "-name", "Bob")
		chat.out.await(t, `"connected"`)
		var said strings.Builder
		for i := 1; i < messages; i++ {
			// No two of different length after each other, so that rows differ.
			fmt.Fprintf(&said, "message %d, 第 %d 条 %s\n", i, i, strings.Repeat("—", i%7))
		}
		chat.typeIn(t, said.String())
		chat.in.Close()
		chat.exit(t, 0)
		send := inTerminal(t, "send", addr, "-data", (&window{home: bob}).data(), "-name", "Bob", "the last one")
		send.exit(t, 0)
		desk.out.await(t, `"the last one"`)
		desk.end()

		host := open(t, setup{home: ann, env: []string{"TZ=" + clock.zone}, settings: settings{"theme": "light", "name": "Ann"}})
		host.listen(t, addr)
		guest := open(t, setup{home: bob, env: []string{"TZ=" + clock.zone},
			settings: settings{"theme": "light", "name": "Bob", "client_tab": true, "client_plain": false, "address": addr}})
		guest.connect(t)
		guest.awaitConnection(t, addr)
		host.shows(t, "history-host")
		guest.shows(t, "history-guest")
		if turns := host.scrollToTop(t); turns < 30 {
			t.Errorf("the top of the host's talk came after %d turns", turns)
		}
		host.shows(t, "history-top-host")
		if turns := guest.scrollToTop(t); turns < 30 {
			t.Errorf("the top of the guest's talk came after %d turns", turns)
		}
		guest.shows(t, "history-top-guest")
	})
}

// scrollToTop turns the wheel up, by some notches at a time, until nothing moves
// any more, and returns how often it did. It fails when what was in view moves by
// more than that: it jumped while a page was loading.
func (w *window) scrollToTop(t *testing.T) (turns int) {
	t.Helper()
	const (
		notches = 15
		step    = notches * 20 // pixels that Gio scrolls by in all
	)
	talk := w.talk()
	talk.Max.X -= 24 // without the bar that shows the place
	w.xdotool(t, "mousemove", strconv.Itoa(talk.Min.X+40), strconv.Itoa(talk.Min.Y+40))
	before := w.settledTalk(t, talk)
	for {
		w.xdotool(t, "click", "--repeat", strconv.Itoa(notches), "--delay", "5", "4")
		by, known := 0, true
		reached := within(10*time.Second, func() bool { // so long takes the last turn, at the top
			by, known = shifted(before, w.display.picture(t, talk))
			return by >= step
		})
		after := w.settledTalk(t, talk)
		if reached {
			by, known = shifted(before, after)
		}
		switch {
		case !known || by > step:
			writePNG(t, filepath.Join(failures, "jump-before.png"), before)
			writePNG(t, filepath.Join(failures, "jump-after.png"), after)
			t.Fatalf("turn %d moved what was in view by %d pixels, want at most %d", turns+1, by, step)
		case by == 0:
			return turns
		}
		turns++
		before = after
	}
}

// settling is long enough for a page to load.
const settling = 250 * time.Millisecond

// settledTalk is a part of the window once it has not changed for a while.
func (w *window) settledTalk(t *testing.T, part image.Rectangle) *image.RGBA {
	t.Helper()
	last, since := w.display.picture(t, part), time.Now()
	eventually(t, "the talk stands still", func() bool {
		if now := w.display.picture(t, part); !bytes.Equal(now.Pix, last.Pix) {
			last, since = now, time.Now()
		}
		return time.Since(since) > settling
	})
	return last
}

// shifted finds by how many pixels the upper part of one picture stands lower in
// another.
func shifted(before, after *image.RGBA) (by int, ok bool) {
	const from, rows = 10, 140 // of the picture: more than a bubble is high
	row := func(img *image.RGBA, y int) []byte { return img.Pix[y*img.Stride:][:4*img.Rect.Dx()] }
	for by := range before.Rect.Dy() - from - rows {
		same := true
		for y := 0; y < rows && same; y++ {
			same = alike(row(before, from+y), row(after, from+y+by))
		}
		if same {
			return by, true
		}
	}
	return 0, false
}

// alike says whether pixels are the same but for how the renderer rounds.
func alike(a, b []byte) bool {
	const rounding = 4
	for i := range a {
		if d := int(a[i]) - int(b[i]); d > rounding || d < -rounding {
			return false
		}
	}
	return true
}
