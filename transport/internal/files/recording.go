package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	// recordingRoom is how much a Recording leaves free on the disk: nobody knows how large
	// it becomes, and others have things to keep there too.
	recordingRoom = 32 << 20
	// roomEvery is after how many bytes the free space is looked at again.
	roomEvery = 4 << 20
)

// Recording is a file into which it is written what comes, for as long as it comes. One
// goroutine uses it at a time.
type Recording struct {
	file  *os.File
	path  string
	bytes int64
	left  int64                       // how much may be written before the free space is looked at
	free  func(string) (int64, error) // Free; tests set it
}

// NewRecording creates a file of its own in the folder of path, which is made if it is not
// there: with the name that path ends in, as a safe one, or with a number if that is taken.
// The error is ErrNoSpace, ErrUnwritable or ErrName.
func NewRecording(path string) (*Recording, error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, writeFault(dir, 0, err)
	}
	system := Here.in(dir)
	wanted := rootName(filepath.Base(path), system)
	r := &Recording{free: Free}
	if err := r.room(dir); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, writeFault(dir, 0, err)
	}
	defer root.Close()
	for n := 1; n <= maxNumber; n++ {
		name := numbered(wanted, n, false, system)
		r.path = filepath.Join(dir, name)
		r.file, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, writeFault(r.path, 0, err)
		}
		if canMark(dir) {
			mark(root, name, r.path)
		}
		return r, nil
	}
	return nil, &Error{ErrName, filepath.Join(dir, wanted), errors.New("no number is free")}
}

// Path is where it is.
func (r *Recording) Path() string { return r.path }

// Bytes is how many are in it.
func (r *Recording) Bytes() int64 { return r.bytes }

// room reports a disk that is nearly full. Where that is not known, writing tells.
func (r *Recording) room(dir string) error {
	if free, err := r.free(dir); err == nil && free < recordingRoom {
		return &NoSpaceError{dir, recordingRoom, free, nil}
	}
	r.left = roomEvery
	return nil
}

// Write appends b. What was written before an error stays.
func (r *Recording) Write(b []byte) (n int, err error) {
	if r.left < int64(len(b)) {
		if err := r.room(filepath.Dir(r.path)); err != nil {
			return 0, err
		}
	}
	n, err = r.file.Write(b)
	r.bytes += int64(n)
	r.left -= int64(n)
	return n, writeFault(r.path, int64(len(b)), err)
}

// Close has the disk take all of it.
func (r *Recording) Close() error {
	return errors.Join(writeFault(r.path, 0, r.file.Sync()), r.file.Close())
}

// Discard closes it and removes the file.
func (r *Recording) Discard() error { return errors.Join(r.file.Close(), os.Remove(r.path)) }
