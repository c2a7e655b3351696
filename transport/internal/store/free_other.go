//go:build !linux && !darwin && !freebsd && !windows

package store

// freeBytes is not known here.
func freeBytes(string) (bytes uint64, known bool) { return 0, false }
