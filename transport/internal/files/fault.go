package files

import (
	"errors"
	"fmt"
	"io/fs"
)

// What can go wrong, to be found with errors.Is.
var (
	// ErrChanged: a file is not as it was scanned, or something else is in the place of
	// what was received.
	ErrChanged = errors.New("changed meanwhile")
	// ErrGone: a file, or the part of a transfer, is no longer there.
	ErrGone = errors.New("no longer there")
	// ErrUnreadable: the system refuses to read it.
	ErrUnreadable = errors.New("unreadable")
	// ErrLink: a symbolic link, which is not followed.
	ErrLink = errors.New("symbolic link")
	// ErrSpecial: neither a file nor a folder: a device, a socket, a pipe.
	ErrSpecial = errors.New("neither a file nor a folder")
	// ErrName: a name or path that cannot be offered or written.
	ErrName = errors.New("unusable name")
	// ErrLimit: more entries, bytes or levels than a tree can have.
	ErrLimit = errors.New("over the limits")
	// ErrTree: the bytes are no tree, or the rest of a Head does not fit it.
	ErrTree = errors.New("malformed tree")
	// ErrCorrupt: bytes are not those that their digest is of.
	ErrCorrupt = errors.New("corrupt")
	// ErrMissing: Finish was called before everything was there.
	ErrMissing = errors.New("chunks are missing")
	// ErrNoSpace: the disk is full. The error is a *NoSpaceError.
	ErrNoSpace = errors.New("not enough free space")
	// ErrTooLarge: the file system cannot hold a file of that size.
	ErrTooLarge = errors.New("too large for the file system")
	// ErrUnwritable: the system refuses to write it.
	ErrUnwritable = errors.New("unwritable")
)

// Error says what went wrong with which path.
type Error struct {
	Kind  error // one of the variables of this package
	Path  string
	Cause error // nil where Kind says it all
}

func (e *Error) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("%s: %v", e.Path, e.Kind)
	}
	return fmt.Sprintf("%s: %v: %v", e.Path, e.Kind, e.Cause)
}

// Unwrap gives errors.Is both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// NoSpaceError is ErrNoSpace with what is needed and what is there, in bytes.
type NoSpaceError struct {
	Path       string // the folder
	Need, Free int64  // Free is -1 where it is not known
	Cause      error  // nil when it was found before anything was written
}

func (e *NoSpaceError) Error() string {
	return fmt.Sprintf("%s: %v: %d bytes needed, %d free", e.Path, ErrNoSpace, e.Need, e.Free)
}

// Unwrap gives errors.Is both ErrNoSpace and the cause.
func (e *NoSpaceError) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrNoSpace}
	}
	return []error{ErrNoSpace, e.Cause}
}

// readFault is the error of reading path.
func readFault(path string, err error) error {
	var known *Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, fs.ErrNotExist) || notFolder(err):
		return &Error{ErrGone, path, err}
	}
	return &Error{ErrUnreadable, path, err}
}
