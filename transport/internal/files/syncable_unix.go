//go:build unix

package files

import (
	"errors"

	"golang.org/x/sys/unix"
)

// cannotSync reports whether a file system has no way to sync a folder.
func cannotSync(err error) bool {
	return errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP)
}
