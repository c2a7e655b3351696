package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"confab/ui/internal/copied"
	"confab/ui/widget"
)

// pastePatience is how long other programs may take to hand over what they have copied.
const pastePatience = 20 * time.Second

// pasteFiles is the files and pictures of the clipboard, which is read only when the person
// pastes. A picture becomes a file in a folder of its own: what is offered stays where it is.
type pasteFiles struct {
	ctx    context.Context // until it is done, goroutines read
	folder string          // of pictures; empty: none can be kept
	wake   func()          // when an answer has come
	read   func(context.Context) (copied.Copied, error)
	now    func() time.Time

	mu      sync.Mutex
	answers []widget.FileAnswer // guarded by mu
}

// newPasteFiles returns the clipboard's files; pictures are kept below the data folder.
func newPasteFiles(ctx context.Context, dataDir string, wake func()) *pasteFiles {
	p := &pasteFiles{ctx: ctx, wake: wake, read: copied.Read, now: time.Now}
	if dataDir != "" {
		p.folder = filepath.Join(dataDir, "pasted")
	}
	return p
}

// ReadFiles implements widget.FileClipboard.
func (p *pasteFiles) ReadFiles(id uint64) {
	go func() {
		ctx, cancel := context.WithTimeout(p.ctx, pastePatience)
		defer cancel()
		answer := widget.FileAnswer{ID: id}
		if got, err := p.read(ctx); err == nil {
			answer.Paths = got.Files
			if len(got.Picture) > 0 && p.folder != "" {
				if path, err := p.keep(got); err == nil {
					answer.Paths = []string{path}
				}
			}
		}
		p.mu.Lock()
		p.answers = append(p.answers, answer)
		p.mu.Unlock()
		p.wake()
	}()
}

// keep makes a file of a picture, called after the time.
func (p *pasteFiles) keep(c copied.Copied) (path string, err error) {
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

// FileAnswers implements widget.FileClipboard.
func (p *pasteFiles) FileAnswers(to []widget.FileAnswer) []widget.FileAnswer {
	p.mu.Lock()
	defer p.mu.Unlock()
	to = append(to, p.answers...)
	clear(p.answers)
	p.answers = p.answers[:0]
	return to
}

// discard removes a picture that was pasted and is not to be sent. Other files stay.
func (p *pasteFiles) discard(path string) {
	if p.folder != "" && filepath.Dir(path) == p.folder {
		go func() { _ = os.Remove(path) }() // what stays there does no harm
	}
}
