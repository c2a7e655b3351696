package hub

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// maxHarmed is how many damaged events copies are looked for at once.
const maxHarmed = 4096

// Restore asks the members who are here, and those who come, for copies of the
// events that are damaged on the disk. It waits for the disk.
func (h *Hub) Restore() {
	if err := h.loadHarmed(); err != nil {
		return // who reads the log meets it again
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.live {
		h.askCopies(l)
	}
}

// loadHarmed reads which events are damaged. Only those are asked for of which it
// is known what was there: a member could say anything else.
func (h *Hub) loadHarmed() error {
	places, err := h.config.Store.Damaged(h.ctx, h.log, maxHarmed)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.harmed, h.harmedList = map[store.Place]struct{}{}, nil
	for _, p := range places {
		if p.Proven {
			h.harmed[p] = struct{}{}
			h.harmedList = append(h.harmedList, p)
		}
	}
	return nil
}

// askCopies asks a member for copies of what is damaged and was said to it: each
// run of events by one question. It is called with mu held.
func (h *Hub) askCopies(l *link) {
	if l.shared&wire.Copies == 0 || len(h.harmed) == 0 {
		return
	}
	var questions []*wire.Fetch
	for _, p := range h.harmedList {
		_, open := h.harmed[p]
		if r := h.rooms[p.Room]; !open || r == nil || !r.has(l.member) || p.Seq < r.first(l.member) {
			continue
		}
		if n := len(questions); n > 0 && questions[n-1].Room == p.Room && questions[n-1].To == p.Seq-1 {
			questions[n-1].To++
		} else if n < maxFetches {
			questions = append(questions, &wire.Fetch{Room: p.Room, From: p.Seq, To: p.Seq})
		}
	}
	for _, q := range questions {
		if q.To-q.From < wire.MaxFetch {
			l.session.Send(q)
		}
	}
}

// copied takes a member's copy of an event. The store puts it in its place if it is
// what was there; then all who have it as damaged are sent it again. It is called
// with mu held.
func (h *Hub) copied(e *wire.Event) {
	place := store.Place{Room: e.Room, Seq: e.Seq, Proven: true}
	if _, open := h.harmed[place]; !open {
		return // another member was faster
	}
	h.posting.Add(1)
	// The store's queue can be full: that is waited for without the lock.
	go h.config.Host.Restore([]wire.Event{*e}, func(n int, err error) {
		defer h.posting.Done()
		h.mu.Lock()
		defer h.mu.Unlock()
		if err != nil || n == 0 {
			return
		}
		delete(h.harmed, place)
		r := h.rooms[e.Room]
		for _, l := range h.live {
			if r != nil && r.has(l.member) && len(l.fetches) < maxFetches {
				l.fetches = append(l.fetches, wire.Fetch{Room: e.Room, From: e.Seq, To: e.Seq})
				l.session.Wake()
			}
		}
		if len(h.harmed) == 0 || len(h.harmed)%64 == 0 {
			h.config.Watcher.Restored()
		}
	})
}
