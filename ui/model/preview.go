package model

import (
	"confab/transport"
	"confab/ui/internal/visible"
)

// preview is the line that stands for a message in the list.
func (s *Side) preview(m transport.Message) string {
	if m.Deleted {
		return s.m.w.MessageDeleted
	}
	line := visible.Line(m.Text, maxPreview)
	if line == "" {
		return visible.Line(spelled(visible.Clip(m.Raw, maxPreview)), maxPreview)
	}
	return line
}

// quote makes m what was said last with p.
func (s *Side) quote(p *Person, m transport.Message) {
	p.preview, p.said, p.saidSeq = s.preview(m), m.Time, m.Seq
	p.own = m.Kind == transport.Outgoing && !m.Relayed
}

// glance is how far the end of a talk of before this run was looked at for the
// row of the list.
type glance uint8

const (
	notGlanced glance = iota
	glancing
	glanced
)

// glanceRows is how many lines that look takes in: the last ones may show
// nothing, such as reactions, or be notices.
const glanceRows = 16

// glance asks once for the end of a talk of members, so that its row says what
// was said last before it is opened.
func (s *Side) glance(p *Person) {
	if p.glance != notGlanced || p.peer.Kind != transport.Member || p.peer.Asking || s.talk(p.ID) != nil {
		return
	}
	p.glance = glancing
	s.net.Load(p.ID, 0, glanceRows)
}

// loaded takes a page of the talk with p, of which the list shows the end. It
// reports whether that was all the page was asked for: one that leaves
// something out above would be taken for the beginning of the talk.
func (s *Side) loaded(p *Person, page transport.Page) (all bool) {
	n := len(page.Messages)
	if p.glance == glancing {
		p.glance = glanced
		all = n == glanceRows && page.Messages[0].Seq > page.First && page.Messages[n-1].Seq == page.Last
	}
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
	return all
}
