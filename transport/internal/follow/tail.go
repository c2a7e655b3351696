package follow

import "confab/transport/internal/store"

// ready is a row of the outbox with its encoded POST; nil: not encoded yet.
type ready struct {
	store.Outgoing
	encoded []byte
}

// tail holds the rows put into the outbox since a link was handed all others: these go to
// the link without being read from the disk. The zero value has no link: the outbox must
// be read. It is owned by the desk goroutine.
type tail struct {
	link *link
	turn int            // of the link's outgoing
	last store.Outgoing // the last row of the outbox
	rows []ready        // not handed over yet
}

// begin starts an empty tail behind the last row of the outbox, for a link in that turn.
func (t *tail) begin(l *link, turn int, last store.Outgoing) {
	*t = tail{link: l, turn: turn, last: last}
}

// of reports whether the tail has all rows that the link is to be handed in that turn.
func (t *tail) of(l *link, turn int) bool { return t.link == l && t.turn == turn }

// add takes a row that is on disk. It ignores one that Enqueue returned before.
func (t *tail) add(row ready) {
	switch {
	case t.link == nil || !row.Behind(t.last):
	case len(t.rows) >= pageRows:
		*t = tail{} // bounded: the rows are read from the outbox when there is room
	default:
		t.last = row.Outgoing
		t.rows = append(t.rows, row)
	}
}

// pass takes the first row out.
func (t *tail) pass() {
	t.rows[0] = ready{}
	t.rows = t.rows[1:]
}
