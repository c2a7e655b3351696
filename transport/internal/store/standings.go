package store

import (
	"slices"
	"sync"

	"confab/transport/internal/wire"
)

const (
	// maxStandings is of how many messages it is kept how they stand.
	maxStandings = 64
	// maxKeptAbout is with how many reactions a message is kept at most.
	maxKeptAbout = 64
	// maxFollowed is after how many changes a message is read again.
	maxFollowed = 1024
)

// standings keep how messages stand that were asked for lately: what is edited or
// reacted to once often is again, and each time all would be read. They are never
// behind the disk: the writer has them follow each commit before it answers what was
// committed, and drops what it does not follow.
type standings struct {
	mu      sync.Mutex
	commits int                      // that changed events; guarded by mu
	kept    map[wire.CID]*standing   // guarded by mu
	quoting map[wire.CID][]*standing // those that answer a message; guarded by mu
	order   []*standing              // of kept, the oldest first; guarded by mu
}

// standing is one of the standings.
type standing struct {
	Standing
	asked      LogID // and the room is that of the message
	id, quotes int64 // rows of the message, and of the one that it answers
	followed   int
}

// copied is what a caller gets, who may change it.
func (m *standing) copied() Standing {
	s := m.Standing
	s.About = slices.Clone(s.About)
	return s
}

// find returns how a message stands. Where it is not kept, since tells keep whether
// what is read from now on may be.
func (k *standings) find(log LogID, room wire.RoomID, cid wire.CID) (m Standing, found bool, since int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.kept[cid]; s != nil && s.asked == log && s.Room == room {
		return s.copied(), true, 0
	}
	return Standing{}, false, k.commits
}

// keep takes how a message stands, unless something was committed since.
func (k *standings) keep(s *standing, since int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.commits != since || len(s.About) > maxKeptAbout || s.Damaged {
		return
	}
	if k.kept == nil {
		k.kept, k.quoting = map[wire.CID]*standing{}, map[wire.CID][]*standing{}
	}
	if old := k.kept[s.CID]; old != nil {
		k.drop(old)
	}
	if len(k.order) >= maxStandings {
		k.drop(k.order[0])
	}
	k.kept[s.CID] = s
	k.order = append(k.order, s)
	if s.Ref != (wire.CID{}) {
		k.quoting[s.Ref] = append(k.quoting[s.Ref], s)
	}
}

// drop is called with mu held.
func (k *standings) drop(s *standing) {
	delete(k.kept, s.CID)
	k.order = slices.DeleteFunc(k.order, func(o *standing) bool { return o == s })
	if quoting := slices.DeleteFunc(k.quoting[s.Ref], func(o *standing) bool { return o == s }); len(quoting) > 0 {
		k.quoting[s.Ref] = quoting
	} else {
		delete(k.quoting, s.Ref)
	}
}

// forget drops all: events were changed in a way that is not followed.
func (k *standings) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.commits++
	k.kept, k.quoting, k.order = nil, nil, nil
}

// change is what a transaction did to events: it added one, or showed an edit or a
// deletion in a text.
type change struct {
	event wire.Event
	log   LogID
	text  int64 // the row of the text; 0: it was added
}

// follow takes what was committed.
func (k *standings) follow(changes []change) {
	if len(changes) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.commits++
	for i := range changes {
		if len(k.order) == 0 {
			return
		}
		c := &changes[i]
		if c.text == 0 {
			k.added(c)
		} else {
			k.changed(c)
		}
	}
}

// added takes a new event. It is called with mu held.
func (k *standings) added(c *change) {
	// A message of that name may be found in the place of another, or of none.
	if s := k.kept[c.event.CID]; s != nil {
		k.drop(s)
	}
	for _, s := range slices.Clone(k.quoting[c.event.CID]) {
		k.drop(s)
	}
	s := k.kept[c.event.Ref]
	if s == nil || c.event.Kind != wire.Reaction {
		return
	}
	// Of one that is damaged nothing counts but its place.
	if s.followed++; s.asked != c.log || c.event.Damaged || s.followed > maxFollowed || len(s.About) > maxKeptAbout {
		k.drop(s)
		return
	}
	reaction := c.event
	reaction.First = 0
	s.About = slices.DeleteFunc(s.About, func(r Record) bool { return r.From == reaction.From && r.Room == reaction.Room })
	s.About = append(s.About, Record{Event: reaction})
}

// changed takes an edit or a deletion. It is called with mu held.
func (k *standings) changed(c *change) {
	for _, s := range slices.Clone(k.quoting[c.event.Ref]) {
		if s.quotes == c.text {
			k.drop(s)
		}
	}
	s := k.kept[c.event.Ref]
	switch {
	case s == nil || s.id != c.text:
	case s.Deleted:
		k.drop(s) // it is read that the deletion, which is committed with this, came before
	case c.event.Kind == wire.Delete:
		s.Deleted, s.Shown = true, ""
	default:
		s.Edited, s.Shown = true, c.event.Body
	}
}
