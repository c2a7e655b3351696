package ui

import (
	"context"
	"errors"
	"image"
	"slices"
	"sync"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/paint"

	"confab/transport"
	picturefile "confab/ui/internal/picture"
	"confab/ui/model"
)

// pictureKind is what a picture is made of, and how large.
type pictureKind uint8

const (
	// previewPicture is of the JPEG that goes with an offer, thumbPicture of the file, both
	// in a size that is given; largePicture is of the file, as large as it is and largeSide
	// at most.
	previewPicture pictureKind = iota
	thumbPicture
	largePicture
)

// pictureKey names a picture that is ready to be drawn. from is the JPEG, or the path.
type pictureKey struct {
	kind pictureKind
	from string
	size image.Point // zero for a largePicture
}

// largeSide is what a side of a picture has at most that is drawn: more than that many
// renderers of phones do not take.
const largeSide = 4096

// pictureBytes is how much the pictures take that are ready and not drawn just now.
const pictureBytes = 48 << 20

// decoded is a picture that was made, or why it could not be.
type decoded struct {
	key pictureKey
	img *image.RGBA
	err error
}

// pictureEntry is a picture that was asked for. Without op it is not ready; with failed it
// will not be.
type pictureEntry struct {
	op     paint.ImageOp
	ready  bool
	failed error
	told   bool // the model knows of failed
	bytes  int
	used   uint64 // the frame
}

// pictures makes pictures ready to be drawn: one at a time, on a goroutine that is there
// while there are any to be made. The window's goroutine calls its methods. What is not
// drawn goes when there is too much of it, the longest unused first; its textures go with
// the frame that does not draw it.
type pictures struct {
	ctx  context.Context
	wake func()

	// owned by the window's goroutine
	entries map[pictureKey]*pictureEntry
	bytes   int // of all entries
	most    int // bytes
	frame   uint64

	// decoding is held while anything is decoded, here and by prepare.
	decoding sync.Mutex

	mu      sync.Mutex
	wanted  []pictureKey       // the last is made next; guarded by mu
	making  pictureKey         // guarded by mu
	giveUp  context.CancelFunc // of making; nil while nothing is made; guarded by mu
	running bool               // guarded by mu
	made    []decoded          // guarded by mu
}

func newPictures(ctx context.Context, wake func()) *pictures {
	return &pictures{ctx: ctx, wake: wake, entries: map[pictureKey]*pictureEntry{}, most: pictureBytes}
}

// begin takes up what was made since the last frame.
func (p *pictures) begin() {
	p.frame++
	p.mu.Lock()
	made := p.made
	p.made = nil
	p.mu.Unlock()
	for _, d := range made {
		e := p.entries[d.key]
		if e == nil || e.ready {
			continue // it is wanted no more, or was made twice
		}
		if e.failed = d.err; d.err != nil {
			continue
		}
		e.op, e.ready, e.bytes = paint.NewImageOp(d.img), true, len(d.img.Pix)
		if d.key.kind != largePicture {
			e.op.Filter = paint.FilterNearest // drawn in its own size, without mipmaps
		}
		p.bytes += e.bytes
	}
}

// get returns a picture, and has it made if it is not there.
func (p *pictures) get(key pictureKey) *pictureEntry {
	e := p.entries[key]
	if e == nil {
		e = new(pictureEntry)
		p.entries[key] = e
		p.mu.Lock()
		p.wanted = append(p.wanted, key)
		if !p.running {
			p.running = true
			go p.makeLoop()
		}
		p.mu.Unlock()
	}
	e.used = p.frame
	return e
}

// end gives up what the frame did not ask for and is not ready, and lets go what is too much.
func (p *pictures) end() {
	var unused []pictureKey
	for key, e := range p.entries {
		if e.used == p.frame {
			continue
		}
		if e.ready {
			unused = append(unused, key)
			continue
		}
		delete(p.entries, key)
		p.forget(key)
	}
	slices.SortFunc(unused, func(a, b pictureKey) int { return int(p.entries[a].used) - int(p.entries[b].used) })
	for _, key := range unused {
		// A large picture is the greater part of all, and shown again soon by none.
		if p.bytes <= p.most && key.kind != largePicture {
			continue
		}
		p.bytes -= p.entries[key].bytes
		delete(p.entries, key)
	}
}

// forget has a picture not be made, or made to the end.
func (p *pictures) forget(key pictureKey) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wanted = slices.DeleteFunc(p.wanted, func(k pictureKey) bool { return k == key })
	if p.giveUp != nil && p.making == key {
		p.giveUp()
	}
}

// makeLoop makes what is wanted, until nothing is.
func (p *pictures) makeLoop() {
	for {
		p.mu.Lock()
		n := len(p.wanted)
		if n == 0 || p.ctx.Err() != nil {
			p.running = false
			p.mu.Unlock()
			return
		}
		key := p.wanted[n-1]
		p.wanted = p.wanted[:n-1]
		ctx, cancel := context.WithCancel(p.ctx)
		p.making, p.giveUp = key, cancel
		p.mu.Unlock()
		img, err := p.decode(ctx, key)
		p.mu.Lock()
		p.giveUp = nil
		if ctx.Err() == nil {
			p.made = append(p.made, decoded{key, img, err})
		}
		p.mu.Unlock()
		cancel()
		p.wake()
	}
}

func (p *pictures) decode(ctx context.Context, key pictureKey) (img *image.RGBA, err error) {
	p.decoding.Lock()
	defer p.decoding.Unlock()
	switch key.kind {
	case previewPicture:
		img, err = picturefile.DecodePreview(ctx, []byte(key.from))
	case thumbPicture:
		img, err = picturefile.At(ctx, key.from, key.size.X, key.size.Y)
	default:
		return picturefile.At(ctx, key.from, largeSide, largeSide)
	}
	if err != nil {
		return nil, err
	}
	return picturefile.Sized(img, key.size), nil
}

// shownPicture is the picture of a message, as the window draws it: the preview until the
// file is here and was read. It implements widget.PictureSource.
type shownPicture struct {
	pictures *pictures // nil draws nothing
	id       transport.MessageID
	preview  string
	path     string
	failed   func(id transport.MessageID, path string, large bool)
}

func (s *screen) shownPicture(p *model.Picture) *shownPicture {
	return &shownPicture{pictures: s.pictures, id: p.ID, preview: p.Preview, path: p.Path, failed: s.pictureFailed}
}

// Image implements widget.PictureSource.
func (s *shownPicture) Image(size image.Point) (*paint.ImageOp, bool) {
	if s.pictures == nil {
		return nil, false
	}
	if s.path != "" {
		e := s.get(pictureKey{thumbPicture, s.path, size}, s.path)
		if e.ready {
			return &e.op, true
		}
	}
	e := s.get(pictureKey{previewPicture, s.preview, size}, "")
	return &e.op, e.ready
}

// large is the picture of the file, as large as it is drawn at most; ok is false while it is
// not there.
func (s *shownPicture) large() (*paint.ImageOp, bool) {
	if s.pictures == nil || s.path == "" {
		return nil, false
	}
	e := s.get(pictureKey{kind: largePicture, from: s.path}, s.path)
	return &e.op, e.ready
}

// get returns a picture of a path, or of the preview where that is empty, and tells if it
// cannot be made.
func (s *shownPicture) get(key pictureKey, path string) *pictureEntry {
	e := s.pictures.get(key)
	if e.failed != nil && !e.told {
		e.told = true
		s.failed(s.id, path, errors.Is(e.failed, picturefile.ErrTooLarge))
	}
	return e
}

// failedPicture is a picture of a message that cannot be shown.
type failedPicture struct {
	id    transport.MessageID
	path  string
	large bool
}

// pictureFailed notes while drawing what the model takes before the next frame.
func (s *screen) pictureFailed(id transport.MessageID, path string, large bool) {
	s.failedPictures = append(s.failedPictures, failedPicture{id, path, large})
}

// endPictures is called at the end of a frame.
func (s *screen) endPictures(gtx layout.Context) {
	if s.pictures != nil {
		s.pictures.end()
	}
	if len(s.failedPictures) > 0 {
		gtx.Execute(op.InvalidateCmd{})
	}
}

// beginPictures is called at the beginning of a frame.
func (s *screen) beginPictures() {
	for _, f := range s.failedPictures {
		s.model.PictureFailed(f.id, f.path, f.large)
	}
	s.failedPictures = nil
	if s.pictures != nil {
		s.pictures.begin()
	}
}
