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

// Talk is the window of rows that the transcript shows of one talk. Its rows
// are consecutive.
type Talk struct {
	side   *Side
	person *Person
	rows   []*Row
	// first is the oldest message that the journal still holds, last the
	// newest that is known of, covered the newest that rows reach.
	first, last, covered uint64
	known                bool // a page has come
	asked                loading
	from                 uint64 // where the page begins that was asked for; 0 is the newest
	atEnd                bool
	fresh                int
	epoch                int
	// goal is the message that the view is to go to; 0 is none.
	goal uint64
	// overtaken says that the answer to another question comes before that
	// about the goal.
	overtaken bool
	// pending are our messages that have no place yet; locals counts them for
	// their keys. placed are those that got one while a page was on its way,
	// which may still list them.
	pending []*Row
	locals  uint64
	placed  map[transport.MessageID]bool
	// folded is of how many rows, from the first, the runs are made.
	folded int
	// renewed is how far the rows were asked for anew since the last reload.
	renewed uint64
}

func newTalk(s *Side, p *Person) *Talk { return &Talk{side: s, person: p, atEnd: true} }

// Len is the number of rows.
func (t *Talk) Len() int { return len(t.rows) }

// At returns row i; it is good until the next change of the model.
func (t *Talk) At(i int) *Row { return t.rows[i] }

// ID is whose talk it is.
func (t *Talk) ID() transport.PeerID { return t.person.ID }

// Find returns the row of a message, or nil when it is not among the rows.
func (t *Talk) Find(seq uint64) *Row {
	if t == nil {
		return nil
	}
	return t.row(seq)
}

// Loading says that nothing is known of the talk yet.
func (t *Talk) Loading() bool { return !t.known }

// Epoch changes when the rows were replaced as a whole and the list should go
// to the end.
func (t *Talk) Epoch() int { return t.epoch }

// OlderDropped says that the first row is the oldest the journal still holds,
// and that there were older ones.
func (t *Talk) OlderDropped() bool {
	return len(t.rows) > 0 && t.first > 1 && t.rows[0].Seq <= t.first
}

// New is how many messages arrived below what is visible.
func (t *Talk) New() int {
	if t == nil {
		return 0
	}
	return t.fresh
}

// Complete says that the rows reach the end of the talk.
func (t *Talk) Complete() bool { return t.covered >= t.last }

// spoken says whether there is more in the talk than notices.
func (t *Talk) spoken() bool {
	for _, r := range t.rows {
		if !r.Notice() && !r.Hidden() {
			return true
		}
	}
	return len(t.pending) > 0 || len(t.rows) > 0 && t.rows[0].Seq > 1
}

// telling says whether there is a notice of guests in the room or of a new name, which
// must be seen.
func (t *Talk) telling() bool {
	return slices.ContainsFunc(t.rows, func(r *Row) bool {
		switch r.message.Notice {
		case transport.GuestLetIn, transport.GuestLetOut, transport.PeerRenamed:
			return true
		}
		return false
	})
}

func (t *Talk) request(what loading) {
	if t.asked != nothing {
		return
	}
	from, n := uint64(0), pageRows
	switch what {
	case older:
		if len(t.rows) == 0 {
			return
		}
		top := t.rows[0].Seq
		oldest := max(t.first, 1)
		if top <= oldest {
			return
		}
		from = max(oldest, top-min(top, pageRows))
		n = int(top - from)
	case newer:
		from = t.covered + 1
		// What lies between would be trimmed away again on the way to the end.
		if t.atEnd && t.last-t.covered > maxRows {
			what, from = theEnd, 0
		}
	case around:
		from = max(t.goal-min(t.goal, pageRows/2), t.first, 1)
	case refresh:
		if len(t.rows) == 0 || t.atEnd {
			what = theEnd
		} else {
			from, n = max(t.rows[0].Seq, t.renewed+1), maxRows
		}
	}
	t.asked, t.from, t.placed = what, from, nil
	t.side.net.Load(t.person.ID, from, n)
}

// reload asks anew for what is shown; an answer that was on its way may be lost.
func (t *Talk) reload() {
	t.asked, t.pending, t.renewed = nothing, nil, 0
	t.request(refresh)
}

// appended takes a live message.
func (t *Talk) appended(m transport.Message) {
	t.unpend(m.ID)
	complete := t.covered >= t.last
	if m.Seq <= t.covered || !t.known {
		t.last = max(t.last, m.Seq)
		return
	}
	if m.Seq > t.last && m.Kind == transport.Incoming && !t.atEnd {
		t.fresh++
	}
	t.last = max(t.last, m.Seq)
	switch {
	case m.Seq == t.covered+1 && complete && (t.atEnd || !t.full()):
		t.add(m)
		t.link(t.shownBefore(len(t.rows) - 1))
	case t.atEnd:
		t.request(newer)
	}
}

func (t *Talk) add(m transport.Message) {
	r := &Row{message: m}
	r.render(t.side.style(t.person, m))
	t.rows = append(t.rows, r)
	t.covered = m.Seq
}

// updated takes a new state of a message that may be shown.
func (t *Talk) updated(m transport.Message) {
	if m.Seq == 0 {
		t.refused(m)
		return
	}
	r := t.row(m.Seq)
	if r == nil {
		return
	}
	r.message = m
	r.render(t.side.style(t.person, m))
}

// row finds a row by its key; rows are consecutive, so its place is known.
func (t *Talk) row(seq uint64) *Row {
	if len(t.rows) == 0 || seq < t.rows[0].Seq {
		return nil
	}
	if i := seq - t.rows[0].Seq; i < uint64(len(t.rows)) {
		return t.rows[i]
	}
	return nil
}

// page takes an answer to Load.
func (t *Talk) page(p transport.Page) {
	what, opened := t.asked, !t.known
	t.asked, t.known = nothing, true
	t.first, t.last = p.First, max(t.last, p.Last)
	messages := consecutive(p.Messages)
	t.person.marked(p.Marks)
	t.pend(p.Pending)
	if opened {
		t.findUnread(messages)
	}
	if what == around && t.arrived(messages) {
		return
	}
	if len(messages) == 0 {
		if len(t.rows) == 0 {
			t.covered = p.Last
		} else if what == older {
			// Nothing older is left: the first row is the first there is.
			t.first = max(t.first, t.rows[0].Seq)
		}
		t.relink()
		if what == theEnd && t.covered < t.last {
			t.request(newer) // what came while the page was on its way
		}
		return
	}
	low, high := messages[0].Seq, messages[len(messages)-1].Seq
	before, above := t.covered, false
	switch {
	case len(t.rows) == 0,
		what == theEnd && high >= p.Last,
		low > t.covered+1:
		t.replace(messages)
	case high+1 < t.rows[0].Seq:
		// An answer to a question of long ago.
	default:
		above = t.merge(messages)
	}
	t.relink()
	t.trim(above)
	if what == refresh && high < t.covered {
		t.renewed = high
		t.request(refresh)
	}
	if t.atEnd && t.covered < t.last && (t.covered > before || what == theEnd && high >= p.Last) {
		t.request(newer)
	}
}

// findUnread puts the line of unread messages, on first opening, over the first
// that somebody else said since the person looked last.
func (t *Talk) findUnread(messages []transport.Message) {
	p := t.person
	if !t.side.ofMembers(p) || p.marks.Last <= p.marks.Seen {
		return
	}
	for _, m := range messages {
		if m.Kind == transport.Incoming && m.Seq > p.marks.Seen {
			if p.unreadFrom <= p.marks.Seen+1 {
				p.unreadFrom = m.Seq
			}
			return
		}
	}
}

// shownBefore is the index of the last row before i that shows something, or i
// itself if there is none.
func (t *Talk) shownBefore(i int) int {
	for above := i - 1; above >= 0; above-- {
		if !t.rows[above].Hidden() {
			return above
		}
	}
	return i
}

// link fills in what rows from the index on have by their neighbours. A row
// that shows nothing is nobody's neighbour.
func (t *Talk) link(from int) {
	now := t.side.m.now()
	var above *Row
	if i := t.shownBefore(from); i < from {
		above = t.rows[i]
	}
	for _, r := range t.rows[from:] {
		r.Day, r.Unread, r.First, r.Last = "", false, false, false
		if r.Hidden() {
			continue
		}
		least := t.rows[0].Seq - 1
		if above != nil {
			least = above.Seq
		}
		r.Unread = t.person.unreadFrom > least && t.person.unreadFrom <= r.Seq
		switch {
		case above == nil:
			r.First = true
			if t.rows[0].Seq <= max(t.first, 1) {
				r.Day = t.side.m.w.Day(r.at, now)
			}
		default:
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
