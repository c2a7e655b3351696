package hub

import (
	"sync/atomic"

	"confab/transport/internal/wire"
)

// deaf is a Watcher that keeps nothing.
type deaf struct{}

func (deaf) MemberChanged(Member, error)                  {}
func (deaf) Logged(wire.Event)                            {}
func (deaf) Received(wire.RoomID, uint64, uint64, uint64) {}
func (deaf) Typing(wire.RoomID, wire.Identity)            {}
func (deaf) Restored()                                    {}
func (deaf) Halted(*wire.Halt)                            {}
func (deaf) Misfit(wire.Identity)                         {}
func (deaf) Trouble(error)                                {}

// unseen is a Watcher that keeps a hub's members from being told of each other.
type unseen struct {
	deaf
	hub atomic.Pointer[Hub] // set before anybody comes
}

// MemberChanged is called with the hub's lock held, after the change was put on
// the roster and before it went round.
func (u *unseen) MemberChanged(m Member, _ error) {
	h := u.hub.Load()
	if h == nil {
		return
	}
	if n := len(h.roster.order); n > 0 && h.roster.order[n-1].member == h.members[m.ID] {
		h.roster.order = h.roster.order[:n-1]
		h.members[m.ID].revision = 0
	}
	h.soft.roster = false
}
