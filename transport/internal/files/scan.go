package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// namesAtOnce is how many names of a folder are read before the context is asked.
const namesAtOnce = 1024

// Scan looks at the file or folder at that path, and at all that is in it, without
// reading contents. What cannot be offered is left out and reported to skipped, which
// may be nil, with the reason: ErrLink, ErrSpecial, ErrUnreadable, ErrName or ErrLimit.
// What path itself names must be a file or a folder that can be read.
func Scan(ctx context.Context, path string, skipped func(path string, why error)) (*Snapshot, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, &Error{ErrUnreadable, path, err}
	}
	if skipped == nil {
		skipped = func(string, error) {}
	}
	s := scan{ctx: ctx, skipped: skipped, bytes: len(treeMagic), raw: map[string]string{}}
	info, err := os.Lstat(abs)
	if err == nil {
		err = offerable(abs, info)
	}
	if err != nil {
		return nil, readFault(abs, err)
	}
	name := filepath.Base(abs)
	if filepath.Dir(abs) == abs {
		name = "files" // the root of a disk has no name
	}
	treePath, err := s.add(abs, "", name, info)
	if err != nil {
		return nil, readFault(abs, err)
	}
	if info.IsDir() {
		if err := s.walk(abs, treePath, 1); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(s.entries, func(a, b Entry) int { return strings.Compare(a.Path, b.Path) })
	tree, err := ParseTree(encodeTree(s.entries))
	if err != nil {
		return nil, &Error{ErrTree, abs, err}
	}
	return newSnapshot(abs, tree, s.raw), nil
}

// scan is a Scan under way.
type scan struct {
	ctx     context.Context
	skipped func(path string, why error)
	entries []Entry
	bytes   int               // of the tree, about
	raw     map[string]string // by its path in the tree, the name that an entry has on the disk if that is no text
}

// walk adds what is in the folder at abs.
func (s *scan) walk(abs, treePath string, depth int) error {
	dir, err := os.Open(abs)
	if err != nil {
		return readFault(abs, err)
	}
	defer dir.Close()
	var below []fs.DirEntry // folders, to be walked when this one is closed
	for {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		found, err := dir.ReadDir(namesAtOnce)
		for _, f := range found {
			if err := s.visit(abs, treePath, f, depth+1, &below); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.skipped(abs, readFault(abs, err))
			break
		}
	}
	dir.Close()
	for _, f := range below {
		name := f.Name()
		if err := s.walk(filepath.Join(abs, name), treePath+"/"+textOf(name), depth+1); err != nil {
			if s.ctx.Err() != nil || errors.Is(err, ErrLimit) {
				return err
			}
			s.skipped(filepath.Join(abs, name), err)
		}
	}
	return nil
}

// visit adds one thing of a folder, or reports why not.
func (s *scan) visit(abs, treePath string, f fs.DirEntry, depth int, below *[]fs.DirEntry) error {
	path := filepath.Join(abs, f.Name())
	info, err := f.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was removed just now
	}
	if err == nil {
		err = offerable(path, info)
	}
	if err == nil && depth > MaxDepth {
		err = &Error{ErrLimit, path, fmt.Errorf("more than %d levels", MaxDepth)}
	}
	if err == nil {
		_, err = s.add(path, treePath, f.Name(), info)
	}
	switch {
	case errors.Is(err, errFull):
		return err
	case err != nil:
		s.skipped(path, readFault(path, err))
	case info.IsDir():
		*below = append(*below, f)
	}
	return nil
}

// offerable says why something cannot be offered.
func offerable(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return &Error{ErrLink, path, nil}
	case !mode.IsRegular() && !mode.IsDir():
		return &Error{ErrSpecial, path, nil}
	}
	if err := readable(path); err != nil {
		return &Error{ErrUnreadable, path, err}
	}
	return nil
}

// errFull ends a scan: the tree would be too large.
var errFull = fmt.Errorf("%w: the tree is too large", ErrLimit)

// add adds the entry at path and returns its path in the tree.
func (s *scan) add(path, folder, name string, info fs.FileInfo) (treePath string, err error) {
	text := textOf(name)
	treePath = text
	if folder != "" {
		treePath = folder + "/" + text
	}
	if len(treePath) > MaxPathBytes || len(text) > maxComponent {
		return "", fmt.Errorf("%w: %d bytes long", ErrName, len(treePath))
	}
	if text != name {
		_, taken := s.raw[treePath]
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), text)); taken || err == nil {
			return "", fmt.Errorf("%w: not text, and another is like it", ErrName)
		}
		s.raw[treePath] = name
	}
	if s.bytes += len(treePath) + entryOverhead; len(s.entries) == MaxEntries || s.bytes > MaxTreeBytes {
		return "", errFull
	}
	e := Entry{Path: treePath, Folder: info.IsDir(), ModTime: info.ModTime()}
	if !e.Folder {
		e.Size = info.Size()
		e.Executable = info.Mode()&0o111 != 0
	}
	s.entries = append(s.entries, e)
	return treePath, nil
}

// textOf is name as text: bytes that are none are written as %XX.
func textOf(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	var b strings.Builder
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", name[0])
		} else {
			b.WriteString(name[:n])
		}
		name = name[n:]
	}
	return b.String()
}
