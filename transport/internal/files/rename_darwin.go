package files

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameExclusive is errors.ErrUnsupported where it cannot be done.
func renameExclusive(dir int, from, to string) error {
	err := unix.RenameatxNp(dir, from, dir, to, unix.RENAME_EXCL)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return errors.ErrUnsupported
	}
	return err
}
