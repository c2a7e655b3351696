//go:build unix

package files

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// renameNew renames without ever writing over something: fs.ErrExist says that there is
// something. The file system is asked for just that; where it cannot, a file gets a
// second link, which fails if the name is taken, or else the name is taken first by
// something empty of our own and that replaced: for a folder as safe, for a file with a
// moment in which what another program puts in its place would be lost.
func renameNew(dir *os.Root, _, from, to string, folder bool) error {
	at, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer at.Close()
	if err := renameExclusive(int(at.Fd()), from, to); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if folder {
		if err := dir.Mkdir(to, 0o700); err != nil {
			return err
		}
	} else {
		linked := dir.Link(from, to)
		if linked == nil {
			return dir.Remove(from)
		}
		if errors.Is(linked, fs.ErrExist) || errors.Is(linked, fs.ErrNotExist) {
			return linked
		}
		f, err := dir.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		f.Close()
	}
	if err := unix.Renameat(int(at.Fd()), from, int(at.Fd()), to); err != nil {
		if errors.Is(err, unix.ENOTEMPTY) {
			return fs.ErrExist // another program used the folder at once
		}
		_ = dir.Remove(to)
		return err
	}
	return nil
}
