package files

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/windows"
)

const (
	// Scanners hold new files open for a moment.
	renameTries = 20
	renamePause = 100 * time.Millisecond
)

// renameNew renames without ever writing over something: fs.ErrExist says that there is
// something.
func renameNew(_ *os.Root, dir, from, to string, _ bool) error {
	old, err := windows.UTF16PtrFromString(longPath(filepath.Join(dir, from)))
	if err != nil {
		return err
	}
	new, err := windows.UTF16PtrFromString(longPath(filepath.Join(dir, to)))
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		err = windows.MoveFileEx(old, new, windows.MOVEFILE_WRITE_THROUGH)
		held := errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
		if _, there := os.Lstat(filepath.Join(dir, to)); held && there == nil {
			return os.ErrExist
		}
		if !held || try == renameTries {
			return err
		}
		time.Sleep(renamePause)
	}
}

// longPath is an absolute path without the limit of 260 characters.
func longPath(path string) string {
	switch {
	case strings.HasPrefix(path, `\\?\`):
		return path
	case strings.HasPrefix(path, `\\`):
		return `\\?\UNC` + path[1:]
	}
	return `\\?\` + path
}
