package hub

import (
	"time"

	"confab/transport/internal/wire"
)

// changed takes note that the others are to be told about m: a member, somebody
// who was one, or the host. It is called with mu held.
func (h *Hub) changed(m *member) {
	again := m.revision != 0
	h.revision++
	m.revision = h.revision
	p := wire.Presence{From: m.id, Name: m.name}
	switch m.state() {
	case Here:
		p.State = wire.Here
	case Away:
		p.State = wire.Away
	case Gone:
		p.State = wire.Gone
		if m == h.self {
			p.State = wire.Here
		}
	default:
		p.State = wire.Removed
	}
	if m == h.self {
		p.Guests = h.guests
	}
	if !m.since.IsZero() {
		p.Since = wire.MillisOf(m.since)
	}
	encoded, err := wire.Append(nil, &p)
	if err != nil {
		// A name that an earlier version wrote down, perhaps. Who it is counts.
		p.Name = ""
		encoded, _ = wire.Append(nil, &p)
	}
	m.presence = encoded
	h.roster.put(m, again)
	h.soft.roster = true
	h.softly()
}

// SetGuests says how many plain guests take part in the room of all.
func (h *Hub) SetGuests(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.guests != uint32(n) {
		h.guests = uint32(n)
		h.changed(h.self)
	}
}

// present takes what a member says about itself. It is called with mu held.
func (h *Hub) present(m *member, f *wire.Presence) {
	before, away := m.name, m.away
	if f.Name != "" {
		m.name = called(m.id, f.Name)
	}
	switch f.State {
	case wire.Here:
		m.away = false
	case wire.Away:
		m.away = true
	}
	if m.name == before && m.away == away {
		return
	}
	if m.away != away {
		m.since = time.Now()
	}
	if m.name != before {
		h.see(m)
	}
	h.changed(m)
	h.tell(m, nil)
}

// Typing says that the host's person writes in a room.
func (h *Hub) Typing(room wire.RoomID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.typing(h.self, room)
}

// maxTyping is how many are told to write in one room at once: with more, one
// only sees that many write.
const maxTyping = 8

// typing takes note that m writes in a room. It is called with mu held.
func (h *Hub) typing(m *member, id wire.RoomID) {
	r := h.rooms[id]
	if r == nil || !r.has(m) {
		return
	}
	if len(r.writing) >= maxTyping {
		return
	}
	for _, known := range r.writing {
		if known == m {
			return
		}
	}
	if m != h.self && r.has(h.self) {
		h.config.Watcher.Typing(id, m.id)
	}
	r.writing = append(r.writing, m)
	h.soft.writing[r] = struct{}{}
	h.softly()
}

// typed gives a link what is to be told of who writes in a room.
func (l *link) typed(r *room) {
	for _, m := range r.writing {
		if m != l.member && len(l.typing) < 2*maxTyping {
			l.typing = append(l.typing, typed{r, m})
		}
	}
}
