package ui

import (
	"gioui.org/io/event"

	"confab/ui/widget"
)

// closableClipboard is a clipboard beside Gio's.
type closableClipboard interface {
	widget.Clipboard
	Close()
}

// clipboardOpener opens a clipboard of Confab's own, where the window's system
// needs one, while the window is being drawn. It is owned by the loop's goroutine.
type clipboardOpener struct {
	opening chan closableClipboard // closed when nothing more comes
	opened  closableClipboard
}

// follow looks at an event of the window, and reports the clipboard once it is
// open; nil until then.
func (o *clipboardOpener) follow(e event.Event, wake func()) widget.Clipboard {
	if o.opening == nil && usesX11(e) {
		o.opening = make(chan closableClipboard, 1)
		go func() {
			defer close(o.opening)
			if c, err := openClipboard(wake); err == nil { // without, Gio's is left
				o.opening <- c
				wake()
			}
		}()
	}
	select {
	case c, ok := <-o.opening:
		if ok {
			o.opened = c
		}
	default:
	}
	if o.opened == nil {
		return nil
	}
	return o.opened
}

// close ends what was opened.
func (o *clipboardOpener) close() {
	if o.opening == nil {
		return
	}
	for c := range o.opening {
		o.opened = c
	}
	if o.opened != nil {
		o.opened.Close()
	}
}
