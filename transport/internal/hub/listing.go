package hub

import (
	"sort"

	"confab/transport/internal/wire"
)

const (
	// rosterMost is how many members a newcomer is told of: those who are here, then
	// those who left last.
	rosterMost = 20_000
	// rosterPiece is how many of them are sent at once, so that what is said does not
	// wait for a long list, and rosterLook how many are looked at for that.
	rosterPiece = 128
	rosterLook  = 4096
	// goneMost is of how many who are members no more that is kept to be told.
	goneMost = 1024
)

// roster is the order in which members changed. It is guarded by the hub's mu.
type roster struct {
	order []change // by ascending revision
	stale int      // of order: the member changed again since
	gone  []*member
}

// change says that a member is to be told of since a revision.
type change struct {
	revision uint64
	member   *member // nil when it changed again
}

// valid reports whether the change is the newest of its member.
func (c change) valid() bool { return c.member != nil && c.member.revision == c.revision }

// after is the index of the first change after a revision.
func (r *roster) after(revision uint64) int {
	return sort.Search(len(r.order), func(i int) bool { return r.order[i].revision > revision })
}

// put notes that m has changed just now; again says that it was there before.
func (r *roster) put(m *member, again bool) {
	if again {
		r.stale++
	}
	r.order = append(r.order, change{m.revision, m})
	if !m.accepted && m.link == nil {
		r.gone = append(r.gone, m)
		if len(r.gone) > goneMost {
			r.drop(r.gone[0])
			r.gone = r.gone[1:]
		}
	}
	if r.stale > 64 && r.stale > len(r.order)/2 {
		kept := r.order[:0]
		for _, c := range r.order {
			if c.valid() {
				kept = append(kept, c)
			}
		}
		clear(r.order[len(kept):])
		r.order, r.stale = kept, 0
	}
}

// drop takes out a member that is none any more.
func (r *roster) drop(m *member) {
	if i := r.after(m.revision - 1); i < len(r.order) && r.order[i].member == m && !m.accepted {
		r.order[i].member = nil
		r.stale++
	}
}

// pass is which part of the list a newcomer is being told.
type pass uint8

const (
	listed  pass = iota // all, or it has not joined
	theHost             // the host's own
	present             // who are here
	away                // who are not
)

// listing is how far a newcomer was told who is a member.
type listing struct {
	pass   pass
	begun  uint64 // the revision when it joined: what comes after is a change
	before uint64 // told of are those of this pass from here on
	count  int
}

// listFrom begins to tell a newcomer the list as it is at a revision.
func (l *link) listFrom(revision uint64) {
	l.told = revision
	l.listing = listing{pass: theHost, begun: revision, before: revision + 1}
}

// roster appends who changed since the link was told last, and then a piece of the
// list that a newcomer gets. It is called with mu held.
func (l *link) roster(w *wire.Writer) error {
	h := l.hub
	if l.told != h.revision {
		for _, c := range h.roster.order[h.roster.after(l.told):] {
			if w.Full() {
				return nil
			}
			l.told = c.revision
			if !c.valid() {
				continue
			}
			if err := w.AppendEncoded(c.member.presence); err != nil {
				return err
			}
		}
	}
	return l.list(w)
}

// list appends a piece of the list, the newest change first. It is called with mu
// held.
func (l *link) list(w *wire.Writer) error {
	h, at := l.hub, &l.listing
	if at.pass == theHost {
		if err := w.AppendEncoded(h.self.presence); err != nil {
			return err
		}
		at.pass = present
	}
	sent, looked := 0, 0
	for at.pass != listed && sent < rosterPiece && looked < rosterLook && !w.Full() {
		i := h.roster.after(at.before-1) - 1
		if i < 0 || at.count >= rosterMost {
			at.before = at.begun + 1
			if at.pass++; at.pass > away || at.count >= rosterMost {
				at.pass = listed
			}
			continue
		}
		for ; i >= 0 && sent < rosterPiece && looked < rosterLook && !w.Full() && at.count < rosterMost; i-- {
			c := h.roster.order[i]
			at.before = c.revision
			looked++
			if !c.valid() || c.member == h.self || !c.member.accepted {
				continue
			}
			if here := c.member.link != nil && c.member.link.joined; here != (at.pass == present) {
				continue
			}
			if err := w.AppendEncoded(c.member.presence); err != nil {
				return err
			}
			at.count++
			sent++
		}
	}
	return nil
}
