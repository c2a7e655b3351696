package transport

import (
	"confab/transport/internal/follow"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// followWatcher hears of one engine.
type followWatcher struct {
	f          *following
	generation int
}

// later has the worker take up what the engine says, unless it is over.
func (w followWatcher) later(what func()) {
	c := w.f.client
	c.disk.do(func() {
		c.mu.Lock()
		stale := w.f.generation != w.generation
		c.mu.Unlock()
		if !stale {
			what()
		}
	})
}

// inRoom is later for what happens in a room, with core.mu held.
func (w followWatcher) inRoom(id wire.RoomID, what func(*room)) {
	w.later(func() {
		c := w.f.client
		c.mu.Lock()
		defer c.mu.Unlock()
		if r := w.f.rooms[id]; r != nil {
			what(r)
		}
	})
}

func (w followWatcher) State(s follow.State) { w.later(func() { w.f.stateChanged(s) }) }

func (w followWatcher) Attached(r *store.Replica, log store.LogID, how follow.Beginning) {
	w.f.client.disk.do(func() { w.f.attach(r, log, how) })
}

func (w followWatcher) Member(m follow.Member) { w.later(func() { w.f.memberSeen(m) }) }

// More tells that the list of members is not all.
func (w followWatcher) More() {
	w.later(func() {
		w.f.client.mu.Lock()
		defer w.f.client.mu.Unlock()
		w.f.moreMembers()
	})
}

func (w followWatcher) Queued(o store.Outgoing) {
	w.f.client.disk.do(func() {
		c := w.f.client
		c.mu.Lock()
		defer c.mu.Unlock()
		if r := w.f.roomFor(o); r != nil && o.Kind == wire.Text && !c.progress(r, o.CID, Queued, NoFault) {
			c.pend(r, pendingOf(o.Post, nil))
		}
	})
}

func (w followWatcher) Held(o store.Outgoing, err error) {
	w.f.client.disk.do(func() {
		c := w.f.client
		c.mu.Lock()
		defer c.mu.Unlock()
		if r := w.f.roomFor(o); r != nil && o.Kind == wire.Text {
			m := pendingOf(o.Post, nil)
			m.State, m.Fault = Unkept, c.diskError(err).Fault
			c.pend(r, m)
		}
	})
}

func (w followWatcher) Refused(p wire.Post, reason wire.NakReason) {
	w.f.client.disk.do(func() {
		c := w.f.client
		c.mu.Lock()
		defer c.mu.Unlock()
		r := w.f.rooms[p.Room]
		if r != nil {
			c.refused(r, p, nakFault(reason))
		}
		// A change is shown nowhere, so that no person can discard it.
		if engine := w.f.engine; engine != nil && (r == nil || p.Kind != wire.Text) {
			engine.Discard(p.CID, nil)
		}
	})
}

// Logged is taken up also after the end: the copy on disk has it.
func (w followWatcher) Logged(e wire.Event, carried []store.Carried) {
	f := w.f
	f.client.disk.do(func() {
		c := f.client
		c.mu.Lock()
		r := f.rooms[e.Room]
		if r == nil && ID(e.From) != c.home.Identity() && wire.Direct(c.home.Identity(), e.From) == e.Room {
			f.member(ID(e.From))
			r = f.rooms[e.Room]
		}
		stays := r != nil && r.id == e.Room && len(carried) > 0 && r.carry(r.log, e.Seq, carried)
		c.mu.Unlock()
		if r != nil && r.id == e.Room && !stays {
			c.logged(r, r.log, e)
		}
	})
}

func (w followWatcher) Restored() {
	w.f.client.disk.do(func() { w.f.client.resync() })
}

func (w followWatcher) Received(id wire.RoomID, got, read uint64) {
	w.inRoom(id, func(r *room) { w.f.client.mark(r, got, read) })
}

func (w followWatcher) Typing(id wire.RoomID, from wire.Identity) {
	w.inRoom(id, func(r *room) {
		if p := w.f.members[ID(from)]; p != nil {
			w.f.client.post(Event{Kind: Typing, Peer: p.Peer, Detail: r.talk})
		}
	})
}

func (w followWatcher) Delayed(on bool) {
	w.f.client.disk.do(func() {
		c := w.f.client
		c.mu.Lock()
		defer c.mu.Unlock()
		ev := Event{Kind: DiskTrouble, Addr: w.f.server.Addr}
		if on {
			ev.Err = &Error{Fault: HostFailed, Addr: ev.Addr}
		}
		c.post(ev)
	})
}

func (w followWatcher) Trouble(err error) {
	w.f.client.disk.do(func() { w.f.client.engineTrouble(err) })
}
