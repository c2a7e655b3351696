//go:build (linux && !android) || freebsd || openbsd

package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"
)

// displayOf returns what a new view of the window is on; other events have none.
func displayOf(e event.Event) (displaySystem, bool) {
	switch view := e.(type) {
	case app.WaylandViewEvent:
		return wayland, view.Valid()
	case app.X11ViewEvent:
		return x11, view.Valid()
	}
	return anyDisplay, false
}
