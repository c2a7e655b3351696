//go:build unix

package files

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// dontBlock keeps the opening of a pipe from waiting for its other end.
const dontBlock = syscall.O_NONBLOCK

// notFolder reports whether a path led through something that is no folder.
func notFolder(err error) bool { return errors.Is(err, unix.ENOTDIR) }

// readable reports whether this user may read a file or folder.
func readable(path string) error { return unix.Access(path, unix.R_OK) }
