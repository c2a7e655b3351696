//go:build unix

package store

import (
	"errors"

	"golang.org/x/sys/unix"
)

// noSpace reports whether the disk, or the user's share of it, is full.
func noSpace(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}
