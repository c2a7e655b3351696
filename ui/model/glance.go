package model

import "confab/transport"

// glance is how far the end of a talk of before this run was looked at for the
// row of the list.
type glance uint8

const (
	notGlanced glance = iota
	glancing
	glanced
)

const (
	// glanceRows is how many lines that look takes in: the last ones may show
	// nothing, such as reactions, or be notices.
	glanceRows = 16
	// glancesAtOnce is how many such looks are under way at most. A room can have
	// thousands of members, and all their answers at once would be a burst of pages.
	glancesAtOnce = 32
)

// look asks once for the end of each talk of members, so that its row says what
// was said last before it is opened: a few at a time, in the order of the list.
func (s *Side) look() {
	for ; s.glancing < glancesAtOnce && s.looked < len(s.list); s.looked++ {
		p := s.list[s.looked]
		if p.glance == notGlanced && p.peer.Kind == transport.Member && s.talk(p.ID) == nil {
			p.glance = glancing
			s.glancing++
			s.net.Load(p.ID, 0, glanceRows)
		}
	}
}

// endGlance notes that no answer is awaited any more; what becomes of the glance
// is then.
func (s *Side) endGlance(p *Person, then glance) {
	if p.glance == glancing {
		s.glancing--
	}
	p.glance = then
}

// loaded takes a page of a talk, of which the list shows the end.
func (s *Side) loaded(page transport.Page) {
	p := s.people[page.Talk]
	if p == nil {
		return
	}
	s.endGlance(p, glanced)
	was := p.preview
	for _, m := range page.Messages {
		if m.Seq > p.saidSeq && (p.saidSeq > 0 || p.preview == "") && (m.Kind == transport.Incoming || m.Kind == transport.Outgoing) {
			s.quote(p, m)
		}
	}
	if len(page.Pending) > 0 && was == "" {
		s.quote(p, page.Pending[len(page.Pending)-1])
	}
	if p.preview != was {
		p.label(s)
	}
	if t := s.talk(p.ID); t != nil && !t.glimpse(page) {
		t.page(page)
	}
}

// glimpse says that a page is what a glance asked for and not the talk: it
// leaves out lines above, would be taken for the beginning of the talk, and does
// not begin where the talk wants it. Answers to glances cannot be counted, for a
// Resync may or may not have come in their place.
func (t *Talk) glimpse(p transport.Page) bool {
	if t.person.peer.Kind != transport.Member || len(p.Messages) != glanceRows {
		return false
	}
	first := p.Messages[0].Seq
	return first > p.First && (t.asked == nothing || first != t.from)
}
