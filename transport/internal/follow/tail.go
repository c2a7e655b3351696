package follow

import "confab/transport/internal/store"

// ready is a row of the outbox and its POST as it goes out; nil: it is to be encoded.
type ready struct {
	store.Outgoing
	encoded []byte
}

// tail is what was put into the outbox since a link was handed all of it: that goes to
// the link as it is, and is not read from the disk again. With no link the outbox has to
// be read. It is owned by the desk goroutine.
type tail struct {
	link *link
	turn int            // of the link's outgoing
	last store.Outgoing // the last row of the outbox
	rows []ready        // those that were not handed over yet
}

// begin notes that a link was handed all up to a row, in that turn.
func (t *tail) begin(l *link, turn int, last store.Outgoing) {
	*t = tail{link: l, turn: turn, last: last}
}

// of reports whether what a link is to be handed next, in that turn, is in the tail.
func (t *tail) of(l *link, turn int) bool { return t.link == l && t.turn == turn }

// add takes a row that is on disk now. What was put there before is in its place already.
func (t *tail) add(row ready) {
	switch {
	case t.link == nil || !row.Behind(t.last):
	case len(t.rows) >= pageRows:
		*t = tail{} // it waits for long: let it wait on the disk
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
