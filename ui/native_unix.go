//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"

	"confab/ui/internal/attention"
)

// handleOf returns the handle of a new view of the window, zero on Wayland, which
// takes no request by it; other events have none.
func handleOf(e event.Event) (w attention.Window, ok bool) {
	switch view := e.(type) {
	case app.X11ViewEvent:
		return attention.Window(view.Window), true
	case app.WaylandViewEvent:
		return 0, true
	}
	return 0, false
}

// retitle gives the window a title. On Wayland Gio forgets one that it is given
// while the window is minimized, and takes it for windowed as soon as it is back.
func retitle(w *app.Window, handle attention.Window, title string, mode app.WindowMode) {
	if handle == 0 && mode == app.Minimized {
		w.Option(app.Windowed.Option(), app.Title(title))
		return
	}
	w.Option(app.Title(title))
}
