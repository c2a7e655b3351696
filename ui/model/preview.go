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
	p.preview, p.takenBack, p.said, p.saidAt = s.preview(m), m.Deleted, m.Time, m.Place
	p.own = m.Kind == transport.Outgoing && !m.Relayed
}
