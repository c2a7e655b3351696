package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"
)

// viewState says whether there is a view to draw in; told is false for other
// events. The process outlives its view while the service holds it.
func viewState(e event.Event) (there, told bool) {
	view, told := e.(app.AndroidViewEvent)
	return told && view.Valid(), told
}

// viewGone reports whether the window has lost its view for good: here another
// one may come.
func viewGone(event.Event) bool { return false }
