//go:build !windows

package secure

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	ownerOnly = 0o600
	others    = 0o077
)

// createPrivate creates a file that only its owner can open, or fails if there
// is one.
func createPrivate(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, ownerOnly)
}

// guard takes f from everybody but its owner, and says how it was.
func guard(f *os.File) Exposure {
	private := func() bool {
		info, err := f.Stat()
		return err == nil && info.Mode().Perm()&others == 0
	}
	if private() {
		return Private
	}
	// Asked again, as FAT takes the call and changes nothing.
	if err := f.Chmod(ownerOnly); err != nil || !private() {
		return Exposed
	}
	return WasExposed
}

// publish gives the file at temp the name path if that is free, and returns
// fs.ErrExist if it is not. temp may stay.
func publish(temp, path string) error {
	err := os.Link(temp, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		// Android refuses every hard link (its SELinux policy), FAT has none.
		err = renameLocked(temp, path)
	}
	if err == nil {
		syncFolder(path)
	}
	return err
}

// renameLocked is publish without hard links. Rename replaces, so those who
// publish in one folder take turns; the lock is on the folder itself, ends with
// the process, and leaves nothing behind.
func renameLocked(temp, path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	for {
		err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return &fs.PathError{Op: "flock", Path: folder.Name(), Err: err}
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return fs.ErrExist
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return os.Rename(temp, path)
}

// syncFolder makes the new name survive a power cut. Where a folder cannot be
// synced nothing better is known, so an error changes nothing.
func syncFolder(path string) {
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}
