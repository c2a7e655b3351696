package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Source reads the chunks of a Snapshot for one transfer. One goroutine uses it.
type Source struct {
	snapshot *Snapshot
	files    cursor
	proof    *sidecar // of a copy, once it is needed
	closed   bool
}

// ReadChunk reads the chunk i into buf, which has room for a chunk. The error is
// ErrChanged, ErrGone or ErrUnreadable, with the path, when a file is not as it was
// scanned or cannot be read; what is in buf is worth nothing then.
//
// That a file is the same is judged by its kind, size and time before and after it is
// read. A program that writes without a change of both is not noticed.
func (src *Source) ReadChunk(i int64, buf []byte) (n int, err error) {
	offset, n, err := src.snapshot.at(i)
	switch {
	case err != nil:
		return 0, err
	case src.closed:
		return 0, fs.ErrClosed
	case len(buf) < n:
		return 0, io.ErrShortBuffer
	}
	if err := src.openRoot(); err != nil {
		return 0, err
	}
	if err := src.files.each(offset, buf[:n], src.open, src.read); err != nil {
		_ = src.files.closeFile() // to be looked at anew, if it is read again
		return 0, err
	}
	return n, nil
}

// openRoot opens the folder of what is offered, once.
func (src *Source) openRoot() error {
	if src.files.root != nil {
		return nil
	}
	look, kind := os.Stat, ErrGone // a file's folder may be a link
	if src.snapshot.Folder() {
		look, kind = os.Lstat, ErrChanged
	}
	info, err := look(src.files.path)
	if err == nil && !info.IsDir() {
		return &Error{kind, src.files.path, errors.New("not a folder")}
	}
	if err == nil {
		src.files.root, err = os.OpenRoot(src.files.path)
	}
	return readFault(src.files.path, err)
}

// open opens the file i if it is as it was scanned.
func (src *Source) open(i int) (*os.File, error) {
	dir, err := src.files.open(i)
	if err != nil {
		return nil, readFault(src.files.where(i), err)
	}
	f, info, err := openFile(dir, src.files.name(i), os.O_RDONLY)
	if err != nil {
		return nil, readFault(src.files.where(i), err)
	}
	if err := src.compare(i, info); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// read reads a piece of the file i, which is as it was scanned before and after.
func (src *Source) read(i int, f *os.File, piece []byte, at int64) error {
	_, err := f.ReadAt(piece, at)
	if err != nil && !errors.Is(err, io.EOF) {
		return &Error{ErrUnreadable, src.files.where(i), err}
	}
	info, statErr := f.Stat()
	if statErr != nil {
		return &Error{ErrUnreadable, src.files.where(i), statErr}
	}
	if changed := src.compare(i, info); changed != nil {
		return changed
	}
	if err != nil {
		return &Error{ErrChanged, src.files.where(i), io.ErrUnexpectedEOF}
	}
	return nil
}

// compare reports in what a file is not as it was scanned.
func (src *Source) compare(i int, info fs.FileInfo) error {
	e := &src.snapshot.tree.all[i]
	var how error
	switch {
	case info.Size() != e.size:
		how = fmt.Errorf("it has %d bytes and had %d", info.Size(), e.size)
	case nanoseconds(info.ModTime()) != e.modTime:
		how = errors.New("it was written to")
	default:
		return nil
	}
	return &Error{ErrChanged, src.files.where(i), how}
}

// Close closes what is open.
func (src *Source) Close() error {
	src.closed = true
	if src.proof != nil {
		_ = src.proof.close()
		src.proof = nil
	}
	return src.files.close()
}
