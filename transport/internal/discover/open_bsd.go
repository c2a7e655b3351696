//go:build unix && !linux

package discover

import "syscall"

// sharePort sets what the BSDs and macOS need beside SO_REUSEADDR.
func sharePort(fd descriptor) error {
	return syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEPORT, 1)
}
