package model

import (
	"path/filepath"
	"slices"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// AttachTo is the talk that files are to be offered in: while the person chooses them another
// may be opened.
type AttachTo struct {
	tab  Tab
	peer transport.PeerID
	raw  bool
	// rate is how many bytes a second go to a plain peer, once it is chosen.
	rate   int
	chosen bool
}

// LocalFile is a file or folder of this machine that is to be offered, as it was found.
type LocalFile struct {
	Path string // absolute
	// Bytes is the size of a file.
	Bytes  int64
	Folder bool
	// Unread says that there is nothing of that name that can be offered.
	Unread bool
}

// Attached is a file or folder that waits in the composer of a talk to be sent. Its strings
// are safe to show.
type Attached struct {
	Path   string
	Name   string
	Size   string // empty for a folder
	Folder bool
	// Picture reports that it is one, once that is known. Preview is then a small JPEG of it
	// and Width and Height are its pixels, empty and zero where it cannot be read here.
	Picture       bool
	Width, Height int
	Preview       string
	// Cleanable reports that it can be sent without what it tells of place, time and camera,
	// and AsFile that it is sent as it is all the same.
	Cleanable, AsFile bool

	looking bool   // it is not known yet what it is
	cleaned string // the copy without all that
	going   bool   // it waits to be sent: see sending
}

// mostAttached is how many files and folders wait in a talk at most: more are better offered
// as a folder.
const mostAttached = 100

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

// Attach puts files and folders into the composer of a talk, where they wait for Send. To a
// plain peer for whom a rate was chosen they go at once.
func (m *Model) Attach(to AttachTo, files ...LocalFile) {
	s := m.side(to.tab)
	p := s.people[to.peer]
	if p == nil {
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.AttachGone })
		m.unattached(files...)
		m.settle()
		return
	}
	p.trouble = nil
	for _, f := range files {
		if to.chosen && !s.ofMembers(p) {
			if err := s.attachRaw(p, f.Path, to.rate); err != nil {
				p.trouble = errorText(err)
			}
			continue
		}
		if bad := s.attach(p, f); bad != nil {
			p.trouble = bad
			m.unattached(f)
		}
	}
	m.settle()
}

// attach has a file or folder wait in the talk with p, if it does not yet.
func (s *Side) attach(p *Person, f LocalFile) fieldFault {
	switch {
	case p.Talk() == transport.Everyone && !s.ofMembers(p):
		return errorText(&transport.Error{Fault: transport.PlainOnly})
	case f.Unread || !filepath.IsAbs(f.Path):
		return errorText(&transport.Error{Fault: transport.FileUnread, Addr: f.Path})
	case slices.ContainsFunc(p.attached, func(a Attached) bool { return a.Path == f.Path }):
		return nil
	case len(p.attached) >= mostAttached:
		return func(w *words.Words) string { return w.Transfers().AttachedMany(mostAttached) }
	}
	a := Attached{Path: f.Path, Name: visible.Line(filepath.Base(f.Path), longestFileName), Folder: f.Folder}
	if !f.Folder {
		a.Size = words.Size(f.Bytes)
	}
	s.prepare(p, &a)
	p.attached = append(p.attached, a)
	return nil
}

// unattached has files that a phone has copied, and that the talk they were for does not
// take, wait for another one.
func (m *Model) unattached(files ...LocalFile) {
	for _, f := range files {
		if m.cfg.Inside && !f.Unread {
			m.sharedFiles = append(m.sharedFiles, f.Path)
		}
	}
}

// Attached are the files and folders that wait in the open talk, in the order in which they
// are sent. The slice is good until the next change.
func (m *Model) Attached() []Attached {
	if p := m.Active().selected; p != nil {
		return p.attached
	}
	return nil
}

// Detach takes the file or folder with that path out of the composer of the open talk.
func (m *Model) Detach(path string) {
	p := m.Active().selected
	if p == nil {
		return
	}
	p.trouble = nil
	p.attached = slices.DeleteFunc(p.attached, func(a Attached) bool {
		if a.Path != path {
			return false
		}
		m.discard(a.cleaned)
		return true
	})
	m.unoffered(path, false)
	m.Active().goOn(p)
	m.settle()
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
