package files

import (
	"errors"
	"io"
	"os"
)

// sync has the disk keep what was received.
func (p *Part) sync() error {
	if !p.files.tree.Folder() {
		f, err := p.openThere(0)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Sync()
	}
	if done, err := syncAll(p.flush); done || err != nil {
		return err
	}
	return p.syncEach()
}

// syncEach syncs one file after the other, and every folder where that is possible.
func (p *Part) syncEach() error {
	for i := range p.files.tree.all {
		if i == 0 {
			continue
		}
		dir, err := p.files.open(i)
		if err != nil {
			return err
		}
		if p.files.tree.all[i].folder() {
			in, err := openFolder(dir, p.files.name(i))
			if err != nil {
				return err
			}
			err = syncFolder(in)
			in.Close()
			if err != nil {
				return err
			}
			continue
		}
		f, _, err := openFile(dir, p.files.name(i), os.O_RDWR)
		if err != nil {
			return err
		}
		err = syncOne(f)
		f.Close()
		if err != nil {
			return err
		}
	}
	return syncLast(p.files.root)
}

// notEOF is err unless it is the end of a folder.
func notEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// syncFolder has the disk keep the names in a folder, where the system can.
func syncFolder(dir *os.Root) error {
	f, err := dir.Open(".")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !cannotSync(err) {
		return err
	}
	return nil
}
