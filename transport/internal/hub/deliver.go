package hub

import (
	"fmt"

	"confab/transport/internal/wire"
)

// Pages from the store. What does not fit into the batch is read again for the
// next: a page that waited for a slow reader would be a queue.
const (
	minPage = 16
	maxPage = 512
)

// history is a piece of a room's log that is no longer in memory.
type history struct {
	room      *room
	after, to uint64
	follow    int    // the index in link.follows, or -1 for a FETCH
	first     uint64 // what is before is not for this member
}

// more fills a batch, on the session's writing goroutine.
func (l *link) more(w *wire.Writer) (bool, error) {
	h := l.hub
	h.mu.Lock()
	if !l.joined {
		h.mu.Unlock()
		return false, nil
	}
	need, err := l.recent(w)
	more := w.Full() || l.listing.pass != listed
	h.mu.Unlock()
	if err != nil || need == nil {
		return more, err
	}
	return true, l.past(w, need)
}

// recent appends what is in memory, and returns what has to be read first. It
// is called with mu held.
func (l *link) recent(w *wire.Writer) (*history, error) {
	h := l.hub
	if err := l.roster(w); err != nil {
		return nil, err
	}
	for i := range l.follows {
		f := &l.follows[i]
		first := f.room.first(l.member)
		for !w.Full() {
			next := max(f.seq+1, first)
			if next > f.room.last {
				break
			}
			ev := f.room.encoded(next)
			if ev.encoded == nil {
				return &history{f.room, f.seq, f.room.last, i, first}, nil
			}
			if err := l.appendRecent(w, ev, first, next > f.seq+1); err != nil {
				return nil, err
			}
			f.seq = next
		}
		if w.Full() {
			return nil, nil
		}
		if f.receipts != f.room.revision {
			f.receipts = f.room.revision
			if err := w.AppendEncoded(f.room.receipts); err != nil {
				return nil, err
			}
		}
	}
	for _, t := range l.typing {
		if err := w.Append(&wire.Typing{Room: t.room.id, From: t.from.id}); err != nil {
			return nil, err
		}
	}
	l.typing = nil
	for len(l.halts) > 0 {
		if w.Full() {
			return nil, nil
		}
		if err := w.Append(l.halts[0]); err != nil {
			return nil, err
		}
		l.halts = l.halts[1:]
	}
	l.halts = nil
	if len(l.fetches) == 0 {
		l.fetches = nil
		return nil, nil
	}
	f := l.fetches[0]
	r := h.rooms[f.Room]
	return &history{r, f.From - 1, f.To, -1, r.first(l.member)}, nil
}

// past appends a page from the store, as far as the batch has room, and moves
// the cursor.
func (l *link) past(w *wire.Writer, need *history) error {
	h := l.hub
	if l.page == 0 {
		l.page = 2 * minPage
	}
	records, cut, err := h.read(l, need)
	if err != nil {
		return fmt.Errorf("reading the log: %w", err)
	}
	at, sent := need.after, 0
	for i := range records {
		e := &records[i].Event // of a damaged one what stands in its place
		if w.Full() || e.Seq > need.to {
			break
		}
		if err := w.Append(e); err != nil {
			return fmt.Errorf("event %d of room %v: %w", e.Seq, e.Room, err)
		}
		at = e.Seq
		sent++
	}
	drained := sent == len(records) && len(records) < l.page && !cut
	ended := drained || at >= need.to || sent < len(records) && !w.Full()
	// As many as fit this time, and some more.
	l.page = min(max(sent+sent/4+1, minPage), maxPage)
	if sent == len(records) {
		l.page = min(2*l.page, maxPage)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if !l.joined {
		return nil
	}
	if need.follow >= 0 {
		if len(records) == 0 {
			return fmt.Errorf("reading the log: nothing after event %d of room %v", at, need.room.id)
		}
		l.follows[need.follow].seq = at
		return nil
	}
	// The fetches are added to at the end only.
	if ended {
		l.fetches = l.fetches[1:]
	} else {
		l.fetches[0].From = at + 1
	}
	return nil
}
