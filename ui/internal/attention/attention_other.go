//go:build !((linux && !android) || freebsd || openbsd || windows)

package attention

// Window is a window of a system that takes no such request.
type Window uintptr

// Ask does nothing, see the package.
func Ask(Window, bool) error { return nil }
