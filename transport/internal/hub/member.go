package hub

import (
	"slices"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// State is where somebody stands with the host.
type State uint8

const (
	// Asking is connected and waits to be let in.
	Asking State = 1
	// Here is a member with a session.
	Here State = 2
	// Away is Here, and nobody sits before it.
	Away State = 3
	// Gone is a member without a session.
	Gone State = 4
	// Blocked is kept out.
	Blocked State = 5
	// Removed is no member: never was, or is no more.
	Removed State = 6
)

// Member is somebody the host knows, as they are at one moment.
type Member struct {
	ID        wire.Identity
	Name, App string // what they call themselves and their program: text from outside
	Addr      string // of the last session
	State     State
	Verified  bool // the host's person compared the fingerprints
	By        store.Admission
	Since     time.Time // when State began
	Seen      time.Time // when they were last connected; zero: never
}

// member is guarded by the hub's mu.
type member struct {
	id                wire.Identity
	name, app, addr   string
	accepted, blocked bool
	verified, away    bool
	since, seen       time.Time
	link              *link    // the newest connection that said HELLO, nil if there is none
	rooms             []*room  // the direct ones
	everyone          progress // in the room of everyone
	// first is the first Seq of Everyone that it may read, which does not change while
	// it is a member; 1: all.
	first uint64
	pace  *pace // nil until it has joined

	by      store.Admission
	unasked bool // let in because everybody is, and no person has decided since
	spoke   bool // said something, or is not unasked
	waits   bool // in Hub.strays or Hub.heard

	revision uint64 // of the last change of presence; zero: never told
	presence []byte // the PRESENCE that tells it
}

func (m *member) state() State {
	switch {
	case m.blocked:
		return Blocked
	case !m.accepted && m.link != nil && m.link.asking:
		return Asking
	case !m.accepted:
		return Removed
	case m.link == nil || !m.link.joined:
		return Gone
	case m.away:
		return Away
	}
	return Here
}

func (m *member) snapshot() Member {
	seen := m.seen
	if m.link != nil {
		seen = time.Now()
	}
	return Member{ID: m.id, Name: m.name, App: m.app, Addr: m.addr, State: m.state(), Verified: m.verified, By: m.by, Since: m.since, Seen: seen}
}

// Supply asks a member for a connection of files; false if it is not here, or knows of no
// files.
func (h *Hub) Supply(id wire.Identity, f *wire.Supply) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.members[id]
	return m != nil && m.link != nil && m.link.joined && m.link.shared&wire.Files != 0 && m.link.session.Send(f)
}

// Copy tells a member how far copies of what it offers are; false if it is not here, or knows
// of no files. That nothing is kept is told to those alone who were told that it is.
func (h *Hub) Copy(id wire.Identity, f *wire.Copy) bool {
	needs := features(wire.Files)
	if f.State == wire.CopyOff {
		needs = wire.Keeps
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.members[id]
	return m != nil && m.link != nil && m.link.joined && m.link.shared&needs != 0 && m.link.session.Send(f)
}

// MayRead reports whether a member may read an event of a room.
func (h *Hub) MayRead(id wire.Identity, room wire.RoomID, seq uint64) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	m, r := h.members[id], h.rooms[room]
	return m != nil && m.accepted && r != nil && r.has(m) && seq >= r.first(m)
}

// tell has the watcher know m as it is now. It is called with mu held.
func (h *Hub) tell(m *member, why error) { h.config.Watcher.MemberChanged(m.snapshot(), why) }

// Members are all members, who asks to be one, and the blocked, in the order of
// their identities. The host itself is not among them.
func (h *Hub) Members() []Member {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := make([]Member, 0, len(h.members))
	for _, m := range h.members {
		if m != h.self && m.state() != Removed {
			all = append(all, m.snapshot())
		}
	}
	slices.SortFunc(all, func(a, b Member) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return all
}

// Accept makes somebody a member, also who is blocked: who asks just now is let
// in, others when they come. It waits for the disk, and on its error nothing
// is changed. Who was removed or blocked before is as one that is new: it keeps what it
// has, and gets nothing of what was said until now unless all is shared.
func (h *Hub) Accept(id wire.Identity) error {
	l, err := h.makeMember(id, store.ByHost, nil)
	if l != nil {
		return h.enter(l)
	}
	return err
}

// makeMember makes somebody a member, on the disk first, and returns the connection that
// they have, if any. The host's person lets in even the blocked, and a code verifies. From is the connection in which they showed an invitation, whose end
// ends that too; nil for a person's decision.
func (h *Hub) makeMember(id wire.Identity, by store.Admission, from *link) (*link, error) {
	h.deciding.Lock()
	defer h.deciding.Unlock()
	if id == h.self.id {
		return nil, ErrUnknown
	}
	h.mu.Lock()
	var name string
	verified, blocked := false, false
	if m := h.members[id]; m != nil {
		name, verified, blocked = m.name, m.verified, m.blocked
	}
	all, over := h.shares, h.closed || from != nil && from.over
	h.mu.Unlock()
	if over {
		return nil, ErrClosed
	}
	verified = verified || by == store.ByCode
	if blocked && by != store.ByHost {
		return nil, errBlocked
	}
	first, err := h.config.Host.Admit(id, name, all, by)
	if err == nil && verified {
		err = h.config.Host.Vouch(id, true)
	}
	if err != nil {
		h.failed(err)
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.someone(id) // they may have left meanwhile, and been forgotten
	if m.name == "" {
		m.name = name
	}
	m.verified = m.verified || by == store.ByCode
	h.admit(m, by, first)
	return m.link, nil
}

// readsFrom notes from where on m may read Everyone. What is before counts as received:
// nobody is to wait for that. It is called with mu held.
func (h *Hub) readsFrom(m *member, first uint64) {
	m.first = first
	m.everyone.got, m.everyone.read = max(m.everyone.got, first-1), max(m.everyone.read, first-1)
}

// admit is called with mu held, when the store knows m as a member that reads from first
// on.
func (h *Hub) admit(m *member, by store.Admission, first uint64) {
	unasked := by == store.ByAll
	if m.accepted {
		m.unasked = m.unasked && unasked
		return
	}
	m.accepted, m.blocked, m.by = true, false, by
	m.unasked, m.spoke = unasked, !unasked
	h.readsFrom(m, first)
	h.accepted = nil
	m.since = time.Now()
	if m.link == nil {
		h.changed(m)
		h.tell(m, nil)
	}
}

// Decline sends away somebody who asks to join; they may ask again.
func (h *Hub) Decline(id wire.Identity) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.members[id]
	if m == nil || m.state() != Asking {
		return ErrUnknown
	}
	h.expel(m.link, wire.Bye{Reason: wire.ByeDeclined})
	return nil
}

// Remove takes a membership back. What was said stays. It happens at once; on
// an error it is not on disk, and undone when the program starts again.
func (h *Hub) Remove(id wire.Identity) error {
	return h.dismiss(id, false, wire.ByeRemoved, func(string) error { return h.config.Host.Dismiss(id) })
}

// Block removes somebody, known or not, who then is not even heard. As for the
// disk it is like Remove.
func (h *Hub) Block(id wire.Identity) error {
	h.mu.Lock()
	if id != h.self.id {
		h.someone(id)
	}
	h.mu.Unlock()
	return h.dismiss(id, true, wire.ByeBlocked, func(name string) error { return h.config.Host.Bar(id, name) })
}

// Unblock lets somebody ask again. As for the disk it is like Remove.
func (h *Hub) Unblock(id wire.Identity) error {
	h.mu.Lock()
	m := h.members[id]
	blocked := m != nil && m.blocked
	h.mu.Unlock()
	if !blocked {
		return ErrUnknown
	}
	return h.dismiss(id, false, wire.ByeRemoved, func(string) error { return h.config.Host.Dismiss(id) })
}

// dismiss ends a membership, then writes it down.
func (h *Hub) dismiss(id wire.Identity, block bool, reason wire.ByeReason, write func(name string) error) error {
	h.deciding.Lock()
	defer h.deciding.Unlock()
	h.mu.Lock()
	m := h.members[id]
	if m == nil || m == h.self {
		h.mu.Unlock()
		return ErrUnknown
	}
	was, name := m.accepted, m.name
	m.accepted, m.blocked, m.verified = false, block, m.verified && block
	m.by = store.UnknownAdmission
	m.since = time.Now()
	h.accepted = nil
	if m.link != nil {
		h.expel(m.link, wire.Bye{Reason: reason})
		m.link = nil
		m.seen = time.Now()
	}
	if was {
		h.changed(m)
		h.recount(m)
	}
	h.tell(m, nil)
	h.mu.Unlock()
	err := write(name)
	if err != nil {
		h.failed(err)
	}
	return err
}

// Verify notes whether the host's person compared the fingerprints. It waits for
// the disk, and on its error nothing is changed.
func (h *Hub) Verify(id wire.Identity, verified bool) error {
	h.deciding.Lock()
	defer h.deciding.Unlock()
	h.mu.Lock()
	m := h.members[id]
	switch {
	case m == nil || m == h.self || !m.accepted && m.state() != Asking:
		h.mu.Unlock()
		return ErrUnknown
	case !m.accepted: // written down when they are let in
		m.verified = verified
		h.tell(m, nil)
		h.mu.Unlock()
		return nil
	}
	h.mu.Unlock()
	if err := h.config.Host.Vouch(id, verified); err != nil {
		h.failed(err)
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if m.verified != verified {
		m.verified = verified
		h.tell(m, nil)
	}
	return nil
}
