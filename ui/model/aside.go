package model

import (
	"confab/transport"
	"confab/ui/internal/visible"
)

// aside is what the composer does instead of writing something new: answer a
// message, or change one. The zero value is neither.
type aside struct {
	replyTo, editing transport.MessageID
	name, text       string // of the message, safe to show
	draft            string // what was written before editing began
}

// Aside says what stands over the composer: which message is answered or
// changed. It is not ok when a new message is written.
func (m *Model) Aside() (title, text string, ok bool) {
	p := m.Active().selected
	switch {
	case p == nil:
		return "", "", false
	case p.aside.editing != transport.MessageID{}:
		return m.w.Editing, p.aside.text, true
	case p.aside.replyTo != transport.MessageID{}:
		return m.w.ReplyingTo(p.aside.name), p.aside.text, true
	}
	return "", "", false
}

// Editing says that the composer holds a message that is being changed.
func (m *Model) Editing() bool {
	p := m.Active().selected
	return p != nil && p.aside.editing != transport.MessageID{}
}

// Reply has the next message of the open talk answer a message of it.
func (m *Model) Reply(local uint64) {
	s := m.Active()
	r := s.Talk().Find(local)
	if r == nil || !r.CanAnswer() {
		return
	}
	m.endAside(s, s.selected)
	name := visible.Briefly(r.Name)
	if r.message.ByGuest {
		name = m.w.GuestNamed(name)
	}
	s.selected.aside = aside{replyTo: r.ID, name: name, text: visible.Line(r.Original(), maxQuote)}
	m.settle()
}

// Edit puts a message of ours into the composer, to be changed.
func (m *Model) Edit(local uint64) {
	s := m.Active()
	r := s.Talk().Find(local)
	if r == nil || !r.CanChange() {
		return
	}
	p := s.selected
	s.callOff(p)
	m.endAside(s, p)
	p.aside = aside{editing: r.ID, text: visible.Line(r.Original(), maxQuote), draft: p.draft}
	p.draft, p.trouble = r.Original(), nil
	m.settle()
}

// CancelAside goes back to writing something new; what was written before an
// edit is there again.
func (m *Model) CancelAside() {
	s := m.Active()
	if s.selected != nil {
		m.endAside(s, s.selected)
		m.settle()
	}
}

func (m *Model) endAside(s *Side, p *Person) {
	was := p.aside
	p.aside = aside{}
	if was.editing != (transport.MessageID{}) {
		p.trouble = nil
		m.setDraft(s, p, was.draft)
	}
}

// Delete takes a message of ours back.
func (m *Model) Delete(local uint64) {
	s := m.Active()
	if r := s.Talk().Find(local); r != nil && r.CanChange() {
		m.tried(s.net.Delete(s.selected.Talk(), r.ID))
	}
}

// React reacts to a message, or takes the same reaction back.
func (m *Model) React(local uint64, text string) {
	s := m.Active()
	r := s.Talk().Find(local)
	if r == nil || !r.CanAnswer() {
		return
	}
	if text == r.Mine() {
		text = ""
	}
	m.tried(s.net.React(s.selected.Talk(), r.ID, text))
}

// tried tells of an intent that could not be followed.
func (m *Model) tried(err error) {
	if err != nil {
		m.raise(talkAlert, Warning, errorText(err))
		m.settle()
	}
}
