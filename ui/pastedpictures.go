package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"confab/ui/internal/copied"
)

// pastedPictures is a folder of pictures that were pasted: what is offered lies in a file. Its
// methods but has read and write the disk and may be called from any goroutine but that of a
// window.
type pastedPictures struct {
	folder string // empty: none can be kept
	now    func() time.Time
}

func newPastedPictures(dataDir string) *pastedPictures {
	p := &pastedPictures{now: time.Now}
	if dataDir != "" {
		p.folder = filepath.Join(dataDir, "pasted")
	}
	return p
}

// keep makes a file of a picture, called after the time.
func (p *pastedPictures) keep(c copied.Copied) (path string, err error) {
	if err := os.MkdirAll(p.folder, 0o700); err != nil {
		return "", err
	}
	name := p.now().Format("picture-20060102-150405")
	for n := 1; ; n++ {
		path = filepath.Join(p.folder, name+c.Extension)
		if n > 1 {
			path = filepath.Join(p.folder, fmt.Sprintf("%s-%d%s", name, n, c.Extension))
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if os.IsExist(err) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.Write(c.Picture)
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			_ = os.Remove(path)
		}
		return path, err
	}
}

// has reports whether a path is that of a picture in the folder.
func (p *pastedPictures) has(path string) bool {
	return p.folder != "" && filepath.Dir(path) == p.folder
}

// remove removes a picture of the folder. Other files stay.
func (p *pastedPictures) remove(path string) {
	if p.has(path) {
		_ = os.Remove(path) // what stays does no harm, and goes with another start
	}
}

// sweep removes all pictures but those at the paths that are offered.
func (p *pastedPictures) sweep(offered []string) {
	if p.folder == "" {
		return
	}
	entries, err := os.ReadDir(p.folder)
	if err != nil {
		return // there are none
	}
	for _, e := range entries {
		if path := filepath.Join(p.folder, e.Name()); !slices.Contains(offered, path) {
			p.remove(path)
		}
	}
}
