package ui

import (
	"time"

	"gioui.org/layout"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// requestsShown is how many requests to join are in the list before it says how
// many more there are: as many as a window has room for.
const requestsShown = 3

// requestRows are the rows of the people who ask to join, in the list of a panel.
// Where there are many, a row after the first ones unfolds the others below it, so
// that nothing above it moves.
type requestRows struct {
	rows   map[transport.PeerID]*widget.RequestRow
	toggle widget.Clickable
	all    bool // toggle was pressed

	// shown is false in a frame that does not lay the list out.
	shown bool
	// Of the frame before: what was visible by its index in the list, where the
	// requests and people were, and how long the list was.
	visible map[int]visibleRow
	tops    map[pressable]span
	length  int
	// next becomes visible at the end of a frame.
	next map[int]visibleRow
}

// pressable is the state of a row that takes no presses for a while after Moved: of a
// request, or of one of the people, who stand below them.
type pressable interface{ Moved(now time.Time) }

// visibleRow is a row of the list; row is nil for the others.
type visibleRow struct {
	row    pressable
	height int
}

// span is where a row stands, in pixels.
type span struct{ top, height int }

func (s span) overlaps(o span) bool { return s.top < o.top+o.height && o.top < s.top+s.height }

// update turns answers into intents.
func (r *requestRows) update(gtx layout.Context, s *screen) {
	for r.toggle.Clicked(gtx) {
		r.all = !r.all
	}
	for id, row := range r.rows {
		for {
			ev, ok := row.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.RequestAccepted {
				s.model.Accept(id)
			} else {
				s.model.Decline(id)
			}
		}
	}
}

// begin begins a frame in which the list may be laid out.
func (r *requestRows) begin() {
	if !r.shown {
		clear(r.visible)
		clear(r.tops)
		r.length = 0
	}
	r.shown = false
}

// count is how many rows the requests have in the list, the toggle included.
func (r *requestRows) count(asking []*model.Person) int {
	switch {
	case len(asking) <= requestsShown:
		return len(asking)
	case r.all:
		return len(asking) + 1
	}
	return requestsShown + 1
}

// layout draws row i of the requests.
func (r *requestRows) layout(gtx layout.Context, s *screen, asking []*model.Person, i int) (d layout.Dimensions, row pressable) {
	switch {
	case len(asking) > requestsShown && i == requestsShown:
		return r.layoutToggle(gtx, s, len(asking)-requestsShown), nil
	case len(asking) > requestsShown && i > requestsShown:
		i--
	}
	d = r.layoutRow(gtx, s, asking[i])
	return d, r.rows[asking[i].ID]
}

// layoutRow is a person who asks to be let in, with both answers.
func (r *requestRows) layoutRow(gtx layout.Context, s *screen, person *model.Person) layout.Dimensions {
	if r.rows == nil {
		r.rows = map[transport.PeerID]*widget.RequestRow{}
	}
	row := r.rows[person.ID]
	if row == nil {
		row = new(widget.RequestRow)
		r.rows[person.ID] = row
	}
	w := s.words()
	style := widget.Request(s.th, row, personKey(person), initial(person.Title), person.Title, person.Second+" · "+person.Address,
		w.AcceptMember, w.DeclineMember)
	style.Name, style.ShortKey = visible.Unnamed(person.Title)
	style.AcceptSpoken, style.DeclineSpoken = w.AcceptName(person.Title), w.DeclineName(person.Title)
	return style.Layout(gtx)
}

// layoutToggle says how many more ask than are in the list, and unfolds them.
func (r *requestRows) layoutToggle(gtx layout.Context, s *screen, more int) layout.Dimensions {
	label := s.words().MoreAsk(more)
	if r.all {
		label = s.words().FewerAsk
	}
	gtx.Constraints.Min.X = 0
	return layout.Inset{Left: widget.Space1}.Layout(gtx, widget.Button(s.th, &r.toggle, widget.TextOnly, label).Layout)
}

// note remembers a row of the list, i counted from its beginning.
func (r *requestRows) note(i int, row pressable, height int) {
	if r.next == nil {
		r.next = map[int]visibleRow{}
	}
	r.next[i] = visibleRow{row, height}
}

// settle ends the layout of the list, which has length rows: it has every row that
// stands elsewhere than before take no presses for a while, unless the list was only scrolled.
func (r *requestRows) settle(now time.Time, at layout.Position, length int) {
	r.shown = true
	scrolled := r.scrolled(length)
	tops := make(map[pressable]span, at.Count)
	y := -at.Offset
	for i := at.First; i < at.First+at.Count; i++ {
		visible := r.next[i]
		if row, here := visible.row, (span{y, visible.height}); row != nil {
			if !scrolled && r.displaced(row, here) {
				row.Moved(now)
			}
			tops[row] = here
		}
		y += visible.height
	}
	r.visible, r.next, r.tops, r.length = r.next, r.visible, tops, length
	clear(r.next)
}

// displaced reports whether a press where a row is now may have been meant for what stood
// there: of one of the people that was not in view, if another row was there.
func (r *requestRows) displaced(row pressable, here span) bool {
	if before, known := r.tops[row]; known {
		return before.top != here.top
	}
	if _, asks := row.(*widget.RequestRow); asks {
		return true
	}
	for _, before := range r.tops {
		if before.overlaps(here) {
			return true
		}
	}
	return false
}

// scrolled reports whether the list has the same rows as in the frame before, as
// far as both show them.
func (r *requestRows) scrolled(length int) bool {
	common := false
	for i, row := range r.next {
		before, known := r.visible[i]
		if known && before != row {
			return false
		}
		common = common || known
	}
	return common && length == r.length
}

// sweep forgets the rows of people whose request is gone.
func (r *requestRows) sweep(asking []*model.Person) {
	if len(r.rows) <= len(asking) {
		return
	}
	kept := map[transport.PeerID]*widget.RequestRow{}
	for _, person := range asking {
		if row := r.rows[person.ID]; row != nil {
			kept[person.ID] = row
		}
	}
	r.rows = kept
}
