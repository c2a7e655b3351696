//go:build linux || darwin || dragonfly || freebsd || netbsd || openbsd

package term

import (
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
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

// coloredColumns is how many characters in colours stand on a line of the terminal f
// now; 0 if none do, or that is not known.
func coloredColumns(f *os.File) int {
	conn, err := f.SyscallConn()
	if err != nil || os.Getenv("TERM") == "dumb" {
		return 0
	}
	var size *unix.Winsize
	if conn.Control(func(fd uintptr) { size, err = unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ) }) != nil || err != nil {
		return 0
	}
	return int(size.Col)
}
