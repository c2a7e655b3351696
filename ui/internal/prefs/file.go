package prefs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

const fileName = "prefs.json"

// maxFileBytes is far above what tidy preferences need.
const maxFileBytes = 4 << 20

// BadFileError says that the file is damaged or could not be read, and the defaults
// are in force.
type BadFileError struct {
	// SetAside is where the damaged file was put; empty if it is where it was.
	SetAside string
	Err      error
}

// Error is one line for logs; people get the words of the ui.
func (e *BadFileError) Error() string { return fmt.Sprintf("reading preferences: %v", e.Err) }

// Unwrap returns what was wrong with the file.
func (e *BadFileError) Unwrap() error { return e.Err }

// DefaultDir is the data folder of this user: confab in os.UserConfigDir.
func DefaultDir() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding the data folder: %w", err)
	}
	return filepath.Join(dir, "confab"), nil
}

// read returns the preferences in dir, or the defaults when there is no file, or none
// that can be read: then the error is a *BadFileError.
func read(dir string, defaults Prefs) (Prefs, error) {
	f, err := load(dir)
	if err != nil {
		return defaults, err
	}
	return understood(f, defaults), nil
}

// load returns what the file in dir holds; nothing when there is none. One that is
// damaged is put aside. One that cannot be read just now stays where it is.
func load(dir string) (fields, error) {
	path := filepath.Join(dir, fileName)
	raw, err := readBounded(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil && !errors.Is(err, errTooLarge):
		return nil, &BadFileError{Err: err}
	}
	var f fields
	if err == nil {
		if f, err = decode(raw); err == nil {
			return f, nil
		}
	}
	bad := &BadFileError{Err: err}
	aside := path + ".bad-" + time.Now().UTC().Format("20060102T150405.000")
	if os.Rename(path, aside) == nil {
		bad.SetAside = aside
	}
	return nil, bad
}

var errTooLarge = errors.New("the file is too large")

func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file") // a pipe would block
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err == nil && len(raw) > maxFileBytes {
		err = errTooLarge
	}
	return raw, err
}

// update writes what changed from base to mine into the file in dir, and leaves what
// other windows changed, and what only another version of the program understands. A
// damaged file is out of the way then, which aside tells; one that cannot be read
// stays as it is.
func update(dir string, defaults, base, mine Prefs) (aside *BadFileError, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	unlock := lock(dir, os.O_CREATE)
	defer unlock()
	f, err := load(dir)
	switch {
	case errors.As(err, &aside) && aside.SetAside != "":
	case err != nil:
		return nil, err
	case f != nil:
		mine = merged(base, mine, understood(f, defaults))
	}
	raw, err := woven(f, defaults, mine)
	if err == nil && len(raw) > maxFileBytes {
		raw, err = woven(nil, defaults, mine) // it would not be read again
	}
	if err == nil {
		err = write(dir, raw)
	}
	return aside, err
}

// write replaces the file in dir by rename, so that a crash leaves the old one
// or the new one, never half of one.
func write(dir string, raw []byte) (err error) {
	// CreateTemp makes it readable by the owner only.
	f, err := os.CreateTemp(dir, fileName+".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(raw)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, fileName))
	}
	return err
}
