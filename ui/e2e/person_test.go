//go:build e2e

package e2e

import (
	"bytes"
	"image"
	"strconv"
	"testing"
)

// Where the list of people is in the Server tab, wide or narrow, while the
// server listens on one address and the switches of who may come are folded:
// below the bar (56 dp), state, address, two buttons and the heading. Tab is no way
// there, as it goes through what was said.
const (
	bar         = 56
	rowEveryone = 411 // the middle of the row
	rowHeight   = 65
)

// openEveryone opens the talk with everyone, from another talk.
func (w *window) openEveryone(t testing.TB) {
	t.Helper()
	if w.narrow() {
		w.awaitComposer(t)
		w.press(t, "Escape")
		eventually(t, "the list is shown", func() bool { return !w.composing(t) })
	}
	w.openRow(t, 0)
}

// openPerson opens the talk with the n-th person, counted from 1, who has to be
// there: from the talk with Everyone or, narrow, from the list.
func (w *window) openPerson(t testing.TB, n int) {
	t.Helper()
	if !w.narrow() {
		w.awaitComposer(t)
	}
	w.openRow(t, n)
}

// openRow clicks on a row and waits for the head of its talk.
func (w *window) openRow(t testing.TB, n int) {
	t.Helper()
	head := image.Rect(rail+1, bar, w.size.X, 2*bar)
	if w.narrow() {
		head = image.Rect(0, 0, w.size.X, bar)
	}
	before := w.display.picture(t, head)
	// A row that has just moved takes no press.
	insist(t, "another talk is shown", func() bool {
		return !bytes.Equal(before.Pix, w.display.picture(t, head).Pix)
	}, func() {
		w.xdotool(t, "mousemove", "100", strconv.Itoa(rowEveryone+n*rowHeight), "click", "1", "mousemove", "1", "1")
	})
}
