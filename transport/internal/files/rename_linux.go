//go:build linux && !android

package files

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameExclusive is errors.ErrUnsupported where it cannot be done: NFS and some FUSE
// file systems answer EINVAL.
func renameExclusive(dir int, from, to string) error {
	err := unix.Renameat2(dir, from, dir, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EOPNOTSUPP) {
		return errors.ErrUnsupported
	}
	return err
}
