//go:build linux && !android

package files

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// startWriting has the disk begin to take n bytes of a file.
func startWriting(f *os.File, from, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WRITE)
}

// waitWritten waits until it has. It fails where the disk could not, which no sync of the
// file says any more then; a file system that has no such call is none of that.
func waitWritten(f *os.File, from, n int64) error {
	err := unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WAIT_BEFORE|unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
	if errors.Is(err, unix.EIO) || isNoSpace(err) {
		return err
	}
	return nil
}
