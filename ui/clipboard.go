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
	drops   *drops
}

// follow looks at an event of the window, and reports the clipboard once it is
// open; nil until then.
func (o *clipboardOpener) follow(e event.Event, wake func()) widget.Clipboard {
	if window, ok := x11Window(e); ok && o.opening == nil {
		o.opening = make(chan closableClipboard, 1)
		to := o.dropped()
		go func() {
			defer close(o.opening)
			if c, err := openClipboard(window, to, wake); err == nil { // without, Gio's is left
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

// dropped is what is dragged over the window, and dropped there.
func (o *clipboardOpener) dropped() *drops {
	if o.drops == nil {
		o.drops = new(drops)
	}
	return o.drops
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
