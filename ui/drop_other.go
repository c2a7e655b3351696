//go:build !((linux && !android) || freebsd || openbsd || windows)

package ui

import "gioui.org/io/event"

// acceptOthers does nothing: Gio tells nothing here of what other programs hand over.
func (l *loop) acceptOthers(event.Event) {}
