package ui

import (
	"time"

	"gioui.org/layout"
	"gioui.org/op"

	"confab/ui/model"
)

// This file is where in a talk the view stands, and what the model is told of it.

// pointedFor is how long a message that someone jumped to stands out.
const pointedFor = 1500 * time.Millisecond

// goThere brings the message into view that the model wants to be seen, and
// points at it for a while.
func (c *conversation) goThere(gtx layout.Context, m *model.Model) {
	if local := m.Active().Talk().Goal(); local != 0 {
		key := rowKey(local, keyMessage)
		if i := c.rows.goal(key); i >= 0 {
			c.view.transcript.Show(i)
			c.pointed, c.pointedUntil = key, gtx.Now.Add(pointedFor)
		}
		m.Reached()
	}
	if c.pointed == 0 {
		return
	}
	still := gtx.Now.Before(c.pointedUntil)
	for i := max(c.rows.at(c.pointed), 0); i < c.rows.Len() && c.rows.whole(i) == c.pointed; i++ {
		c.rows.rows[i].Pointed = still
	}
	if !still {
		c.pointed = 0
		return
	}
	gtx.Execute(op.InvalidateCmd{At: c.pointedUntil})
}

// tellPlace tells the model which part of the talk is in view, so that it asks
// for more in time.
func (c *conversation) tellPlace(gtx layout.Context, s *screen) {
	m := s.model
	talk := m.Active().Talk()
	if talk == nil || talk.Len() == 0 {
		return
	}
	before := m.Changed()
	m.AtEnd(c.view.transcript.AtEnd())
	if c.view.transcript.NearTop() {
		m.NearTop()
	}
	if c.view.transcript.NearEnd(c.rows.Len()) {
		m.NearEnd()
	}
	c.tellSeen(m)
	if m.Changed() != before {
		gtx.Execute(op.InvalidateCmd{})
	}
}

// tellSeen tells which messages were really in view: the last that is decides.
func (c *conversation) tellSeen(m *model.Model) {
	_, to := c.view.transcript.Visible()
	for i := min(to, c.rows.Len()) - 1; i >= 0; i-- {
		if key := c.rows.rows[i].Key; keyKind(key) == keyMessage || keyKind(key) == keyFold {
			m.Saw(keyLocal(key))
			return
		}
	}
}
