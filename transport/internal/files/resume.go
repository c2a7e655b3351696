package files

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Resume goes on with what Create began, also after a crash. It reads every chunk that
// is marked again and keeps those that are right. ErrCorrupt is a sidecar that cannot be
// read, ErrGone one whose part was removed, or no sidecar at all: begin again.
//
// A part that was renamed already, but no more, is resumed too: nothing is missing, and
// Finish returns its path.
func Resume(ctx context.Context, state string) (*Part, error) {
	s, h, raw, err := openSidecar(state)
	if err != nil {
		if errors.Is(err, ErrCorrupt) {
			return nil, &Error{ErrCorrupt, state, err}
		}
		return nil, readFault(state, err)
	}
	p := &Part{header: h, state: s, left: h.Chunks()}
	p.has = make([]uint64, (p.left+63)/64)
	if err := p.resume(ctx, raw); err != nil {
		_ = p.Close()
		return nil, readFault(filepath.Join(h.downloads, h.part), err)
	}
	return p, nil
}

func (p *Part) resume(ctx context.Context, raw []byte) error {
	tree, err := ParseTree(raw)
	if err != nil || tree.size != p.size {
		return &Error{ErrCorrupt, p.state.path, err}
	}
	if p.stream {
		if tree, err = streamTree(p.name, p.size, time.Time{}); err != nil {
			return err
		}
	}
	if p.dir, err = os.OpenRoot(p.downloads); err != nil {
		return err
	}
	final := p.state.final()
	part, err := p.dir.Lstat(p.part)
	if final != "" {
		// The name may have been given before the crash, by a second link among other ways.
		named, finalErr := p.dir.Lstat(final)
		if finalErr == nil && err == nil && os.SameFile(named, part) {
			if err := p.dir.Remove(p.part); err != nil {
				return err
			}
			err = fs.ErrNotExist
		}
		if finalErr == nil && errors.Is(err, fs.ErrNotExist) {
			return p.resumeFinished(ctx, tree, final)
		}
	}
	switch {
	case err != nil:
		return err
	case part.IsDir() != tree.Folder():
		return &Error{ErrGone, filepath.Join(p.downloads, p.part), nil}
	}
	if err := p.connect(tree, p.part); err != nil {
		return err
	}
	return p.verify(ctx)
}

// resumeFinished takes the file or folder of that name for the part if it is that.
func (p *Part) resumeFinished(ctx context.Context, tree *Tree, name string) error {
	path := filepath.Join(p.downloads, name)
	err := p.connect(tree, name)
	if err == nil {
		err = p.verify(ctx)
	}
	if err != nil {
		return err
	}
	if p.left > 0 || p.check() != nil {
		return &Error{ErrGone, path, nil}
	}
	p.path = path
	return nil
}

// verify looks at every chunk that is marked and unmarks what is not right.
func (p *Part) verify(ctx context.Context) error {
	buf := make([]byte, min(int64(p.chunk), p.size))
	return p.state.marks(func(i int64, digest [32]byte) error {
		p.setThere(i, false)
		if digest == [32]byte{} {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		offset, n, _ := p.at(i)
		err := p.files.each(offset, buf[:n], p.openThere, p.readBack)
		switch {
		case err == nil && sha256.Sum256(buf[:n]) == digest:
			p.setThere(i, true)
			return nil
		case err != nil:
			_ = p.files.closeFile()
		}
		return p.state.unmark(i)
	})
}

// openThere opens the file i if it is there.
func (p *Part) openThere(i int) (*os.File, error) {
	dir, err := p.files.open(i)
	if err != nil {
		return nil, err
	}
	f, _, err := openFile(dir, p.files.name(i), os.O_RDWR)
	return f, err
}

func (p *Part) readBack(_ int, f *os.File, piece []byte, at int64) error {
	n, err := f.ReadAt(piece, at)
	if n == len(piece) && errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Discard removes the part of a sidecar that is not in use, or the copy, and the sidecar.
// Nothing is read again. A sidecar that cannot be read is all that is removed.
func Discard(state string) error {
	s, h, _, err := openSidecar(state)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, ErrCorrupt):
		return os.Remove(state)
	case err != nil:
		return err
	}
	p := &Part{header: h, state: s}
	if p.dir, err = os.OpenRoot(h.downloads); err != nil && !errors.Is(err, fs.ErrNotExist) {
		_ = p.Close()
		return readFault(h.downloads, err)
	}
	if final := s.final(); h.stream && final != "" && p.dir != nil {
		if err := p.dir.Remove(final); err != nil && !errors.Is(err, fs.ErrNotExist) {
			_ = p.Close()
			return writeFault(filepath.Join(h.downloads, final), 0, err)
		}
	}
	return p.Discard()
}
