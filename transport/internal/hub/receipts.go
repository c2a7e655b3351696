package hub

import "confab/transport/internal/wire"

// progress is how far somebody is in a room.
type progress struct {
	got, read uint64
}

// progressKey names the progress of somebody in a room.
type progressKey struct {
	member *member
	room   *room
}

// progress returns how far m is, nil if m does not belong to the room.
func (r *room) progress(m *member) *progress {
	switch {
	case r.id == wire.Everyone:
		return &m.everyone
	case m == r.pair[0]:
		return &r.both[0]
	case m == r.pair[1]:
		return &r.both[1]
	}
	return nil
}

// Read says that the host's person saw a room up to a Seq.
func (h *Hub) Read(room wire.RoomID, seq uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reached(h.self, wire.Cursors{room: seq}, true)
}

// reached takes note of how far m is. It is called with mu held.
func (h *Hub) reached(m *member, cursors wire.Cursors, read bool) {
	for id, seq := range cursors {
		r := h.rooms[id]
		if r == nil {
			continue
		}
		p := r.progress(m)
		if p == nil {
			continue
		}
		seq = min(seq, r.last)
		if before := *p; read {
			p.got, p.read = max(before.got, seq), max(before.read, seq)
			if *p == before {
				continue
			}
		} else if p.got = max(before.got, seq); *p == before {
			continue
		}
		h.unkept[progressKey{m, r}] = struct{}{}
		wakeUp(h.keep)
		h.recountRoom(r)
	}
}

// recount has the receipts of all rooms of m told anew, if they are others now.
func (h *Hub) recount(m *member) {
	h.recountRoom(h.everyone)
	for _, r := range m.rooms {
		h.recountRoom(r)
	}
}

func (h *Hub) recountRoom(r *room) {
	h.soft.receipts[r] = struct{}{}
	h.softly()
}

// tally finds the lowest of all members of a room. It never goes back: what all
// had once was received, whoever joined since. It reports whether sessions
// and watcher have something to be told. What a member may not read nobody waits for;
// and what none of the others could read, none has received.
func (h *Hub) tally(r *room) (sessions, watcher bool) {
	all, others := progress{r.last, r.last}, progress{r.last, r.last}
	alone, since := true, r.last+1
	count := func(m *member, p progress) {
		if !m.accepted {
			return
		}
		all.got, all.read = min(all.got, p.got), min(all.read, p.read)
		if m != h.self {
			alone = false
			since = min(since, r.first(m))
			others.got, others.read = min(others.got, p.got), min(others.read, p.read)
		}
	}
	if r.id == wire.Everyone {
		for _, m := range h.members {
			count(m, m.everyone)
		}
	} else {
		count(r.pair[0], r.both[0])
		count(r.pair[1], r.both[1])
	}
	if alone {
		return false, false
	}
	if all.got > r.got || all.read > r.read {
		sessions = true
		r.got, r.read = max(r.got, all.got), max(r.read, all.read)
		r.revision++
		r.receipts = nil
		for _, f := range []wire.Frame{
			&wire.Got{Cursors: wire.Cursors{r.id: r.got}},
			&wire.Read{Cursors: wire.Cursors{r.id: r.read}},
		} {
			// A Read of nothing cannot be said, and need not be.
			if b, err := wire.Append(r.receipts, f); err == nil {
				r.receipts = b
			}
		}
	}
	if r.has(h.self) && (others.got > r.heard || others.read > r.seen) {
		watcher = true
		// What was said while nobody could receive it is not told of, and what is told
		// covers all from since on.
		if r.since == 0 || since < r.since || since > r.heard+1 {
			r.since = since
		}
		r.heard, r.seen = max(r.heard, others.got), max(r.seen, others.read)
	}
	return sessions, watcher
}
