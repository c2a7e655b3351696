package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// allocate has the disk set room for a file aside, where the file system can.
func allocate(f *os.File, size int64) error {
	if size == 0 {
		return nil
	}
	room := unix.Fstore_t{Flags: unix.F_ALLOCATEALL, Posmode: unix.F_PEOFPOSMODE, Length: size}
	if err := unix.FcntlFstore(f.Fd(), unix.F_PREALLOCATE, &room); isNoSpace(err) || isTooLarge(err) {
		return err
	}
	return nil
}
