package model

import (
	"slices"

	"confab/transport"
)

// loading is which part of a talk was asked for and has not come yet.
type loading uint8

const (
	nothing loading = iota
	theEnd
	older
	newer
	refresh
	around // the goal
)

// Talk is the window of rows that the transcript shows of one talk: some of its
// messages, without gaps.
type Talk struct {
	side   *Side
	person *Person
	rows   []*Row
	// last is the newest place that is known of, covered the newest that rows reach.
	last, covered transport.Place
	// older and newer say that there is more before and behind the rows, and dropped
	// that the oldest of all is gone.
	older, newer, dropped bool
	known                 bool // a page has come
	asked                 loading
	question              transport.Range // the last one, asked or answered
	// upTo is last as it was then: what was known of then and is not in the answer is
	// gone.
	upTo transport.Place
	// doubtful says that some of what came may have been lost. twice says that the
	// question was asked before that too: the first answer to it may be as old.
	doubtful, twice bool
	atEnd           bool
	fresh           int
	epoch           int
	// goal is the message that the view is to go to; zero is none.
	goal transport.Place
	// locals counts rows, for the key of the next that has no other beside it.
	locals uint64
	// pending are our messages that have no place yet; queued counts them for
	// their keys. placed are those that got one while a page was on its way,
	// which may still list them.
	pending []*Row
	queued  uint64
	placed  map[transport.MessageID]bool
	// folded is of how many rows, from the first, the runs are made.
	folded int
	// renewed is how far the rows were asked for anew since the last reload.
	renewed transport.Place
}

// firstLocal leaves room for the keys of rows that come above the first ones.
const firstLocal = 1 << 40

func newTalk(s *Side, p *Person) *Talk {
	return &Talk{side: s, person: p, atEnd: true, locals: firstLocal}
}

// Len is the number of rows.
func (t *Talk) Len() int { return len(t.rows) }

// At returns row i; it is good until the next change of the model.
func (t *Talk) At(i int) *Row { return t.rows[i] }

// ID names the talk.
func (t *Talk) ID() transport.TalkID { return t.person.Talk() }

// Find returns the row with a Local key, or nil when it is not among the rows.
func (t *Talk) Find(local uint64) *Row {
	if t == nil || len(t.rows) == 0 || local < t.rows[0].Local {
		return nil
	}
	if i := local - t.rows[0].Local; i < uint64(len(t.rows)) {
		return t.rows[i]
	}
	return nil
}

// Key is the Local key that the row of what stands at a place has now, 0 if there is none:
// keys change where rows come or go between others.
func (t *Talk) Key(at transport.Place) uint64 {
	if r := t.row(at); r != nil {
		return r.Local
	}
	return 0
}

// Loading says that nothing is known of the talk yet.
func (t *Talk) Loading() bool { return !t.known }

// Epoch changes when the rows were replaced as a whole and the list should go
// to the end.
func (t *Talk) Epoch() int { return t.epoch }

// OlderDropped says that the first row is the oldest the journal still holds,
// and that there were older ones.
func (t *Talk) OlderDropped() bool {
	return len(t.rows) > 0 && t.dropped && !t.older
}

// New is how many messages arrived below what is visible.
func (t *Talk) New() int {
	if t == nil {
		return 0
	}
	return t.fresh
}

// Complete says that the rows reach the end of the talk.
func (t *Talk) Complete() bool { return !t.newer && !t.covered.Before(t.last) }

// spoken says whether there is more in the talk than notices.
func (t *Talk) spoken() bool {
	for _, r := range t.rows {
		if !r.Notice() {
			return true
		}
	}
	return len(t.pending) > 0 || len(t.rows) > 0 && (t.older || t.dropped)
}

// telling says whether there is a notice of guests in the room, of a new name, of who came
// by an invitation or of a visitor that was turned away, which must be seen.
func (t *Talk) telling() bool {
	return slices.ContainsFunc(t.rows, func(r *Row) bool {
		switch r.message.Notice {
		case transport.GuestLetIn, transport.GuestLetOut, transport.PeerRenamed, transport.PeerInvited, transport.PeerProved:
			return true
		}
		return r.visitor()
	})
}

func (t *Talk) request(what loading) {
	if t.asked != nothing {
		return
	}
	var r transport.Range
	switch what {
	case older:
		if len(t.rows) == 0 || !t.older {
			return
		}
		r = transport.Range{At: t.rows[0].Place, Before: pageRows}
	case newer:
		// What lies between would be trimmed away again on the way to the end.
		if t.atEnd && far(t.covered, t.last) {
			what = theEnd
		}
		r = transport.Range{At: t.covered.Next(), After: pageRows}
	case around:
		r = transport.Range{At: t.goal, Before: pageRows / 2, After: pageRows / 2}
	case refresh:
		if len(t.rows) == 0 || t.atEnd {
			what = theEnd
			break
		}
		r.At = t.rows[0].Place
		if r.At.Before(t.renewed) {
			r.At = t.renewed
		}
		r.After = max(1, min(maxRows, len(t.rows)-t.index(r.At)))
	}
	if what == theEnd {
		r = transport.Range{Before: pageRows}
	}
	t.asked, t.question, t.upTo, t.placed = what, r, t.last, nil
	t.side.net.Load(t.person.Talk(), r)
}

// far says that there are surely more messages between two places than the window has.
func far(from, to transport.Place) bool {
	return to.Era > from.Era || to.Era == from.Era && to.Seq > from.Seq+maxRows
}

// later is the last of two places.
func later(p, q transport.Place) transport.Place {
	if p.Before(q) {
		return q
	}
	return p
}

// reload asks anew for what is shown; an answer that was on its way may be old.
func (t *Talk) reload() {
	was, old := t.asked, t.question
	t.asked, t.pending, t.renewed, t.doubtful = nothing, nil, transport.Place{}, true
	t.request(refresh)
	t.twice = was != nothing && t.question == old
}

// appended takes a live message.
func (t *Talk) appended(m transport.Message) {
	t.unpend(m.ID)
	complete := t.Complete() && !t.doubtful
	isNew := t.last.Before(m.Place)
	t.last = later(t.last, m.Place)
	if !t.covered.Before(m.Place) || !t.known {
		return
	}
	if isNew && m.Kind == transport.Incoming && !t.atEnd {
		t.fresh++
	}
	switch {
	case complete && (t.atEnd || !t.full()):
		r := t.newRow(m)
		if r.Local = t.locals; len(t.rows) > 0 {
			r.Local = t.rows[len(t.rows)-1].Local + 1
		}
		t.locals = max(t.locals, r.Local+1)
		t.rows, t.covered = append(t.rows, r), m.Place
		t.link(max(len(t.rows)-2, 0))
	case t.atEnd:
		t.request(newer)
	}
}

// updated takes a new state of a message that may be shown.
func (t *Talk) updated(m transport.Message) {
	if m.Place.IsZero() {
		t.refused(m)
		return
	}
	if r := t.row(m.Place); r != nil {
		t.renew(r, m)
	}
}

// page takes an answer to Load.
func (t *Talk) page(p transport.Page) {
	if p.Range != t.question {
		return // what was asked for since then comes too
	}
	what, opened := t.asked, !t.known || len(t.rows) == 0
	t.asked, t.known = nothing, true
	t.doubtful, t.twice = t.twice, false
	t.dropped = p.Dropped
	t.person.marked(p.Marks)
	t.pend(p.Pending)
	if opened {
		t.findUnread(p)
	}
	before, above := t.covered, false
	switch {
	case what == around:
		if t.arrived(p) {
			return
		}
	case len(p.Messages) == 0:
		t.nothingMore(p, what)
	case what == theEnd, len(t.rows) == 0:
		t.replace(p.Messages)
		t.bounded(p)
		t.epoch++
	case t.touches(p):
		above = t.merge(p.Messages)
		t.bounded(p)
	case p.Range.At.IsZero():
		t.replace(p.Messages) // the end, once more
		t.bounded(p)
	default:
		return // where it belongs the rows have gone
	}
	t.relink()
	t.trim(above)
	if end := len(p.Messages) - 1; what == refresh && p.Newer && end >= 0 && p.Messages[end].Place.Before(t.covered) {
		t.renewed = p.Messages[end].Place.Next()
		t.request(refresh)
	}
	if t.atEnd && !t.Complete() && (what == theEnd || before.Before(t.covered)) {
		t.request(newer)
	}
}

// nothingMore takes an answer without messages.
func (t *Talk) nothingMore(p transport.Page, what loading) {
	switch {
	case len(t.rows) == 0 || p.Range.At.IsZero():
		t.rows, t.older, t.newer, t.covered = nil, p.Older, p.Newer, t.upTo
	case what == older:
		t.older = p.Older // the first row is the first there is
	case what == newer || what == refresh:
		t.newer, t.covered = p.Newer, later(t.covered, t.upTo)
	}
}

// touches reports whether the messages of a page are next to the rows, or among them.
func (t *Talk) touches(p transport.Page) bool {
	low, high := p.Messages[0].Place, p.Messages[len(p.Messages)-1].Place
	top := t.rows[0].Place
	if p.Range.Before > 0 && !p.Range.At.IsZero() {
		high = p.Range.At // there is nothing between
	}
	if p.Range.After > 0 {
		low = p.Range.At
	}
	return !high.Before(top) && !t.covered.Next().Before(low)
}

// bounded notes what there is beyond the rows, where they end with a page.
func (t *Talk) bounded(p transport.Page) {
	end := t.rows[len(t.rows)-1].Place
	if p.Messages[0].Place == t.rows[0].Place {
		t.older = p.Older
	}
	if p.Messages[len(p.Messages)-1].Place == end {
		t.newer, t.covered = p.Newer, end
		if !t.newer {
			t.covered = later(end, t.upTo)
		}
	}
}

// findUnread puts the line of unread messages, on first opening, over the first
// that somebody else said since the person looked last. Where that may stand before the
// page, it is behind what was seen.
func (t *Talk) findUnread(page transport.Page) {
	p := t.person
	if !t.side.ofMembers(p) || !p.marks.Seen.Before(p.marks.Last) || p.marks.Seen.Next().Before(p.unreadFrom) {
		return
	}
	for i, m := range page.Messages {
		switch {
		case !p.marks.Seen.Before(m.Place):
		case i == 0 && page.Older:
			p.unreadFrom = p.marks.Seen.Next()
			return
		case m.Kind == transport.Incoming:
			p.unreadFrom = m.Place
			return
		}
	}
}

// link fills in what rows from the index on have by their neighbours.
func (t *Talk) link(from int) {
	now := t.side.m.now()
	var above *Row
	if from > 0 {
		above = t.rows[from-1]
	}
	for _, r := range t.rows[from:] {
		r.Day, r.First = "", false
		r.Unread = !r.Place.Before(t.person.unreadFrom)
		switch {
		case above == nil:
			r.Unread = r.Unread && previous(r.Place).Before(t.person.unreadFrom)
			r.First = true
			if !t.older {
				r.Day = t.side.m.w.Day(r.at, now)
			}
		default:
			r.Unread = r.Unread && above.Place.Before(t.person.unreadFrom)
			if !sameDay(above.at, r.at) {
				r.Day = t.side.m.w.Day(r.at, now)
			}
			r.First = r.Unread || !sameGroup(above, r)
			above.Last = r.First
		}
		r.Last = true
		above = r
	}
	t.linkPending(above, now)
}

// previous is the last place before that of a message at which another one can stand, as
// far as is known.
func previous(p transport.Place) transport.Place {
	if p.Nth > 0 {
		p.Nth--
	} else {
		p.Seq -= min(p.Seq, 1)
	}
	return p
}

func (t *Talk) relink() {
	t.link(0)
	t.fold(0)
}

// rerender makes every row anew: the language, the view or the day changed.
func (t *Talk) rerender() {
	for _, r := range t.rows {
		r.render(t.side.style(t.person, r.message))
	}
	for _, r := range t.pending {
		r.render(t.side.style(t.person, r.message))
	}
	t.relink()
}
