package ui

import (
	"context"
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
	ctx      context.Context // until it is done, goroutines read
	pictures *pastedPictures
	ready    <-chan struct{} // closed once a picture may be kept
	wake     func()          // when an answer has come
	// begin is called by the window's goroutine when the person pastes; what it returns
	// waits for other programs.
	begin func() func(context.Context) (copied.Copied, error)

	mu      sync.Mutex
	answers []widget.FileAnswer // guarded by mu
}

// newPasteFiles returns the clipboard's files; pictures are kept once ready is closed.
func newPasteFiles(ctx context.Context, pictures *pastedPictures, ready <-chan struct{}, wake func()) *pasteFiles {
	return &pasteFiles{ctx: ctx, pictures: pictures, ready: ready, wake: wake, begin: beginReading}
}

// beginReading has nothing to do before the clipboard is read.
func beginReading() func(context.Context) (copied.Copied, error) { return copied.Read }

// ReadFiles implements widget.FileClipboard.
func (p *pasteFiles) ReadFiles(id uint64) {
	read := p.begin()
	go func() {
		ctx, cancel := context.WithTimeout(p.ctx, pastePatience)
		defer cancel()
		answer := widget.FileAnswer{ID: id}
		if got, err := read(ctx); err == nil {
			answer.Paths = got.Files
			if path, ok := p.keep(ctx, got); ok {
				answer.Paths = []string{path}
			}
		}
		p.mu.Lock()
		p.answers = append(p.answers, answer)
		p.mu.Unlock()
		p.wake()
	}()
}

// keep makes a file of the picture that was copied, if it was one.
func (p *pasteFiles) keep(ctx context.Context, got copied.Copied) (path string, ok bool) {
	if len(got.Picture) == 0 || p.pictures.folder == "" {
		return "", false
	}
	select {
	case <-p.ready:
	case <-ctx.Done():
		return "", false
	}
	path, err := p.pictures.keep(got)
	return path, err == nil
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

// discard removes a picture that was pasted and is not to be sent.
func (p *pasteFiles) discard(path string) { go p.pictures.remove(path) }
