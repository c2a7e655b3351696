package ui

import (
	"context"
	"errors"
	"path/filepath"
	"sync"

	"confab/transport"
	"confab/ui/internal/cleaned"
	picturefile "confab/ui/internal/picture"
	"confab/ui/model"
)

// prepared is a draft whose file was looked at.
type prepared struct {
	to   model.AttachTo
	file model.Prepared
}

// preparer looks at files before they are offered, one after the other: it makes previews of
// pictures, and copies without what tells of place, time and camera.
type preparer struct {
	ctx      context.Context
	pictures *pictures
	copies   *cleaned.Folder
	done     func(prepared)

	mu      sync.Mutex
	waiting []prepared // guarded by mu
	running bool       // guarded by mu
}

// newPreparer returns a preparer with copies in the data folder, of which it removes those
// that are offered no more. home may be nil.
func newPreparer(ctx context.Context, p *pictures, dataDir string, home *transport.Home, done func(prepared)) *preparer {
	r := &preparer{ctx: ctx, pictures: p, copies: cleaned.New(filepath.Join(dataDir, "pictures")), done: done, running: true}
	go func() {
		if home != nil {
			if offered, err := home.Offers(ctx); err == nil {
				_ = r.copies.Sweep(offered) // what stays is removed at another start
			}
		}
		r.lookLoop()
	}()
	return r
}

// prepare is model.Config.Prepare.
func (r *preparer) prepare(to model.AttachTo, d transport.Draft) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, prepared{to, model.Prepared{Draft: d}})
	if !r.running {
		r.running = true
		go r.lookLoop()
	}
}

// discard is model.Config.Discard.
func (r *preparer) discard(copied string) { go r.copies.Remove(copied) }

// lookLoop looks at what waits, until nothing does.
func (r *preparer) lookLoop() {
	for {
		r.mu.Lock()
		if len(r.waiting) == 0 || r.ctx.Err() != nil {
			r.running = false
			r.mu.Unlock()
			return
		}
		next := r.waiting[0]
		r.waiting = r.waiting[1:]
		r.mu.Unlock()
		r.look(&next.file)
		r.done(next)
	}
}

func (r *preparer) look(f *model.Prepared) {
	path := f.Draft.Attach.Path
	if f.Picture = isPicture(path); !f.Picture {
		return
	}
	r.pictures.decoding.Lock()
	defer r.pictures.decoding.Unlock()
	file := *f.Draft.Attach
	if d, ok := picturefile.Describe(r.ctx, path); ok {
		file.Width, file.Height, file.Preview = d.Width, d.Height, d.Preview
	}
	f.Draft.Attach = &file
	if copied, err := r.copies.Copy(path); err == nil {
		f.Cleaned = copied
	}
}

// isPicture reports whether there is a picture at a path, also one that cannot be read
// here: it may tell of its place all the same.
func isPicture(path string) bool {
	f, err := picturefile.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	_, err = picturefile.Probe(f)
	return err == nil || errors.Is(err, picturefile.ErrUnsupported) || errors.Is(err, picturefile.ErrDamaged)
}
