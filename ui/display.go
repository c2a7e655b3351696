package ui

// displaySystem names the system that shows the window, where there are several.
type displaySystem uint8

const (
	anyDisplay displaySystem = iota
	x11
	wayland
)
