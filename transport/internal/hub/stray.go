package hub

import (
	"slices"
	"sync"
	"time"

	"confab/transport/internal/origin"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// Where everybody is let in unasked, anybody can be any number of members. A member
// about whom no person has decided is forgotten: one that never spoke after
// Limits.StrayAge, and when more than Limits.Strays of them are away the one that
// left first; one that has spoken when more than Limits.Heard of those are away.
// What was said stays. Such a member comes again as one that is new, also in what it may
// read.

// stray is a member that has left and may be forgotten.
type stray struct {
	*member
	left time.Time
}

// stray takes note that a member has left who may be forgotten. It is called with
// mu held.
func (h *Hub) stray(m *member) {
	if m.waits || !m.forgettable() {
		return
	}
	m.waits = true
	list := &h.strays
	if m.spoke {
		list = &h.heard
	}
	*list = append(*list, stray{m, m.seen})
	if len(h.strays) > h.limits.Strays || len(h.heard) > h.limits.Heard {
		h.trim(time.Time{})
	}
}

// forgettable reports whether nothing but the limits keeps a member.
func (m *member) forgettable() bool {
	return m.accepted && m.undecided() && m.link == nil
}

// undecided reports whether a member was let in unasked, and no person has decided
// since.
func (m *member) undecided() bool { return m.unasked && !m.verified }

// trim forgets those who are too many, and of those who never spoke whoever left
// before a time. It is called with mu held.
func (h *Hub) trim(before time.Time) {
	h.trimList(&h.strays, h.limits.Strays, before)
	h.trimList(&h.heard, h.limits.Heard, time.Time{})
}

// trimList is trim of one list. Its order is that of leaving, but for those who
// came and left again, which is seen when it is their turn.
func (h *Hub) trimList(list *[]stray, most int, before time.Time) {
	for len(*list) > 0 {
		first := (*list)[0]
		if len(*list) <= most && !first.left.Before(before) {
			return
		}
		(*list)[0] = stray{}
		*list = (*list)[1:]
		switch {
		case !first.forgettable(): // it is here, or a person has decided
			first.waits = false
		case first.spoke && list == &h.strays:
			h.heard = append(h.heard, stray{first.member, first.seen})
		case first.seen.After(first.left):
			*list = append(*list, stray{first.member, first.seen})
		default:
			first.waits = false
			h.forget(first.member)
		}
	}
}

// forget takes a member off the list. It is called with mu held.
func (h *Hub) forget(m *member) {
	m.accepted, m.by = false, store.UnknownAdmission
	h.accepted = nil
	h.lost[m.id] = struct{}{}
	delete(h.unseen, m)
	delete(h.unkept, progressKey{m, h.everyone})
	h.changed(m)
	h.recount(m)
	h.tell(m, ErrForgotten)
	if len(m.rooms) == 0 {
		delete(h.members, m.id)
	}
	wakeUp(h.keep)
}

// loadStrays puts those who may be forgotten in the order they were last here, when
// all is read.
func (h *Hub) loadStrays() {
	var all []*member
	for _, m := range h.members {
		if m.forgettable() {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b *member) int { return a.seen.Compare(b.seen) })
	for _, m := range all {
		h.stray(m)
	}
}

// forgetOld forgets who left long ago, and tells the store who was forgotten: all
// in one transaction. What cannot be written is forgotten again when the log is
// opened.
func (h *Hub) forgetOld() {
	h.joins.deciding.Lock()
	defer h.joins.deciding.Unlock()
	h.mu.Lock()
	h.trim(time.Now().Add(-h.limits.StrayAge))
	ids := make([]wire.Identity, 0, len(h.lost))
	for id := range h.lost {
		ids = append(ids, id)
	}
	clear(h.lost)
	h.mu.Unlock()
	if len(ids) == 0 {
		return
	}
	if err := h.config.Host.Forget(ids); err != nil {
		h.failed(err)
	}
}

// welcomes makes a member of one that nobody has decided about, if there are not
// too many of these at once. It waits for the disk.
func (h *Hub) welcomes(l *link, m *member, name string) bool {
	h.mu.Lock()
	if over, ok := h.joins.take(l.from, time.Now()); !ok {
		l.session.Bye(wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry, Limit: over})
		h.mu.Unlock()
		return false
	}
	h.mu.Unlock()
	// Whoever was just forgotten is a member again after that, on disk too.
	h.joins.deciding.RLock()
	defer h.joins.deciding.RUnlock()
	h.mu.Lock()
	delete(h.lost, l.id)
	all := h.shares
	h.mu.Unlock()
	first, err := h.config.Host.Enter(l.id, name, all)
	if err != nil {
		h.failed(err)
		l.session.Bye(wire.Bye{Reason: wire.ByeFailed, RetryAfter: failedRetry})
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.admit(m, store.ByAll, first)
	return true
}

// joins paces who become members unasked. All but deciding is guarded by the hub's
// mu.
type joins struct {
	exempt bool // this machine's own addresses are
	all    session.Bucket
	lately origin.Usage
	// deciding is held over the disk: by many who are let in, or by one that
	// forgets. Taken before mu, never under it.
	deciding sync.RWMutex
}

const (
	joinsPerSecond = 2
	joinsWindow    = 10 * time.Minute // in which a place has most of its limit again
)

func (j *joins) init(l Limits) {
	j.exempt = !l.LimitLoopback
	j.all = session.NewBucket(joinsPerSecond, float64(l.Joins))
	j.lately = origin.Usage{PerPlace: l.JoinsPerAddr, Window: joinsWindow}
}

// take counts one more from there, or returns which limit keeps it out.
func (j *joins) take(from origin.Origin, now time.Time) (over wire.Limit, ok bool) {
	if from.Addr.IsLoopback() && j.exempt {
		return 0, true
	}
	switch j.lately.Take(from, j.all.Left(now), now) {
	case origin.OverOwn:
		return wire.LimitOfAddress, false
	case origin.OverAll:
		return wire.LimitOfJoining, false
	}
	j.all.Take(1, now)
	return 0, true
}
