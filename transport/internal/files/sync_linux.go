//go:build linux && !android

package files

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncAll syncs the file system of a folder. What could not be written since folder was
// opened is an error here, from Linux 5.8 on.
func syncAll(folder *os.File) (done bool, err error) {
	err = unix.Syncfs(int(folder.Fd()))
	if errors.Is(err, unix.ENOSYS) {
		return false, nil
	}
	return err == nil, err
}

func syncOne(f *os.File) error { return f.Sync() }

func syncLast(dir *os.Root) error { return syncFolder(dir) }
