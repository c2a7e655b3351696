package files

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// allocate has the disk set room for a file aside, where the file system can.
func allocate(f *os.File, size int64) error {
	if size == 0 {
		return nil
	}
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	for errors.Is(err, unix.EINTR) {
		err = unix.Fallocate(int(f.Fd()), 0, 0, size)
	}
	if isNoSpace(err) || isTooLarge(err) {
		return err
	}
	return nil
}
