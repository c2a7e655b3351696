package files

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A copy is what Finish makes of a Part with PartOptions.Stream: the contents in one file,
// and the sidecar with the tree and the digest of every chunk. So the names, times and
// bits of the tree are in nobody's way on this disk, and what is read of it is compared
// with the digests each time.

// streamTree is a tree of one file, as which the contents of another one lie.
func streamTree(name string, size int64, modTime time.Time) (*Tree, error) {
	return ParseTree(encodeTree([]Entry{{Path: name, Size: size, ModTime: modTime}}))
}

// proof is what a Snapshot has of a copy besides.
type proof struct {
	tree  []byte // of what it is the copy of
	state string // the path of the sidecar
	whole [32]byte
}

// OpenCopy returns the copy that has the sidecar at the path state. It fails with
// ErrCorrupt where the sidecar cannot be that of a finished copy, and with ErrGone where
// the copy, or its sidecar, is not there or has another length. The contents are not read.
func OpenCopy(state string) (*Snapshot, error) {
	s, h, raw, err := openSidecar(state)
	if errors.Is(err, ErrCorrupt) {
		return nil, &Error{ErrCorrupt, state, err}
	} else if err != nil {
		return nil, readFault(state, err)
	}
	defer s.close()
	final := s.final()
	if !h.stream || final == "" {
		return nil, &Error{ErrCorrupt, state, errors.New("not the sidecar of a copy")}
	}
	path := filepath.Join(h.downloads, final)
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, readFault(path, err)
	case !info.Mode().IsRegular() || info.Size() != h.size:
		return nil, &Error{ErrGone, path, fmt.Errorf("it has %d bytes, not %d", info.Size(), h.size)}
	}
	p := &proof{tree: raw, state: state}
	if err := s.marks(func(i int64, digest [32]byte) error {
		if digest == [32]byte{} {
			return &Error{ErrCorrupt, state, fmt.Errorf("it lacks chunk %d", i)}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if p.whole, err = s.whole(h.version); err != nil {
		return nil, readFault(state, err)
	}
	tree, err := streamTree(h.name, h.size, info.ModTime())
	if err != nil {
		return nil, err
	}
	return &Snapshot{chunking: h.chunking, path: path, tree: tree, version: h.version, names: map[int32]string{0: final}, copied: p}, nil
}

// Whole is the hash of the whole, of a copy: of what was scanned it is not known.
func (s *Snapshot) Whole() (whole [32]byte, known bool) {
	if s.copied == nil {
		return whole, false
	}
	return s.copied.whole, true
}

// Check reports, of a copy, a chunk that is not that of its digest by ErrCorrupt. What was
// scanned has no digests to compare with.
func (src *Source) Check(i int64, digest [32]byte) error {
	c := src.snapshot.copied
	if c == nil {
		return nil
	}
	if src.proof == nil {
		s, h, _, err := openSidecar(c.state)
		if err != nil {
			return &Error{ErrCorrupt, c.state, err}
		}
		src.proof = s
		if h.version != src.snapshot.version {
			return &Error{ErrCorrupt, c.state, errors.New("of another version")}
		}
	}
	want, err := src.proof.digest(i)
	if err != nil {
		return &Error{ErrCorrupt, c.state, err}
	}
	if want != digest {
		return &Error{ErrCorrupt, src.snapshot.path, fmt.Errorf("chunk %d is not that of its digest", i)}
	}
	return nil
}

// sync has the disk keep the sidecar and its name.
func (s *sidecar) sync() error {
	if err := s.f.Sync(); err != nil {
		return writeFault(s.path, 0, err)
	}
	dir, err := os.OpenRoot(filepath.Dir(s.path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return syncFolder(dir)
}
