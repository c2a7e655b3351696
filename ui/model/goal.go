package model

import (
	"slices"

	"confab/transport"
)

// GoTo brings a message of the open talk into view: its rows are loaded if they
// are not, and then Goal says where it is.
func (m *Model) GoTo(at transport.Place) {
	t := m.Active().Talk()
	if t == nil || at.IsZero() {
		return
	}
	t.goal = at
	t.seek()
	m.settle()
}

// seek loads the rows around the goal unless they are there.
func (t *Talk) seek() {
	if t.row(t.goal) == nil {
		t.asked = nothing
		t.request(around)
	}
}

// Goal is the Local key of the row that the view is to go to, once it is there; 0 is
// none. Reached is told when it has.
func (t *Talk) Goal() uint64 {
	if t == nil {
		return 0
	}
	return t.Key(t.goal)
}

// Reached tells that the view has gone to the Goal of the open talk.
func (m *Model) Reached() {
	if t := m.Active().Talk(); t != nil {
		t.goal = transport.Place{}
	}
}

// arrived takes the page around the goal. It is false if the goal is gone.
func (t *Talk) arrived(p transport.Page) bool {
	if !slices.ContainsFunc(p.Messages, func(m transport.Message) bool { return m.Place == t.goal }) {
		t.goal = transport.Place{}
		if len(t.rows) == 0 {
			t.request(theEnd)
		}
		return false
	}
	t.replace(p.Messages)
	t.bounded(p)
	t.atEnd, t.fresh = false, 0
	t.relink()
	return true
}
