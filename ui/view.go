package ui

import (
	"slices"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// talkKey names a talk among those of both tabs.
type talkKey struct {
	tab  model.Tab
	id   transport.PeerID
	open bool
}

// talkShown is the key of the talk that is open now.
func talkShown(m *model.Model) talkKey {
	key := talkKey{tab: m.Tab()}
	if p := m.Active().Selected(); p != nil {
		key.id, key.open = p.ID, true
	}
	return key
}

// keptViews is how many talks keep their place: as many as keep their rows.
const keptViews = 16

// talkView is where a talk is scrolled to, and what is selected in it.
type talkView struct {
	key        talkKey
	transcript widget.Transcript
	// epoch is the talk's, as far as the transcript has followed it.
	epoch int
	// inView are the rows that were in view when rows were last filled, and tops
	// where each began.
	inView []uint64
	tops   []int
}

// show makes the view of a talk the first, the same one as before if it is kept.
func (c *conversation) show(key talkKey) {
	i := slices.IndexFunc(c.views, func(v *talkView) bool { return v.key == key })
	if i < 0 {
		c.view = &talkView{key: key, epoch: -1}
	} else {
		c.view = c.views[i]
		c.views = slices.Delete(c.views, i, i+1)
	}
	c.views = slices.Insert(c.views, 0, c.view)
	if len(c.views) > keptViews {
		c.views = slices.Delete(c.views, keptViews, len(c.views))
	}
	c.shown = key
	c.composer.Beside(&c.view.transcript)
}

// remember notes which rows are in view, before rows is filled anew.
func (v *talkView) remember(rows *talkRows) {
	from, to := v.transcript.Visible()
	v.inView, v.tops = v.inView[:0], v.tops[:0]
	for i := from; i < min(to, rows.Len()); i++ {
		v.inView, v.tops = append(v.inView, rows.rows[i].Key), append(v.tops, v.transcript.Top(i))
	}
}

// recall puts those rows back where they were, after rows was filled. What was
// folded or unfolded among them moves those below it, not those above.
func (v *talkView) recall(rows *talkRows) {
	if len(v.inView) == 0 {
		return
	}
	if now, first, ok := rows.still(v.inView); ok {
		v.transcript.Hold(now, v.tops[first])
	} else {
		v.transcript.ScrollToEnd()
	}
}
