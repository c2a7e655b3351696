//go:build !android

package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"
)

// viewState says whether there is a view to draw in: elsewhere the window ends
// with its view, see viewGone.
func viewState(event.Event) (there, told bool) { return true, false }

// viewGone reports whether the window has lost its view for good. The reason
// would come with the next event, but Gio opens another window when that is
// asked for; see package giopatch, with which it comes first.
func viewGone(e event.Event) bool {
	view, ok := e.(app.ViewEvent)
	return ok && !view.Valid()
}
