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

// sentFile is a file or folder that was sent, with what it answers.
type sentFile struct {
	Attached
	aside aside
}

// offerFile has a file or folder looked at, and then offers it in the talk with p.
func (s *Side) offerFile(p *Person, f sentFile) error {
	d := transport.Draft{ReplyTo: f.aside.replyTo, Attach: &transport.Attachment{Path: f.Path}}
	if s.m.cfg.Prepare == nil {
		_, err := s.net.Post(p.Talk(), d)
		return err
	}
	p.looked = append(p.looked, f)
	s.m.cfg.Prepare(AttachTo{tab: s.tab, peer: p.ID}, d)
	return nil
}

// Prepared takes what Config.Prepare has looked at, and offers it. Of a picture the person is
// asked first, and what comes behind it for the same talk waits with it: see PictureOffer. What
// is in the composer again meanwhile is not offered.
func (m *Model) Prepared(to AttachTo, f Prepared) {
	if p := m.side(to.tab).people[to.peer]; p != nil && p.recalled > 0 {
		p.recalled--
		m.discard([]Prepared{f})
		return
	}
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

// DropPictures offers nothing of what was asked about: that is in the composer again, and so
// is what was sent behind it.
func (m *Model) DropPictures() {
	o := m.PictureOffer()
	if o == nil {
		return
	}
	m.picturesAsked = m.picturesAsked[1:]
	m.discard(o.Files)
	if p := m.side(o.to.tab).people[o.to.peer]; p != nil {
		p.recalled += max(0, len(p.looked)-len(o.Files)) // they come in the order in which they were sent
		p.takeBack(p.looked...)
		p.looked = nil
	}
	m.settle()
}

// lookedAt is where f is among what is looked at; below 0 is nowhere.
func (p *Person) lookedAt(f Prepared) int {
	return slices.IndexFunc(p.looked, func(o sentFile) bool { return o.Path == f.Draft.Attach.Path })
}

// offers takes f from what is looked at, and returns what was there: one, or none.
func (p *Person) offers(f Prepared) (sent []sentFile) {
	if at := p.lookedAt(f); at >= 0 {
		sent = append(sent, p.looked[at])
		p.looked = slices.Delete(p.looked, at, at+1)
	}
	return sent
}

// takeBack puts what was sent into the composer again, before what was put there since.
func (p *Person) takeBack(sent ...sentFile) {
	var back []Attached
	for _, f := range sent {
		same := func(a Attached) bool { return a.Path == f.Path }
		if !slices.ContainsFunc(back, same) && !slices.ContainsFunc(p.attached, same) {
			back = append(back, f.Attached)
		}
		if p.aside == (aside{}) {
			p.aside = f.aside
		}
	}
	p.attached = append(back, p.attached...)
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
	var failed []sentFile
	for _, f := range files {
		sent := p.offers(f)
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
			failed = append(failed, sent...)
		}
	}
	p.takeBack(failed...)
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
