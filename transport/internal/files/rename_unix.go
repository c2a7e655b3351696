//go:build unix

package files

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// renameNew renames without ever writing over something: fs.ErrExist says that there is
// something.
func renameNew(dir *os.Root, _, from, to string, folder bool) error {
	at, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer at.Close()
	if err := renameExclusive(int(at.Fd()), from, to); !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return renamePortably(dir, from, to, folder)
}

// renamePortably is renameNew for file systems that cannot be asked for just that. A
// file gets a second link, which fails if the name is taken. A folder, and a file where
// there are no links, takes the name first with something empty of its own and replaces
// that: for a folder this is as safe; for a file there is a moment in which what another
// program puts in its place would be lost.
func renamePortably(dir *os.Root, from, to string, folder bool) error {
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
	return replaceOwn(dir, from, to)
}

// replaceOwn renames over the empty file or folder that was made for that.
func replaceOwn(dir *os.Root, from, to string) error {
	at, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer at.Close()
	err = unix.Renameat(int(at.Fd()), from, int(at.Fd()), to)
	if errors.Is(err, unix.ENOTEMPTY) {
		return fs.ErrExist // another program used the folder at once
	}
	if err != nil {
		_ = dir.Remove(to)
	}
	return err
}
