package ui

import (
	"os"
	"runtime"
)

// displaySystem names the system that shows the window, where there are several.
type displaySystem uint8

const (
	anyDisplay displaySystem = iota
	x11
	wayland
)

// displayed reports whether a window can be shown: where X11 or Wayland is needed,
// whether one of them is named in the environment.
func displayed() bool {
	switch runtime.GOOS {
	case "linux", "freebsd", "openbsd", "netbsd", "dragonfly":
		return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
	}
	return true
}
