package model

import (
	"slices"

	"confab/transport"
)

// Picture is the picture that a message offers, as the window shows it.
type Picture struct {
	// ID is the message's.
	ID transport.MessageID
	// Width and Height are in pixels, as its author says.
	Width, Height int
	// Preview is a small JPEG of it, as its author made it: not checked.
	Preview string
	// Path is where the whole is; empty while it is not here, or cannot be shown.
	Path string
}

// mostSide is the most that a side of a picture may have: of the formats that are read none
// has more in practice, and sizes are computed with it.
const mostSide = 1 << 20

// unshown is what of a message's picture could not be shown.
type unshown struct {
	preview bool
	path    string // of the whole
	large   bool   // it is above the limits
}

// pictured is how the file of a message stands, with its picture if it has one.
func (s *Side) pictured(p *Person, m transport.Message) *File {
	f, offer, known := s.file(p, m), m.File, s.files[m.ID]
	var bad unshown
	if known != nil {
		bad = known.unshown
	}
	if offer.Folder || offer.Preview == "" || bad.preview ||
		offer.Width <= 0 || offer.Height <= 0 || offer.Width > mostSide || offer.Height > mostSide {
		return f
	}
	f.Picture = &Picture{ID: m.ID, Width: offer.Width, Height: offer.Height, Preview: offer.Preview}
	if f.State != FileHere && f.State != FileOwn {
		return f
	}
	if known != nil && known.transfer.Path != "" {
		if known.transfer.Path != bad.path {
			f.Picture.Path = known.transfer.Path
			return f
		}
		if f.State == FileOwn && s.m.cfg.Inside {
			return f // a phone does not keep the copy that was sent for ever: see releaseOffer
		}
		f.Unshown = s.m.w.PictureGone
		if bad.large {
			f.Unshown = s.m.w.PictureTooBig
		}
	}
	return f
}

// PictureFailed takes that the picture of a message could not be shown from the file at a
// path, or from its preview where that is empty; large says that it is above the limits.
func (m *Model) PictureFailed(id transport.MessageID, path string, large bool) {
	for _, s := range []*Side{m.Server.Side, m.Client.Side} {
		for _, t := range s.talks {
			if t.byID(id) == nil {
				continue
			}
			if s.files[id] == nil {
				s.files[id] = new(fileTransfer)
			}
			if bad := &s.files[id].unshown; path == "" {
				bad.preview = true
			} else {
				bad.path, bad.large = path, large
			}
			t.transferChanged(id)
			m.settle()
		}
	}
}

// byID is the row of a message of members, or nil.
func (t *Talk) byID(id transport.MessageID) *Row {
	for _, rows := range [][]*Row{t.rows, t.pending} {
		if i := slices.IndexFunc(rows, func(r *Row) bool { return r.message.ID == id }); i >= 0 {
			return rows[i]
		}
	}
	return nil
}

// picture says whether the row shows one.
func (r *Row) picture() bool { return r.File != nil && r.File.Picture != nil }
