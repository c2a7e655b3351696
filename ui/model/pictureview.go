package model

import (
	"slices"

	"confab/transport"
)

// pictureView is the picture of a talk that is shown large. The zero value is none.
type pictureView struct {
	talk *Talk
	row  *Row // as it was when it was last among the rows
	// turning is 1 or -1 while the next or the one before is looked for in rows that are
	// loaded for that, else 0; ended is the same once there was none.
	turning, ended int
}

// ViewPicture shows the picture of a message in the open talk large.
func (m *Model) ViewPicture(id transport.MessageID) {
	m.viewed = pictureView{}
	if t := m.Active().Talk(); t != nil {
		if r := t.byID(id); r != nil && r.picture() {
			m.viewed = pictureView{talk: t, row: r}
		}
	}
	m.settle()
}

// LeavePicture shows it no more.
func (m *Model) LeavePicture() {
	m.viewed = pictureView{}
	m.settle()
}

// ViewedPicture is the row of the picture that is shown large; nil for none, and once its
// message is gone or another talk is open.
func (m *Model) ViewedPicture() *Row {
	v := &m.viewed
	if v.row == nil || m.Active().Talk() != v.talk {
		return nil
	}
	if r := v.talk.byID(v.row.message.ID); r != nil {
		if !r.picture() {
			return nil
		}
		v.row = r
	} else if v.talk.spans(v.row.Place) {
		return nil
	}
	return v.row
}

// spans reports whether the rows reach over a place: what stood there and does not is gone.
func (t *Talk) spans(at transport.Place) bool {
	return at.IsZero() || len(t.rows) > 0 && !at.Before(t.rows[0].Place) && !t.rows[len(t.rows)-1].Place.Before(at)
}

// PictureTurn says whether a picture after (by = 1) or before (by = -1) the one that is shown
// may be there, whether it is looked for just now, and whether it was and there is none.
func (m *Model) PictureTurn(by int) (may, looking, none bool) {
	r, v := m.ViewedPicture(), m.viewed
	if r == nil {
		return false, false, false
	}
	return v.talk.pictureBeside(r, by) != nil || v.talk.more(by), v.turning == by, v.ended == by
}

// TurnPicture shows the picture after (by = 1) or before (by = -1) the one that is shown. It
// may come later, as rows are loaded for it: the talk below goes along.
func (m *Model) TurnPicture(by int) {
	if m.ViewedPicture() == nil {
		return
	}
	m.viewed.turning, m.viewed.ended = by, 0
	m.settle()
}

// turnPicture goes on looking for a picture, once nothing is being loaded.
func (m *Model) turnPicture() {
	v := &m.viewed
	if v.turning == 0 {
		return
	}
	r := m.ViewedPicture()
	if r == nil {
		m.viewed = pictureView{}
		return
	}
	t := v.talk
	switch found := t.pictureBeside(r, v.turning); {
	case found != nil:
		if v.row, v.turning = found, 0; t.byID(r.message.ID) == nil {
			t.goal = found.Place // so that it is not unloaded for what is in view
		}
	case t.asked != nothing:
	case !t.more(v.turning):
		v.turning, v.ended = 0, v.turning
		if t.goal = r.Place; !t.goal.IsZero() {
			t.seek() // back to what is shown
		}
	case v.turning < 0:
		t.goal, t.atEnd = t.rows[0].Place, false
		t.request(older)
	default:
		t.goal = t.rows[len(t.rows)-1].Place
		t.request(newer)
	}
}

// more reports whether there are rows to be loaded before the first or behind the last.
func (t *Talk) more(by int) bool {
	if len(t.rows) == 0 {
		return false
	}
	if by < 0 {
		return t.older && !t.crowded()
	}
	return !t.Complete()
}

// pictureBeside is the row of the next picture after that of r, or with by = -1 of the one
// before it, of those that are loaded; nil for none. r need not be loaded itself.
func (t *Talk) pictureBeside(r *Row, by int) (beside *Row) {
	var all []*Row
	at := -1
	for _, rows := range [][]*Row{t.rows, t.pending} {
		for _, o := range rows {
			if o.message.ID == r.message.ID {
				at = len(all)
			}
			if o.picture() {
				all = append(all, o)
			}
		}
	}
	if at < 0 { // where it would stand, between two
		at = slices.IndexFunc(all, func(o *Row) bool { return o.Place.IsZero() || r.Place.Before(o.Place) })
		if at < 0 {
			at = len(all)
		}
		if by > 0 {
			at--
		}
	}
	if at += by; at < 0 || at >= len(all) {
		return nil
	}
	return all[at]
}
