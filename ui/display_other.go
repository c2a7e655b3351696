//go:build !((linux && !android) || freebsd || openbsd)

package ui

import "gioui.org/io/event"

// displayOf returns what a new view of the window is on, where there is a choice.
func displayOf(event.Event) (displaySystem, bool) { return anyDisplay, false }
