package model

import "confab/transport"

// GoTo brings a message of the open talk into view: its rows are loaded if they
// are not, and then Goal says where it is.
func (m *Model) GoTo(seq uint64) {
	t := m.Active().Talk()
	if t == nil || seq == 0 {
		return
	}
	t.goal = seq
	t.seek()
	m.settle()
}

// seek loads the rows around the goal unless they are there.
func (t *Talk) seek() {
	if t.row(t.goal) == nil {
		t.overtaken = t.asked != nothing
		t.asked = nothing
		t.request(around)
	}
}

// Goal is the message that the view is to go to, once it is among the rows; 0
// is none. Reached is told when it has.
func (t *Talk) Goal() uint64 {
	if t == nil || t.row(t.goal) == nil {
		return 0
	}
	return t.goal
}

// Reached tells that the view has gone to the Goal of the open talk.
func (m *Model) Reached() {
	if t := m.Active().Talk(); t != nil {
		t.goal = 0
	}
}

// arrived takes the page around the goal. It is false for an answer to a
// question from before, which another follows.
func (t *Talk) arrived(messages []transport.Message) bool {
	if len(messages) == 0 || t.goal < messages[0].Seq || t.goal > messages[len(messages)-1].Seq {
		if t.overtaken {
			t.overtaken, t.asked = false, around
		} else {
			t.goal = 0 // it is gone
		}
		return false
	}
	t.rows = nil
	for _, m := range messages {
		t.add(m)
	}
	t.atEnd, t.fresh = false, 0
	t.relink()
	return true
}
