package hub

import (
	"crypto/sha256"

	"confab/transport/internal/wire"
)

// resumption is how a connection goes on from what its client has.
type resumption struct {
	epoch   wire.Epoch   // that the client's numbers count in
	cursors wire.Cursors // what it has of that
	misfit  bool         // what it says of its copy cannot be
}

// resume finds how a client goes on. Whether the log was put back the host knows
// from its own disk, when it starts. What a client says of its copy is believed for
// that copy only: it begins again where it cannot be a copy of this log, and nothing
// changes for others. It reads the store.
func (h *Hub) resume(l *link, f *wire.Hello) (resumption, error) {
	other := h.otherEpoch(l.id)
	if f.Epoch != h.epoch && f.Epoch != other {
		return resumption{epoch: h.epoch}, nil
	}
	fits, err := h.fits(l, f)
	switch {
	case err != nil:
		return resumption{}, err
	case fits:
		return resumption{epoch: f.Epoch, cursors: f.Cursors}, nil
	case f.Epoch == h.epoch:
		return resumption{epoch: other, misfit: true}, nil
	}
	return resumption{epoch: h.epoch, misfit: true}, nil
}

// otherEpoch is in which the numbers of a client count whose copy did not fit: one
// of its own, so that it begins again, and can be recognised without being kept.
// From that, a copy that does not fit again goes back to the epoch of the log.
func (h *Hub) otherEpoch(id wire.Identity) wire.Epoch {
	b := append(append([]byte("confab: a copy begins again"), h.epoch[:]...), id[:]...)
	hash := sha256.Sum256(b)
	return wire.Epoch(hash[:])
}

// fits reports whether cursors and tail of HELLO can be those of a copy of the log. That
// they are proves nothing: replies and reactions tell newcomers the names of old messages.
func (h *Hub) fits(l *link, f *wire.Hello) (bool, error) {
	h.mu.Lock()
	m := h.members[l.id] // nil for one that was forgotten or removed, whose copy is as good
	for id, seq := range f.Cursors {
		r := h.rooms[id]
		if seq > 0 && (r == nil || seq > r.last || !r.has(m)) {
			h.mu.Unlock()
			return false, nil
		}
	}
	h.mu.Unlock()
	if f.Tail == ([16]byte{}) {
		return true, nil
	}
	// The log only grows: what is compared stays as it is.
	tail, err := h.config.Store.Tail(h.ctx, h.log, f.Cursors)
	return tail == f.Tail || tail == ([16]byte{}), err
}
