//go:build linux && !android

package files

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// startWriting has the disk begin to take n bytes of a file.
func startWriting(f *os.File, from, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WRITE)
}

// waitWritten waits until it has. It fails where the disk could not, which no sync of the
// file says any more then.
func waitWritten(f *os.File, from, n int64) error {
	err := unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WAIT_BEFORE|unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
	if err != nil && !noSuchCall(err) {
		return err
	}
	return nil
}

// noSuchCall reports whether an error says that the system or what the file is has no such
// call, or a filter of it does not let it pass. Any other one is what the disk said, whatever
// it is: shares of a network and quotas have more than two.
func noSuchCall(err error) bool {
	for _, none := range []syscall.Errno{unix.ENOSYS, unix.EINVAL, unix.ESPIPE, unix.EOPNOTSUPP, unix.EPERM} {
		if errors.Is(err, none) {
			return true
		}
	}
	return false
}
