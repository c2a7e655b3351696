package prefs

import (
	"bytes"
	"encoding/json"
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

// BadFileError says that the file could not be used and the defaults are in
// force.
type BadFileError struct {
	// SetAside is where the file was put, or empty if that did not succeed.
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

// read returns the preferences in dir, or the defaults when there is no file.
// A file that cannot be understood is put aside; then the error is a
// *BadFileError and the defaults are returned too.
func read(dir string, defaults Prefs) (Prefs, error) {
	path := filepath.Join(dir, fileName)
	raw, err := readBounded(path)
	if errors.Is(err, fs.ErrNotExist) {
		return defaults, nil
	}
	p := defaults
	if err == nil {
		err = decode(raw, &p)
	}
	if err == nil {
		p.tidy(defaults)
		return p, nil
	}
	bad := &BadFileError{Err: err}
	aside := path + ".bad-" + time.Now().UTC().Format("20060102T150405.000")
	if os.Rename(path, aside) == nil {
		bad.SetAside = aside
	}
	return defaults, bad
}

func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err == nil && len(raw) > maxFileBytes {
		err = errors.New("the file is too large")
	}
	return raw, err
}

// decode is strict about the format and version: a file of a later version
// would lose what this one does not know.
func decode(raw []byte, p *Prefs) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	p.Version = 0
	if err := d.Decode(p); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("text after the end")
	}
	if p.Version != version {
		return fmt.Errorf("version %d of the format is not known", p.Version)
	}
	return nil
}

// update writes what changed from base to mine into the file in dir, and leaves
// what other windows changed.
func update(dir string, defaults, base, mine Prefs) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	unlock := lock(dir, os.O_CREATE)
	defer unlock()
	if _, err := os.Stat(filepath.Join(dir, fileName)); err == nil {
		// One that cannot be understood is out of the way then.
		if theirs, err := read(dir, defaults); err == nil {
			mine = merged(base, mine, theirs)
		}
	}
	return write(dir, mine)
}

// write replaces the file in dir by rename, so that a crash leaves the old one
// or the new one, never half of one.
func write(dir string, p Prefs) (err error) {
	raw, err := json.MarshalIndent(p, "", "\t")
	if err != nil {
		return err
	}
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
	_, err = f.Write(append(raw, '\n'))
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
