package install

import "errors"

// AppID names the program for the desktop: its windows, its desktop entry, its icon.
const AppID = "chat.confab"

// Scheme is that of the links.
const Scheme = "confab"

// Errors of Install and Remove.
var (
	// ErrUnsupported says that this system has no such thing for a program like this.
	ErrUnsupported = errors.New("not on this system")
	// ErrPath says that the desktop cannot start a program in a file of that name.
	ErrPath = errors.New("a path that the desktop cannot start")
)

// Done is what Install or Remove did. A field that does not apply is empty.
type Done struct {
	// Entry is what the menu of programs has: a file, or a key of the registry.
	Entry string
	// Program is what the links open now, or did until it was removed.
	Program string
	// Before is the other program that they opened before.
	Before string
	// Default says that the desktop opens the links with Program by itself; otherwise it
	// may ask, or open another program.
	Default bool
}
