// Package attention asks the desktop to point at a window that nobody looks at,
// and takes that back when somebody does:
//
//	err := attention.Ask(window, true)  // a message came
//	err = attention.Ask(window, false)  // the window got the focus
//	err = attention.Raise(window, id)   // a person started the program again
//
// On X11 a window manager marks the window's entry in its taskbar or switcher: the
// urgency hint of ICCCM 2.0, section 4.1.2.4, is set, and _NET_WM_STATE_DEMANDS_ATTENTION
// is asked for, as the Extended Window Manager Hints have it. On Windows the entry
// in the taskbar flashes until the window comes to the foreground. Elsewhere
// nothing is done: Wayland has no such request, and macOS only through Cocoa.
//
// Both may be called from any goroutine. They may wait for the X server, and must not
// be called from a goroutine that may not wait. They keep nothing open.
package attention
