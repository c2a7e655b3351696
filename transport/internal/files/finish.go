package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxNumber is up to which number a free name is looked for.
const maxNumber = 9999

// Finish makes the file or folder of what was received and returns its path. It fails
// with ErrMissing while chunks are missing, and with ErrCorrupt when what is there is
// not the whole: everything was looked at again then, and what is wrong, or all if no
// chunk is by itself, is missing again.
//
// It sets times and executable bits, marks the files as coming from another machine,
// syncs, and renames to the first free name; nothing is written over. After an error of
// the disk it can be called again. After a success it returns the same path again.
func (p *Part) Finish(whole [32]byte) (path string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.state == nil && p.path != "" {
		return p.path, nil
	}
	err = p.finish(whole)
	if err != nil {
		return "", writeFault(filepath.Join(p.downloads, p.part), p.size-p.Have(), err)
	}
	return p.path, nil
}

func (p *Part) finish(whole [32]byte) error {
	if p.path == "" {
		if err := p.ready(); err != nil {
			return err
		}
	}
	if p.left > 0 {
		return &Error{ErrMissing, filepath.Join(p.downloads, p.part), fmt.Errorf("%d of %d", p.left, p.Chunks())}
	}
	sum, err := p.state.whole(p.version)
	if err != nil {
		return err
	}
	if sum != whole && p.path != "" {
		return &Error{ErrCorrupt, p.path, errors.New("finished with another whole")}
	}
	if sum != whole {
		return p.distrust(true, errors.New("not the whole that was sent"))
	}
	if p.path == "" {
		if p.unsure {
			if err := p.distrust(false, nil); err != nil {
				return err
			}
		}
		if err := p.complete(); err != nil {
			return err
		}
		if err := p.rename(); err != nil {
			return err
		}
	}
	if err := syncFolder(p.dir); err != nil {
		return err
	}
	if p.stream {
		if err := p.state.sync(); err != nil {
			return err
		}
	}
	if p.Named != nil {
		if err := p.Named(p.path, whole); err != nil {
			return err
		}
	}
	leave := p.state.remove
	if p.stream {
		leave = p.state.close
	}
	if err := leave(); err != nil {
		return err
	}
	p.state = nil
	_ = p.disconnect()
	return p.dir.Close()
}

// distrust looks at everything again. If all chunks are right by themselves but not
// together, all of them are missing again. cause nil is no error if nothing is wrong.
func (p *Part) distrust(whole bool, cause error) error {
	if err := p.verify(context.Background()); err != nil {
		return err
	}
	if p.left == 0 && whole {
		if err := p.state.unmarkAll(); err != nil {
			return err
		}
		for i := range p.Chunks() {
			p.setThere(i, false)
		}
	}
	if p.left == 0 && cause == nil {
		return nil
	}
	return &Error{ErrCorrupt, filepath.Join(p.downloads, p.part), cause}
}

// complete has all entries be as in the tree and on the disk. What another program
// changed meanwhile is reason to look at everything again.
func (p *Part) complete() error {
	for again := false; ; again = true {
		err := p.completeAll()
		if !errors.Is(err, ErrChanged) && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if distrust := p.distrust(false, nil); distrust != nil {
			return distrust
		}
		if again {
			return &Error{ErrCorrupt, filepath.Join(p.downloads, p.part), err}
		}
	}
}

// completeAll makes what has no bytes, gives everything its times, bits and marks, and
// syncs.
func (p *Part) completeAll() error {
	// Windows sets the time when what was written is closed.
	if err := p.files.closeFile(); err != nil {
		return err
	}
	t := p.files.tree
	var changed error
	marked := !p.stream && canMark(p.downloads)
	for i := range t.all {
		if t.Folder() && i == 0 {
			continue
		}
		err := p.completeEntry(i, marked)
		if errors.Is(err, ErrChanged) {
			changed = err
		} else if err != nil {
			return err
		}
	}
	if changed != nil {
		return changed
	}
	if err := p.check(); err != nil {
		return err
	}
	for i := len(t.all) - 1; i >= 0; i-- { // what is in a folder comes before its time
		if !t.all[i].folder() {
			continue
		}
		dir, name := p.dir, p.part
		if i > 0 {
			var err error
			if dir, err = p.files.open(i); err != nil {
				return err
			}
			name = p.files.name(i)
		}
		p.setTime(dir, name, i)
	}
	if t.Folder() && p.perm != 0 {
		_ = p.dir.Chmod(p.part, p.perm)
	}
	call(p.Hooks.BeforeSync)
	if err := p.sync(); err != nil {
		p.unsure = true
		return err
	}
	p.unsure = false
	return nil
}

// completeEntry makes a folder or an empty file, and looks at any other file.
func (p *Part) completeEntry(i int, marked bool) error {
	e := &p.files.tree.all[i]
	dir, err := p.files.open(i)
	if err != nil {
		return err
	}
	name := p.files.name(i)
	if e.folder() {
		err := dir.Mkdir(name, 0o777)
		if errors.Is(err, fs.ErrExist) {
			var info fs.FileInfo
			if info, err = dir.Lstat(name); err == nil && !info.IsDir() {
				err = &Error{ErrChanged, p.files.where(i), errors.New("not a folder")}
			}
		}
		return err
	}
	if e.size == 0 && p.files.tree.Folder() {
		f, err := dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			err = f.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	info, err := dir.Lstat(name)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &Error{ErrChanged, p.files.where(i), ErrSpecial}
	case info.Size() != e.size:
		if info.Size() > e.size {
			p.cut(dir, name, e.size)
		}
		return &Error{ErrChanged, p.files.where(i), fmt.Errorf("it has %d bytes, not %d", info.Size(), e.size)}
	}
	if e.flags&flagProgram != 0 {
		mode := info.Mode().Perm()
		_ = dir.Chmod(name, mode|mode&0o444>>2) // for whom it may be read
	}
	if marked {
		mark(dir, name, p.files.where(i))
	}
	p.setTime(dir, name, i)
	return nil
}

// cut takes away what another program added to a file.
func (p *Part) cut(dir *os.Root, name string, size int64) {
	if f, _, err := openFile(dir, name, os.O_RDWR); err == nil {
		_ = f.Truncate(size)
		f.Close()
	}
}

// setTime gives an entry its time, unless the file system has no such time.
func (p *Part) setTime(dir *os.Root, name string, i int) {
	t := time.Unix(0, p.files.tree.all[i].modTime)
	_ = dir.Chtimes(name, t, t)
}

// check reports whether each folder has as many entries as in the tree: names that were
// taken for different ones may be one for the file system.
func (p *Part) check() error {
	t := p.files.tree
	if !t.Folder() {
		return nil
	}
	children := make([]int32, len(t.all))
	for _, e := range t.all[1:] {
		children[e.parent]++
	}
	for i, n := range children {
		if n < 2 {
			continue
		}
		dir := p.files.root
		if i > 0 {
			in, err := p.files.open(i)
			if err != nil {
				return err
			}
			if dir, err = openFolder(in, p.files.name(i)); err != nil {
				return err
			}
		}
		found, err := count(dir)
		if i > 0 {
			dir.Close()
		}
		if err != nil {
			return err
		}
		if found < int(n) {
			return &Error{ErrName, p.files.where(i), fmt.Errorf("%d entries have %d names here", n, found)}
		}
	}
	return nil
}

// count is how many entries a folder has.
func count(dir *os.Root) (n int, err error) {
	f, err := dir.Open(".")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for {
		names, err := f.Readdirnames(namesAtOnce)
		n += len(names)
		if len(names) == 0 {
			return n, notEOF(err)
		}
	}
}

// rename gives the part the first free name.
func (p *Part) rename() error {
	folder := p.files.tree.Folder()
	if err := p.disconnect(); err != nil {
		return err
	}
	call(p.Hooks.BeforeRename)
	for n := 1; n <= maxNumber; n++ {
		name := numbered(p.name, n, folder, p.system)
		if _, err := p.dir.Lstat(name); err == nil {
			continue
		}
		if err := p.state.setFinal(name); err != nil {
			return err
		}
		err := renameNew(p.dir, p.downloads, p.part, name, folder)
		if errors.Is(err, fs.ErrExist) {
			continue // it appeared just now
		}
		if err != nil {
			return err
		}
		p.path = filepath.Join(p.downloads, name)
		call(p.Hooks.AfterRename)
		return nil
	}
	return &Error{ErrName, filepath.Join(p.downloads, p.name), errors.New("no number is free")}
}
