package model

import (
	"slices"
	"time"

	"confab/transport"
)

// Pending are our messages that have no place in the talk yet, behind its last
// row. The slice is good until the next change; it is empty while the rows do
// not reach the end of the talk.
func (t *Talk) Pending() []*Row {
	if t == nil || !t.Complete() {
		return nil
	}
	return t.pending
}

// FindPending returns the pending row with a Local key, or nil.
func (t *Talk) FindPending(local uint64) *Row {
	if t == nil {
		return nil
	}
	for _, r := range t.pending {
		if r.Local == local {
			return r
		}
	}
	return nil
}

// pend takes messages that wait for their place. Those that got it while a page
// that lists them was on its way are left out.
func (t *Talk) pend(waiting []transport.Message) {
	for _, m := range waiting {
		known := slices.IndexFunc(t.pending, func(r *Row) bool { return r.ID == m.ID })
		switch {
		case t.placed[m.ID]:
			continue
		case known >= 0:
			t.pending[known].message = m
			t.pending[known].render(t.side.style(t.person, m))
			continue
		}
		t.queued++
		r := &Row{message: m, Pending: true, Local: t.queued}
		r.render(t.side.style(t.person, m))
		t.pending = append(t.pending, r)
	}
}

// enqueued takes a message that has just been put on its way.
func (t *Talk) enqueued(m transport.Message) {
	t.pend([]transport.Message{m})
	t.relink()
}

// unpend forgets a pending message: it has its place, or was withdrawn.
func (t *Talk) unpend(id transport.MessageID) {
	if id == (transport.MessageID{}) {
		return
	}
	if t.asked != nothing {
		if t.placed == nil {
			t.placed = map[transport.MessageID]bool{}
		}
		t.placed[id] = true
	}
	if i := slices.IndexFunc(t.pending, func(r *Row) bool { return r.ID == id }); i >= 0 {
		t.pending = slices.Delete(t.pending, i, i+1)
		t.relink()
	}
}

// refused takes what became of a message that got no place.
func (t *Talk) refused(m transport.Message) {
	for _, r := range t.pending {
		if r.ID == m.ID {
			r.message = m
			r.render(t.side.style(t.person, m))
		}
	}
}

// linkPending fills in what pending rows have by their neighbours; above is the
// last row of the talk that shows something, or nil.
func (t *Talk) linkPending(above *Row, now time.Time) {
	for _, r := range t.pending {
		r.Day, r.First, r.Last = "", true, true
		if above == nil || !sameDay(above.at, r.at) {
			r.Day = t.side.m.w.Day(r.at, now)
		}
		if above != nil {
			r.First = r.Day != "" || !sameGroup(above, r)
			above.Last = r.First
		}
		above = r
	}
}

// CanResend says that the message got no place, because it was refused or our disk
// takes nothing, so that it can be sent again and discarded.
func (r *Row) CanResend() bool { return r.Pending && r.Tick == FailedTick }

// Resend sends the message with a Local key in the open talk again, if it can be.
func (m *Model) Resend(local uint64) {
	s := m.Active()
	p := s.selected
	r := s.Talk().FindPending(local)
	if r == nil || !r.CanResend() {
		return
	}
	p.trouble = m.nobody()
	if p.trouble == nil {
		if _, err := s.net.Resend(p.Talk(), r.ID); err != nil {
			p.trouble = errorText(err)
		}
	}
	m.settle()
}

// Discard forgets the message with a Local key in the open talk, if it can be sent
// again.
func (m *Model) Discard(local uint64) {
	s := m.Active()
	if r := s.Talk().FindPending(local); r != nil && r.CanResend() {
		s.net.Discard(s.selected.Talk(), r.ID)
	}
}
