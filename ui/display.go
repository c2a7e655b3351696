package ui

// displaySystem is what the window is shown by, where a program may meet several.
type displaySystem uint8

const (
	anyDisplay displaySystem = iota
	x11
	wayland
)
