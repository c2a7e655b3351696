package hub

import "confab/transport/internal/wire"

// maxHalts is how many HALTs wait for one connection: of more, the oldest is dropped. So
// nobody has another member's connection cut by saying more than that takes.
const maxHalts = 64

// Halt hands on what the host's person does not fetch, or goes on with, to who offers it.
func (h *Hub) Halt(f *wire.Halt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.halt(h.self, f)
}

// halt hands a HALT of a member on. Who is not here hears it again from the member itself,
// on coming back. Which message it names is not looked at: who may not read that does not
// know its CID. It is called with mu held.
func (h *Hub) halt(from *member, f *wire.Halt) {
	told := &wire.Halt{CIDs: f.CIDs, Peer: from.id, Reason: f.Reason}
	to := h.members[f.Peer]
	switch {
	case to == nil || to == from:
	case to == h.self:
		h.config.Watcher.Halted(told)
	case to.link != nil && to.link.joined:
		l := to.link
		if len(l.halts) == maxHalts {
			l.halts = l.halts[1:]
		}
		l.halts = append(l.halts, told)
		l.session.Wake()
	}
}
