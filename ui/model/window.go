package model

import (
	"slices"

	"confab/transport"
)

// The size of the window of rows over a talk. Rows that show nothing, such as
// reactions and what is folded, come on top of maxRows: a window of nothing else
// would be in view as a whole, so that nobody could scroll out of it.
const (
	pageRows = 200
	maxRows  = 600
	// keptRows are left when live messages push the oldest out, so that this
	// happens once in many messages.
	keptRows = 400
	// maxHeld bounds all rows. A talk that shows less than one in maxHeld/pageRows
	// is not scrolled back further than that.
	maxHeld = 10_000
)

// shown says that the row itself is in the transcript.
func (r *Row) shown() bool { return !r.Hidden() && !r.Folded }

func shown(rows []*Row) (n int) {
	for _, r := range rows {
		if r.shown() {
			n++
		}
	}
	return n
}

// full says that there are as many rows as the window takes.
func (t *Talk) full() bool {
	return len(t.rows) >= maxHeld || len(t.rows) >= maxRows && shown(t.rows) >= maxRows
}

// crowded says that a page of older rows would push out so much at the end that
// both ends of what is left were in view or near: what is pushed out at one
// would be asked for at the other, and so on for ever.
func (t *Talk) crowded() bool {
	over := len(t.rows) + pageRows - maxHeld
	return over >= 0 && shown(t.rows[:len(t.rows)-over]) < pageRows
}

// slide lets the oldest rows go once live messages have made them too many.
func (t *Talk) slide() {
	if len(t.rows) > maxHeld || len(t.rows) > maxRows && shown(t.rows) > maxRows {
		t.dropFront(keptRows, maxHeld-pageRows)
		t.relink()
	}
}

// trim lets rows go that are too many after a page has come; above says that it
// came above the others, so that the last ones go.
func (t *Talk) trim(above bool) {
	before := len(t.rows)
	if above {
		t.dropBack(maxRows, maxHeld)
	} else {
		t.dropFront(maxRows, maxHeld)
	}
	if len(t.rows) < before {
		t.relink()
	}
}

// dropFront keeps the last rows: so many that show something, and so many in
// all. The slice is copied, so that the others do not stay in memory behind it.
func (t *Talk) dropFront(visible, all int) {
	from := len(t.rows)
	for ; from > 0 && len(t.rows)-from < all; from-- {
		if t.rows[from-1].shown() {
			if visible--; visible < 0 {
				break
			}
		}
	}
	if from > 0 {
		t.rows = slices.Clone(t.rows[from:])
	}
}

// dropBack keeps the first rows, as dropFront the last.
func (t *Talk) dropBack(visible, all int) {
	for i, r := range t.rows {
		if r.shown() {
			visible--
		}
		if visible < 0 || i == all {
			clear(t.rows[i:])
			t.rows = t.rows[:i]
			t.covered = t.rows[i-1].Seq
			return
		}
	}
}

// consecutive cuts messages at the first gap; there is none by contract, and
// rows would be found in the wrong place if there were.
func consecutive(messages []transport.Message) []transport.Message {
	for i := 1; i < len(messages); i++ {
		if messages[i].Seq != messages[i-1].Seq+1 {
			return messages[:i]
		}
	}
	return messages
}

func (t *Talk) replace(messages []transport.Message) {
	before := map[uint64]*Row{}
	for _, r := range t.rows {
		if r.Expanded || r.unfolded {
			before[r.Seq] = r
		}
	}
	t.rows = nil
	for _, m := range messages {
		t.add(m)
		if r := t.rows[len(t.rows)-1]; before[r.Seq] != nil {
			r.Expanded, r.unfolded = before[r.Seq].Expanded, before[r.Seq].unfolded
			r.render(t.side.style(t.person, m))
		}
	}
	t.epoch++
}

// merge puts messages that touch or overlap the rows in their places. It
// reports whether some came above the others.
func (t *Talk) merge(messages []transport.Message) (above bool) {
	top := t.rows[0].Seq
	var front []*Row
	for _, m := range messages {
		switch {
		case m.Seq < top:
			r := &Row{message: m}
			r.render(t.side.style(t.person, m))
			front = append(front, r)
		case m.Seq <= t.covered:
			t.updated(m)
		default:
			t.add(m)
		}
	}
	if len(front) > 0 {
		t.rows = append(front, t.rows...)
	}
	return len(front) > 0
}
