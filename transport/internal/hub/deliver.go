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
	follow    int // the index in link.follows, or -1 for a FETCH
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
		for f.seq < f.room.last && !w.Full() {
			ev := f.room.encoded(f.seq + 1)
			if ev == nil {
				return &history{f.room, f.seq, f.room.last, i}, nil
			}
			if err := w.AppendEncoded(ev); err != nil {
				return nil, err
			}
			f.seq++
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
	if len(l.fetches) == 0 {
		l.fetches = nil
		return nil, nil
	}
	f := l.fetches[0]
	return &history{h.rooms[f.Room], f.From - 1, f.To, -1}, nil
}

// past appends a page from the store, as far as the batch has room, and moves
// the cursor.
func (l *link) past(w *wire.Writer, need *history) error {
	h := l.hub
	if l.page == 0 {
		l.page = 2 * minPage
	}
	records, cut, err := h.config.Store.AfterWithin(h.ctx, h.log, need.room.id, need.after, l.page, wire.BatchBytes)
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
