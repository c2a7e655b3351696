package model

import (
	"path/filepath"

	"confab/transport"
	"confab/ui/internal/words"
)

// AttachTo is the talk that files are to be offered in: while the person chooses them another
// may be opened.
type AttachTo struct {
	tab  Tab
	peer transport.PeerID
	raw  bool
	rate int
}

// AttachHere is the open talk. It is not ok while nothing can be offered there.
func (m *Model) AttachHere() (to AttachTo, ok bool) {
	if !m.CanAttach() {
		return AttachTo{}, false
	}
	return AttachTo{tab: m.tab, peer: m.Active().selected.ID, raw: m.SendsRaw()}, true
}

// CanAttach says whether files can be offered in the open talk.
func (m *Model) CanAttach() bool {
	ok, _ := m.CanWrite()
	return ok && (m.OfMembers() || m.SendsRaw())
}

// Attach offers files and folders in a talk, each in a message of its own: the first is what
// answers a message that is being answered there. What is written there stays.
func (m *Model) Attach(to AttachTo, paths ...string) {
	s := m.side(to.tab)
	p := s.people[to.peer]
	if p == nil {
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.AttachGone })
		m.settle()
		return
	}
	p.trouble = nil
	for _, path := range paths {
		send := func() error { return s.attach(p, path) }
		if !s.ofMembers(p) {
			send = func() error { return s.attachRaw(p, path, to.rate) }
		}
		if err := send(); err != nil {
			p.trouble = errorText(err)
		}
	}
	if s.selected == p && m.tab == to.tab && p.trouble == nil {
		m.sent(s, p)
	}
	m.settle()
}

// attach offers a file or folder in the talk with p.
func (s *Side) attach(p *Person, path string) error {
	if !filepath.IsAbs(path) {
		return &transport.Error{Fault: transport.FileUnread, Addr: path}
	}
	_, err := s.net.Post(p.Talk(), transport.Draft{ReplyTo: p.aside.replyTo, Attach: &transport.Attachment{Path: path}})
	if err == nil && p.aside.editing == (transport.MessageID{}) {
		p.aside = aside{}
	}
	return err
}

// PickFailed tells that the system has no dialog that asks for files for a talk.
func (m *Model) PickFailed(to AttachTo) {
	m.byPath = &to
	m.settle()
}

// AttachByPath says once in which talk files are to be offered by their paths, as the system
// has no dialog for them.
func (m *Model) AttachByPath() (to AttachTo, ok bool) {
	if m.byPath == nil {
		return AttachTo{}, false
	}
	to, m.byPath = *m.byPath, nil
	return to, true
}
