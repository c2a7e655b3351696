package model

import (
	"slices"

	"confab/transport"
)

// The size of the window of rows over a talk. Rows that are folded come on top of maxRows:
// a window of nothing else would be in view as a whole, so that nobody could scroll out of
// it.
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

// shown is how many of some rows are themselves in the transcript.
func shown(rows []*Row) (n int) {
	for _, r := range rows {
		if !r.Folded {
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
		if !t.rows[from-1].Folded {
			if visible--; visible < 0 {
				break
			}
		}
	}
	if from > 0 {
		t.rows = slices.Clone(t.rows[from:])
		t.older = true
	}
}

// dropBack keeps the first rows, as dropFront the last.
func (t *Talk) dropBack(visible, all int) {
	for i, r := range t.rows {
		if !r.Folded {
			visible--
		}
		if visible < 0 || i == all {
			clear(t.rows[i:])
			t.rows = t.rows[:i]
			t.covered, t.newer = t.rows[i-1].Place, true
			return
		}
	}
}

// row finds the row of what stands at a place, nil for none.
func (t *Talk) row(at transport.Place) *Row {
	if i := t.index(at); i < len(t.rows) && t.rows[i].Place == at {
		return t.rows[i]
	}
	return nil
}

// index is that of the first row which does not stand before a place.
func (t *Talk) index(at transport.Place) int {
	i, _ := slices.BinarySearchFunc(t.rows, at, func(r *Row, at transport.Place) int { return r.Place.Compare(at) })
	return i
}

func (t *Talk) newRow(m transport.Message) *Row {
	r := &Row{}
	t.renew(r, m)
	return r
}

// renew has a row show a message as it is now.
func (t *Talk) renew(r *Row, m transport.Message) {
	r.message = m
	r.render(t.side.style(t.person, m))
}

// rowsOf are rows of messages, those that there are already where they show the same.
func (t *Talk) rowsOf(messages []transport.Message) (rows []*Row) {
	for _, m := range messages {
		if r := t.row(m.Place); r != nil {
			t.renew(r, m)
			rows = append(rows, r)
		} else {
			rows = append(rows, t.newRow(m))
		}
	}
	return rows
}

// replace has the rows show these messages and no others.
func (t *Talk) replace(messages []transport.Message) {
	t.rows = t.rowsOf(messages)
	t.renumber()
}

// merge puts messages that touch or overlap the rows in their places, instead of what
// stood between them. It reports whether some came above the others.
func (t *Talk) merge(messages []transport.Message) (above bool) {
	rows := t.rowsOf(messages)
	from, to := t.index(rows[0].Place), t.index(rows[len(rows)-1].Place.Next())
	above = from == 0 && (len(t.rows) == 0 || rows[0] != t.rows[0])
	t.rows = slices.Concat(t.rows[:from], rows, t.rows[to:])
	t.renumber()
	return above
}

// renumber gives the rows their keys: each that of the one above and one more. They are
// what they were where that can be.
func (t *Talk) renumber() {
	first := t.locals
	for i, r := range t.rows {
		if r.Local != 0 {
			first = r.Local - uint64(i)
			break
		}
	}
	for i, r := range t.rows {
		r.Local = first + uint64(i)
	}
	t.locals = max(t.locals, first+uint64(len(t.rows)))
}
