package store

import (
	"fmt"
	"os"
)

// openPrivate opens a file of the folder, made for nobody but this user whatever
// the umask is. It refuses a name behind which is not a file of ours, a symbolic
// link for example: what is written would go where somebody else wants it.
func openPrivate(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags|noFollow, 0o600)
	if err != nil {
		if info, failed := os.Lstat(path); failed == nil && !info.Mode().IsRegular() {
			return nil, &ForeignFileError{Path: path}
		}
		return nil, err
	}
	if err = own(f, path); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// own checks that f, opened as path, is a file of ours, and takes the rights to it
// from all others.
func own(f *os.File, path string) error {
	named, err := os.Lstat(path)
	if err != nil {
		return err
	}
	opened, err := f.Stat()
	if err != nil {
		return err
	}
	if !named.Mode().IsRegular() || !os.SameFile(named, opened) || !ours(opened) {
		return &ForeignFileError{Path: path}
	}
	if opened.Mode().Perm()&0o077 != 0 {
		return f.Chmod(0o600)
	}
	return nil
}

// ForeignFileError says that something else than a file of ours has the name of
// one: a symbolic link, a device, or the file of another user.
type ForeignFileError struct{ Path string }

func (e *ForeignFileError) Error() string {
	return fmt.Sprintf("%s is not a file of this program", e.Path)
}
