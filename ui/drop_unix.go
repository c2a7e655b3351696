//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"context"
	"os"

	"gioui.org/app"
	"gioui.org/io/event"

	"confab/ui/internal/copied"
)

// waylandData is what the event of a window of Wayland has where Gio is built with package
// giopatch, which documents both methods.
type waylandData interface {
	ReceiveClipboard(choose func(types []string) string) (content *os.File, mime string, err error)
	OnDrag(choose func(types []string) string, over func(held bool), drop func(content *os.File, finish func()))
}

// acceptOthers has files be dropped on a window of Wayland, and its clipboard read. That of
// X11 is read by a connection beside the window; beside one of Wayland, what X11 has as
// copied may be older than what was.
func (l *loop) acceptOthers(e event.Event) {
	if _, ok := x11Window(e); ok && l.pasted != nil {
		l.pasted.begin = beginReading
	}
	view, ok := e.(app.WaylandViewEvent)
	if !ok || !view.Valid() {
		return
	}
	data, ok := event.Event(view).(waylandData)
	if l.pasted != nil {
		l.pasted.begin = func() func(context.Context) (copied.Copied, error) { return beginReceiving(data) }
	}
	if ok {
		l.acceptDrops(data)
	}
}

// beginReceiving has what was copied come from the compositor; data may be nil.
func beginReceiving(data waylandData) func(context.Context) (copied.Copied, error) {
	none := func(context.Context) (copied.Copied, error) { return copied.Copied{}, copied.ErrNone }
	if data == nil {
		return none
	}
	from, kind, err := data.ReceiveClipboard(copied.Choose)
	if err != nil || from == nil {
		return none
	}
	return func(ctx context.Context) (copied.Copied, error) { return copied.Receive(ctx, from, kind) }
}

// acceptDrops has files be dropped on a window of Wayland.
func (l *loop) acceptDrops(data waylandData) {
	ctx, to, wake := l.ctx, l.clipboard.dropped(), l.mail.wake
	data.OnDrag(func(types []string) string {
		if !to.can.Load() {
			return ""
		}
		return copied.ChooseFiles(types)
	}, func(held bool) {
		to.tell(held, nil)
		wake()
	}, func(from *os.File, finish func()) {
		go func() {
			ctx, cancel := context.WithTimeout(ctx, pastePatience)
			defer cancel()
			if got, err := copied.Receive(ctx, from, copied.FileList); err == nil {
				to.tell(false, got.Files)
			}
			to.then(finish)
			wake()
		}()
	})
}
