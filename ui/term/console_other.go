//go:build !windows

package term

// AttachConsole does nothing: only Windows starts a program that has a window
// without the standard handles of the console that started it.
func AttachConsole() {}
