//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"sync"

	"gioui.org/app"
	"gioui.org/io/event"

	"confab/ui/internal/copied"
	"confab/ui/internal/selection"
	"confab/ui/widget"
)

// x11Window is the window of X11 that has opened.
func x11Window(e event.Event) (window uint32, ok bool) {
	view, is := e.(app.X11ViewEvent)
	return uint32(view.Window), is && view.Valid()
}

// openClipboard connects to the X server of the window, and has files be dropped there. wake
// is called when an answer has come, or files.
func openClipboard(window uint32, to *drops, wake func()) (closableClipboard, error) {
	conn, err := selection.Open("")
	if err != nil {
		return nil, err
	}
	conn.AcceptDrops(window, to.can.Load, func(d selection.Drop) {
		to.tell(d.Over, copied.Paths(d.Files))
		wake()
	})
	return &xClipboard{conn: conn, wake: wake}, nil
}

// xClipboard is the clipboard and the selection of an X server.
type xClipboard struct {
	conn *selection.Conn
	wake func()

	mu      sync.Mutex
	answers []widget.PasteAnswer // guarded by mu
}

// Read implements widget.Clipboard.
func (x *xClipboard) Read(id uint64, primary bool) {
	from := selection.Clipboard
	if primary {
		from = selection.Primary
	}
	x.conn.Read(from, widget.PasteBytes, func(a selection.Answer) {
		answer := widget.PasteAnswer{ID: id, Text: a.Text}
		switch a.Err {
		case selection.ErrNoText:
			answer.Trouble = widget.PasteEmpty
		case selection.ErrSilent:
			answer.Trouble = widget.PasteSilent
		}
		x.mu.Lock()
		x.answers = append(x.answers, answer)
		x.mu.Unlock()
		x.wake()
	})
}

// Answers implements widget.Clipboard.
func (x *xClipboard) Answers(to []widget.PasteAnswer) []widget.PasteAnswer {
	x.mu.Lock()
	defer x.mu.Unlock()
	to = append(to, x.answers...)
	clear(x.answers)
	x.answers = x.answers[:0]
	return to
}

// Select implements widget.Clipboard.
func (x *xClipboard) Select(text string) { x.conn.Own(text) }

// Close ends the connection.
func (x *xClipboard) Close() { x.conn.Close() }
