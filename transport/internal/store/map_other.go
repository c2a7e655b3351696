//go:build !windows

package store

// mapsFiles is true where mapping files needs no new system.
func mapsFiles() bool { return true }
