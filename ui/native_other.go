//go:build !((linux && !android) || freebsd || openbsd || windows)

package ui

import (
	"gioui.org/app"
	"gioui.org/io/event"

	"confab/ui/internal/attention"
)

// handleOf returns none: the systems here take no request by a handle.
func handleOf(event.Event) (w attention.Window, ok bool) { return 0, false }

// retitle gives the window a title. On macOS an option would also bring a minimized
// window back, which package giopatch mends.
func retitle(w *app.Window, _ attention.Window, title string, _ app.WindowMode) {
	w.Option(app.Title(title))
}
