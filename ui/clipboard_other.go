//go:build android || !(linux || freebsd || openbsd)

package ui

import (
	"errors"

	"gioui.org/io/event"
)

// usesX11 reports whether a window of X11 has opened; there is none here.
func usesX11(event.Event) bool { return false }

func openClipboard(func()) (closableClipboard, error) { return nil, errors.ErrUnsupported }
