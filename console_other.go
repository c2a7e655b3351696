//go:build !windows

package main

// attachConsole does nothing: only Windows starts a windowed program without
// its terminal.
func attachConsole() {}
