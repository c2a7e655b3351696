package model

import (
	"slices"

	"confab/transport"
	"confab/ui/internal/words"
)

// Prepared is a draft that offers a file, after somebody has looked at that.
type Prepared struct {
	Draft transport.Draft
	// Picture says that it is one, and Cleaned is then the path of a copy without what tells
	// of place, time and camera; empty if there can be none.
	Picture bool
	Cleaned string
}

// PictureOffer are files that wait for the person to say how the pictures among them are to
// be sent.
type PictureOffer struct {
	to    AttachTo
	Files []Prepared
}

// Pictures are the pictures among them.
func (o *PictureOffer) Pictures() (all []Prepared) {
	for _, f := range o.Files {
		if f.Picture {
			all = append(all, f)
		}
	}
	return all
}

// Cleanable says how many of the pictures can be sent without what they tell.
func (o *PictureOffer) Cleanable() (n int) {
	for _, f := range o.Files {
		if f.Cleaned != "" {
			n++
		}
	}
	return n
}

// offerFile has what a draft offers looked at, and then offers it in the talk with p.
func (s *Side) offerFile(p *Person, d transport.Draft) error {
	if s.m.cfg.Prepare == nil {
		_, err := s.net.Post(p.Talk(), d)
		return err
	}
	s.m.cfg.Prepare(AttachTo{tab: s.tab, peer: p.ID}, d)
	return nil
}

// Prepared takes what Config.Prepare has looked at, and offers it. Of a picture the person is
// asked first, and what comes behind it for the same talk waits with it: see PictureOffer.
func (m *Model) Prepared(to AttachTo, f Prepared) {
	i := slices.IndexFunc(m.picturesAsked, func(o *PictureOffer) bool { return o.to == to })
	switch {
	case i >= 0:
		m.picturesAsked[i].Files = append(m.picturesAsked[i].Files, f)
	case f.Picture:
		m.picturesAsked = append(m.picturesAsked, &PictureOffer{to: to, Files: []Prepared{f}})
	default:
		m.offerPrepared(to, []Prepared{f}, false)
	}
	m.settle()
}

// PictureOffer is what the person is to be asked about; nil for nothing.
func (m *Model) PictureOffer() *PictureOffer {
	if len(m.picturesAsked) == 0 {
		return nil
	}
	return m.picturesAsked[0]
}

// OfferPictures offers what was asked about. Pictures go without what they tell of place,
// time and camera where that could be taken out, or as they are.
func (m *Model) OfferPictures(asTheyAre bool) {
	o := m.PictureOffer()
	if o == nil {
		return
	}
	m.picturesAsked = m.picturesAsked[1:]
	m.offerPrepared(o.to, o.Files, asTheyAre)
}

// DropPictures offers nothing of what was asked about.
func (m *Model) DropPictures() {
	o := m.PictureOffer()
	if o == nil {
		return
	}
	m.picturesAsked = m.picturesAsked[1:]
	m.discard(o.Files)
	m.settle()
}

func (m *Model) offerPrepared(to AttachTo, files []Prepared, asTheyAre bool) {
	s := m.side(to.tab)
	p := s.people[to.peer]
	if p == nil {
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.AttachGone })
		m.discard(files)
		m.settle()
		return
	}
	for _, f := range files {
		if f.Cleaned != "" && asTheyAre {
			m.discard([]Prepared{f})
		} else if f.Cleaned != "" {
			cleaned := *f.Draft.Attach
			cleaned.Path = f.Cleaned
			f.Draft.Attach = &cleaned
		}
		if _, err := s.net.Post(p.Talk(), f.Draft); err != nil {
			p.trouble = errorText(err)
			m.discard([]Prepared{f})
		}
	}
	m.settle()
}

// discard has copies removed that are not offered.
func (m *Model) discard(files []Prepared) {
	for _, f := range files {
		if f.Cleaned != "" && m.cfg.Discard != nil {
			m.cfg.Discard(f.Cleaned)
		}
	}
}
