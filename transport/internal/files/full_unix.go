//go:build unix

package files

import (
	"errors"

	"golang.org/x/sys/unix"
)

// isNoSpace reports whether the disk, or the user's share of it, is full.
func isNoSpace(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

// isTooLarge reports whether a file was to be longer than the file system can have.
func isTooLarge(err error) bool { return errors.Is(err, unix.EFBIG) }
