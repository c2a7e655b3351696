package files

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Put verifies the chunk i and writes it. ErrCorrupt is a chunk that is not that of its
// digest; nothing is written then. After ErrNoSpace the same chunk can be put again. A
// chunk that is there already is not written again.
func (p *Part) Put(i int64, chunk []byte, digest [32]byte) error {
	offset, n, err := p.at(i)
	if err == nil && len(chunk) != n {
		err = fmt.Errorf("chunk %d has %d bytes, not %d", i, n, len(chunk))
	}
	if err == nil && sha256.Sum256(chunk) != digest {
		err = fmt.Errorf("chunk %d is not that of its digest", i)
	}
	if err != nil {
		return &Error{ErrCorrupt, filepath.Join(p.downloads, p.part), err}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ready(); err != nil || p.isThere(i) {
		return err
	}
	call(p.Hooks.BeforeWrite)
	if err := p.files.each(offset, chunk, p.openToWrite, p.write); err != nil {
		_ = p.files.closeFile()
		return writeFault(filepath.Join(p.downloads, p.part), p.size-p.Have(), err)
	}
	call(p.Hooks.BeforeMark)
	if err := p.state.mark(i, digest); err != nil {
		return writeFault(p.state.path, int64(len(digest)), err)
	}
	p.setThere(i, true)
	return nil
}

// openToWrite opens the file i; of a folder's part it is made if it is not there.
func (p *Part) openToWrite(i int) (*os.File, error) {
	if !p.files.tree.Folder() {
		return p.openThere(i)
	}
	dir, err := p.files.open(i)
	if errors.Is(err, fs.ErrNotExist) {
		if err := p.makeFolders(p.files.tree.all[i].parent); err != nil {
			return nil, err
		}
		dir, err = p.files.open(i)
	}
	if err != nil {
		return nil, err
	}
	f, err := dir.OpenFile(p.files.name(i), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		f, _, err = openFile(dir, p.files.name(i), os.O_RDWR)
	}
	return f, err
}

// makeFolders makes the folder i of the tree and those that it is in.
func (p *Part) makeFolders(i int32) error {
	if i <= 0 {
		return nil
	}
	dir, err := p.files.open(int(i))
	if errors.Is(err, fs.ErrNotExist) {
		if err := p.makeFolders(p.files.tree.all[i].parent); err != nil {
			return err
		}
		dir, err = p.files.open(int(i))
	}
	if err != nil {
		return err
	}
	if err := dir.Mkdir(p.files.name(int(i)), 0o777); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (p *Part) write(_ int, f *os.File, piece []byte, at int64) error {
	if _, err := f.WriteAt(piece, at); err != nil {
		return err
	}
	if err := p.behind.wrote(f, at, at+int64(len(piece))); err != nil {
		p.unsure = true
		return err
	}
	return nil
}

// call calls a hook.
func call(hook func()) {
	if hook != nil {
		hook()
	}
}
