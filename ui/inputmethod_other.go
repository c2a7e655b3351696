//go:build !((linux && !android) || freebsd || openbsd)

package ui

// offerIBus does nothing: Gio speaks the input method of the system.
func offerIBus() (restore func()) { return func() {} }
