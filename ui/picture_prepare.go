package ui

import (
	"context"
	"errors"
	"sync"

	"confab/ui/internal/cleaned"
	picturefile "confab/ui/internal/picture"
	"confab/ui/model"
)

// prepared is a file that was looked at, in the talk in which it waits.
type prepared struct {
	to   model.AttachTo
	file model.Prepared
}

// preparer looks at files that wait to be offered, one after the other: it makes previews of
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

// newPreparer returns a preparer with copies in a folder, which looks at nothing before swept
// is closed.
func newPreparer(ctx context.Context, p *pictures, copies *cleaned.Folder, swept <-chan struct{}, done func(prepared)) *preparer {
	r := &preparer{ctx: ctx, pictures: p, copies: copies, done: done, running: true}
	go func() {
		select {
		case <-swept:
		case <-ctx.Done():
		}
		r.lookLoop()
	}()
	return r
}

// prepare is model.Config.Prepare.
func (r *preparer) prepare(to model.AttachTo, path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = append(r.waiting, prepared{to, model.Prepared{Path: path}})
	if !r.running {
		r.running = true
		go r.lookLoop()
	}
}

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
	if f.Picture = isPicture(f.Path); !f.Picture {
		return
	}
	r.pictures.decoding.Lock()
	defer r.pictures.decoding.Unlock()
	if d, ok := picturefile.Describe(r.ctx, f.Path); ok {
		f.Width, f.Height, f.Preview = d.Width, d.Height, d.Preview
	}
	if copied, err := r.copies.Copy(f.Path); err == nil {
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
