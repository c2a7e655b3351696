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
	// glanceRows is how many messages that look takes in: the last ones may be notices.
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
			s.net.Load(p.Talk(), transport.Range{Before: glanceRows})
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
func (s *Side) loaded(ev transport.Event) {
	p, page := s.people[ev.Peer.ID], ev.Page()
	if p == nil {
		return
	}
	s.endGlance(p, glanced)
	was := p.preview
	for _, m := range page.Messages {
		if p.saidAt.Before(m.Place) && (!p.saidAt.IsZero() || p.preview == "") && (m.Kind == transport.Incoming || m.Kind == transport.Outgoing) {
			s.quote(p, m)
		}
	}
	if len(page.Pending) > 0 && was == "" {
		s.quote(p, page.Pending[len(page.Pending)-1])
	}
	if p.preview != was {
		p.label(s)
	}
	if t := s.talk(p.ID); t != nil {
		t.page(page)
	}
}
