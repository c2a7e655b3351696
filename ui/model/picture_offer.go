package model

import (
	"slices"

	"confab/transport"
	"confab/ui/internal/words"
)

// Prepared is what was found out about a file that waits in a composer.
type Prepared struct {
	Path string
	// Picture reports that it is one. Width, Height and Preview go with its offer; they are
	// zero where it cannot be read here.
	Picture       bool
	Width, Height int
	Preview       []byte
	// Cleaned is the path of a copy without what tells of place, time and camera; empty if
	// there can be none.
	Cleaned string
}

// PictureOffer is the question whether pictures are to be sent out of which nothing can be
// taken. The files and the text that are sent with them wait.
type PictureOffer struct {
	to       AttachTo
	Pictures []Attached
}

// prepare has the file a that waits in the talk with p looked at. A plain peer gets the bytes
// of a file as they are, and nothing that describes them.
func (s *Side) prepare(p *Person, a *Attached) {
	if s.m.cfg.Prepare == nil || a.Folder || !s.ofMembers(p) {
		return
	}
	a.looking = true
	s.m.cfg.Prepare(AttachTo{tab: s.tab, peer: p.ID}, a.Path)
}

// Prepared takes what Config.Prepare has found out about a file, if that still waits.
func (m *Model) Prepared(to AttachTo, f Prepared) {
	s := m.side(to.tab)
	p := s.people[to.peer]
	i := -1
	if p != nil {
		i = slices.IndexFunc(p.attached, func(a Attached) bool { return a.Path == f.Path && a.looking })
	}
	if i < 0 {
		m.discard(f.Cleaned)
		return
	}
	a := &p.attached[i]
	a.looking, a.cleaned = false, f.Cleaned
	a.Picture, a.Cleanable, a.Preview, a.Width, a.Height = f.Picture, f.Cleaned != "", string(f.Preview), f.Width, f.Height
	s.goOn(p)
	m.settle()
}

// SetAsFile chooses whether the picture with that path, which waits in the open talk, is sent
// as it is, or without what it tells of place, time and camera.
func (m *Model) SetAsFile(path string, on bool) {
	m.mark(on, func(a *Attached) bool { return a.Path == path })
}

// SetAllAsFile chooses that for all pictures that wait in the open talk.
func (m *Model) SetAllAsFile(on bool) {
	m.mark(on, func(*Attached) bool { return true })
}

func (m *Model) mark(on bool, which func(*Attached) bool) {
	p := m.Active().selected
	if p == nil {
		return
	}
	for i := range p.attached {
		if a := &p.attached[i]; a.Cleanable && which(a) {
			a.AsFile = on
		}
	}
	m.settle()
}

// CleanablePictures counts the pictures in the open composer that can be sent without what
// they tell of place, time and camera, and those of them that are sent as they are all the same.
func (m *Model) CleanablePictures() (all, asFiles int) {
	for _, a := range m.Attached() {
		if a.Cleanable {
			all++
			if a.AsFile {
				asFiles++
			}
		}
	}
	return all, asFiles
}

// kept are the pictures of a sending out of which nothing can be taken.
func (p *Person) kept() (all []Attached) {
	for _, a := range p.attached {
		if a.going && a.Picture && !a.Cleanable {
			all = append(all, a)
		}
	}
	return all
}

// PictureOffer is what the person is to be asked about; nil for nothing.
func (m *Model) PictureOffer() *PictureOffer {
	if len(m.picturesAsked) == 0 {
		return nil
	}
	return m.picturesAsked[0]
}

// OfferPictures sends what was asked about, with all that waits with it.
func (m *Model) OfferPictures() {
	if s, p := m.answered(); p != nil && p.sending != nil {
		p.sending.agreed = true
		s.goOn(p)
		m.settle()
	}
}

// DropPictures sends nothing of what was asked about: all of it stays in the composer.
func (m *Model) DropPictures() {
	if _, p := m.answered(); p != nil {
		p.sendNothing()
		m.settle()
	}
}

// answered takes the question away and returns whom it is of, who may have gone: that is said.
func (m *Model) answered() (*Side, *Person) {
	o := m.PictureOffer()
	if o == nil {
		return nil, nil
	}
	m.picturesAsked = m.picturesAsked[1:]
	s := m.side(o.to.tab)
	p := s.people[o.to.peer]
	if p == nil {
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.AttachGone })
		m.settle()
	}
	return s, p
}

// unask takes back what is asked about the talk with p.
func (s *Side) unask(p *Person) {
	to := AttachTo{tab: s.tab, peer: p.ID}
	s.m.picturesAsked = slices.DeleteFunc(s.m.picturesAsked, func(o *PictureOffer) bool { return o.to == to })
}

// discard has a copy removed that is not offered; empty is none.
func (m *Model) discard(copied string) {
	if copied != "" && m.cfg.Discard != nil {
		m.cfg.Discard(copied)
	}
}

// unoffered calls Config.Unoffered, unless what is at that path waits somewhere.
func (m *Model) unoffered(path string, allHave bool) {
	if path == "" || m.cfg.Unoffered == nil {
		return
	}
	for _, s := range []*Side{m.Server.Side, m.Client.Side} {
		for _, p := range s.people {
			if slices.ContainsFunc(p.attached, func(a Attached) bool { return a.Path == path || a.cleaned == path }) {
				return
			}
		}
	}
	m.cfg.Unoffered(path, allHave)
}

// draftOf is what offers the file a.
func draftOf(a Attached, answers transport.MessageID) transport.Draft {
	file := &transport.Attachment{Path: a.Path, Width: a.Width, Height: a.Height, Preview: []byte(a.Preview)}
	if a.cleaned != "" && !a.AsFile {
		file.Path = a.cleaned
	}
	return transport.Draft{ReplyTo: answers, Attach: file}
}
