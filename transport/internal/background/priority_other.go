//go:build !linux && !windows

package background

// lower does nothing: setpriority(2) is of the whole process here.
func lower() {}
