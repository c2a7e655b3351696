//go:build android || !(linux || freebsd || openbsd)

package ui

import (
	"errors"

	"gioui.org/io/event"
)

// x11Window is the window of X11 that has opened; there is none here.
func x11Window(event.Event) (window uint32, ok bool) { return 0, false }

func openClipboard(uint32, *drops, func()) (closableClipboard, error) {
	return nil, errors.ErrUnsupported
}
