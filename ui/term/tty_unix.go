//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package term

import (
	"os"
	"syscall"
	"unsafe"
)

// isTerminal says whether f is a terminal: whether it has terminal settings.
// A character device alone is not enough, /dev/null is one.
func isTerminal(f *os.File) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	var settings syscall.Termios
	var errno syscall.Errno
	err = conn.Control(func(fd uintptr) {
		_, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, getTermios, uintptr(unsafe.Pointer(&settings)))
	})
	return err == nil && errno == 0
}
