package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// folders opens the folders of a tree on the disk, one at a time. Files come sorted, so
// mostly it is the one that is open.
type folders struct {
	tree *Tree
	// root is the offered folder, or the one that the offered file is in.
	root *os.Root
	path string // of root
	// names are those of entries that have another one on the disk than in the tree.
	names map[int32]string

	last   *os.Root // the folder of the entry lastAt; nil for none
	lastAt int32
}

// name is the name of an entry on the disk.
func (d *folders) name(i int) string {
	if name, ok := d.names[int32(i)]; ok {
		return name
	}
	return d.tree.base(i)
}

// components are the names on the way from root to an entry.
func (d *folders) components(i int32) []string {
	var way []string
	for ; i > 0 || i == 0 && !d.tree.Folder(); i = d.tree.all[i].parent {
		way = append(way, d.name(int(i)))
	}
	for a, b := 0, len(way)-1; a < b; a, b = a+1, b-1 {
		way[a], way[b] = way[b], way[a]
	}
	return way
}

// where is the path of an entry, for people.
func (d *folders) where(i int) string {
	return filepath.Join(append([]string{d.path}, d.components(int32(i))...)...)
}

// open returns the folder that the entry i is in. It is valid until the next call.
func (d *folders) open(i int) (*os.Root, error) {
	parent := d.tree.all[i].parent
	if parent <= 0 {
		return d.root, nil
	}
	if d.last != nil && d.lastAt == parent {
		return d.last, nil
	}
	d.closeLast()
	at := d.root
	for _, name := range d.components(parent) {
		next, err := openFolder(at, name)
		if at != d.root {
			at.Close()
		}
		if err != nil {
			return nil, err
		}
		at = next
	}
	d.last, d.lastAt = at, parent
	return at, nil
}

// openFolder opens the folder of that name in another. A symbolic link is none.
func openFolder(in *os.Root, name string) (*os.Root, error) {
	info, err := in.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, &Error{ErrChanged, filepath.Join(in.Name(), name), errors.New("not a folder")}
	}
	root, err := in.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	if opened, err := root.Stat("."); err != nil || !os.SameFile(info, opened) {
		root.Close()
		return nil, &Error{ErrChanged, filepath.Join(in.Name(), name), err}
	}
	return root, nil
}

// openFile opens the file of that name. What is no file, symbolic links among it, is
// refused; a pipe does not block.
func openFile(in *os.Root, name string, flag int) (*os.File, fs.FileInfo, error) {
	info, err := in.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &Error{ErrChanged, filepath.Join(in.Name(), name), ErrSpecial}
	}
	f, err := in.OpenFile(name, flag|dontBlock, 0)
	if err != nil {
		return nil, nil, err
	}
	opened, err := f.Stat()
	if err == nil && !os.SameFile(info, opened) {
		err = &Error{ErrChanged, f.Name(), nil}
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, opened, nil
}

func (d *folders) closeLast() {
	if d.last != nil {
		d.last.Close()
		d.last = nil
	}
}

func (d *folders) close() {
	d.closeLast()
	if d.root != nil {
		d.root.Close()
		d.root = nil
	}
}

// cursor goes through the files that bytes of the stream are in and keeps the last open.
type cursor struct {
	folders
	file   *os.File
	fileAt int
}

// each calls do for each file that b, which is at that offset of the stream, is in: at
// is where in the file the bytes of piece are. What open opens stays open afterwards.
func (c *cursor) each(offset int64, b []byte, open func(i int) (*os.File, error), do func(i int, f *os.File, piece []byte, at int64) error) error {
	for i := c.tree.find(offset); len(b) > 0; i++ {
		e := &c.tree.all[i]
		if e.size == 0 {
			continue
		}
		if c.file == nil || c.fileAt != i {
			if err := c.closeFile(); err != nil {
				return err
			}
			f, err := open(i)
			if err != nil {
				return err
			}
			c.file, c.fileAt = f, i
		}
		at := offset - e.start
		n := int(min(int64(len(b)), e.size-at))
		if err := do(i, c.file, b[:n:n], at); err != nil {
			return err
		}
		b, offset = b[n:], offset+int64(n)
	}
	return nil
}

func (c *cursor) closeFile() error {
	if c.file == nil {
		return nil
	}
	err := c.file.Close()
	c.file = nil
	return err
}

func (c *cursor) close() error {
	err := c.closeFile()
	c.folders.close()
	return err
}
