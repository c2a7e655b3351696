package ui

import (
	"context"
	"path/filepath"
	"slices"

	"confab/transport"
	"confab/ui/internal/cleaned"
)

// leftovers removes the pictures that only this program has a use for once no message offers
// them any more: copies without place and camera, and pictures that were pasted. What is
// offered can still be fetched, go on after a restart or be sent again, whatever its age, and
// stays; so does all of it where it cannot be told what is offered.
type leftovers struct {
	ctx     context.Context
	offered func(context.Context) ([]string, error) // nil: it is not known
	copies  *cleaned.Folder
	pasted  *pastedPictures
	// swept is closed once what earlier runs have left is removed: only then is anything
	// added.
	swept chan struct{}
}

// newLeftovers removes what earlier runs have left in the data folder, in a goroutine of its
// own. home may be nil.
func newLeftovers(ctx context.Context, dataDir string, home *transport.Home) *leftovers {
	l := &leftovers{ctx: ctx, swept: make(chan struct{}),
		copies: cleaned.New(filepath.Join(dataDir, "pictures")), pasted: newPastedPictures(dataDir)}
	if home != nil {
		l.offered = home.Offers
	}
	go l.sweep()
	return l
}

func (l *leftovers) sweep() {
	defer close(l.swept)
	if offered, ok := l.list(); ok {
		_ = l.copies.Sweep(offered) // what stays is removed at another start
		l.pasted.sweep(offered)
	}
}

// list returns the paths of all that is offered; not ok is that it is not known.
func (l *leftovers) list() (paths []string, ok bool) {
	if l.offered == nil {
		return nil, false
	}
	paths, err := l.offered(l.ctx)
	return paths, err == nil
}

// unoffered is model.Config.Unoffered.
func (l *leftovers) unoffered(path string) {
	if l.copies.Has(path) || l.pasted.has(path) {
		go func() {
			if offered, ok := l.list(); ok && !slices.Contains(offered, path) {
				l.copies.Remove(path)
				l.pasted.remove(path)
			}
		}()
	}
}

// discard is model.Config.Discard.
func (l *leftovers) discard(copied string) { go l.copies.Remove(copied) }
