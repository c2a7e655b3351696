package core

import (
	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// followWatcher puts what one engine says into the queue of the executor. The engine
// calls it under a lock, and is held back by executor.Await.
type followWatcher struct{ f *following }

// over reports whether the engine has ended, so that what it said is not taken up any
// more.
func (w *followWatcher) over() bool {
	return loop.Ask(w.f.client.loop, func() bool { return w.f.watcher != w })
}

func (w *followWatcher) add(t loop.Task) { w.f.client.executor.Add(t) }

// What an engine says.
type (
	followState struct {
		*followWatcher
		state follow.State
	}
	followAttached struct {
		*followWatcher
		replica *store.Replica
		log     store.LogID
		held    wire.Cursors
		how     follow.Beginning
	}
	followBegins struct {
		*followWatcher
		first uint64
	}
	followMember struct {
		*followWatcher
		member follow.Member
	}
	followMore   struct{ *followWatcher }
	followQueued struct {
		*followWatcher
		post store.Outgoing
	}
	followHeld struct {
		*followWatcher
		post store.Outgoing
		why  error
	}
	followRefused struct {
		*followWatcher
		post   wire.Post
		reason wire.NakReason
	}
	followLogged struct {
		*followWatcher
		event   wire.Event
		carried []store.Carried
	}
	followRestored struct{ *followWatcher }
	followReceived struct {
		*followWatcher
		room      wire.RoomID
		got, read uint64
	}
	followTyping struct {
		*followWatcher
		room wire.RoomID
		from wire.Identity
	}
	followDelayed struct {
		*followWatcher
		on bool
	}
	followTrouble struct {
		*followWatcher
		err error
	}
)

func (w *followWatcher) State(s follow.State) { w.add(followState{w, s}) }
func (w *followWatcher) Attached(r *store.Replica, log store.LogID, held wire.Cursors, how follow.Beginning) {
	w.add(followAttached{w, r, log, held, how})
}
func (w *followWatcher) Begins(first uint64)                   { w.add(followBegins{w, first}) }
func (w *followWatcher) Member(m follow.Member)                { w.add(followMember{w, m}) }
func (w *followWatcher) More()                                 { w.add(followMore{w}) }
func (w *followWatcher) Queued(o store.Outgoing)               { w.add(followQueued{w, o}) }
func (w *followWatcher) Held(o store.Outgoing, err error)      { w.add(followHeld{w, o, err}) }
func (w *followWatcher) Refused(p wire.Post, r wire.NakReason) { w.add(followRefused{w, p, r}) }
func (w *followWatcher) Logged(e wire.Event, carried []store.Carried) {
	w.add(followLogged{w, e, carried})
}
func (w *followWatcher) Restored() { w.add(followRestored{w}) }
func (w *followWatcher) Received(id wire.RoomID, got, read uint64) {
	w.add(followReceived{w, id, got, read})
}
func (w *followWatcher) Typing(id wire.RoomID, from wire.Identity) { w.add(followTyping{w, id, from}) }
func (w *followWatcher) Delayed(on bool)                           { w.add(followDelayed{w, on}) }
func (w *followWatcher) Trouble(err error)                         { w.add(followTrouble{w, err}) }

func (e followState) Run() {
	if !e.over() {
		e.f.stateChanged(e.state)
	}
}

// run takes the copy up also after the end.
func (e followAttached) Run() { e.f.attach(e.replica, e.log, e.held, e.how) }

// run tells it where we were let in. What an earlier life of the log had is here already,
// and there a new beginning of the log was told.
func (e followBegins) Run() {
	c := e.f.client
	c.loop.Do(func() {
		r := e.f.rooms[wire.Everyone]
		if r == nil || e.f.watcher != e.followWatcher || !r.places.Begin(r.log, e.first) {
			return
		}
		if len(e.f.logs) <= 1 || r.places.Last(r.log) > 0 {
			c.append(r.talk, Message{Kind: Notice, Notice: HistoryBegins})
		}
	})
}

func (e followMember) Run() {
	if !e.over() {
		e.f.memberSeen(e.member)
	}
}

// run notes that the list of members is not all.
func (e followMore) Run() {
	e.f.client.loop.Do(func() {
		if e.f.watcher == e.followWatcher {
			e.f.moreMembers()
		}
	})
}

func (e followQueued) Run() {
	c, o := e.f.client, e.post
	c.loop.Do(func() {
		if r := e.f.roomFor(o); r != nil && o.Kind == wire.Text && !c.progress(r, o.CID, Queued, NoFault) {
			c.pend(r, pendingOf(o.Post, nil))
		}
	})
}

func (e followHeld) Run() {
	c, o := e.f.client, e.post
	c.loop.Do(func() {
		if r := e.f.roomFor(o); r != nil && o.Kind == wire.Text {
			m := pendingOf(o.Post, nil)
			m.State, m.Fault = Unkept, c.diskError(e.why).Fault
			c.pend(r, m)
		}
	})
}

func (e followRefused) Run() {
	c, p := e.f.client, e.post
	discard := loop.Ask(c.loop, func() *follow.Follower {
		r := e.f.room(p.Room)
		if r != nil {
			c.refused(r, p, nakFault(e.reason))
		}
		// A change is shown nowhere, so that no person can discard it.
		if r == nil || p.Kind != wire.Text {
			return e.f.engine
		}
		return nil
	})
	if discard != nil {
		discard.Discard(p.CID, nil)
	}
}

// run takes the event up also after the end: the copy on disk has it.
func (e followLogged) Run() {
	c := e.f.client
	if e.event.Kind == wire.Delete {
		c.offerUndone(loop.Ask(c.loop, e.f.transfers), e.event, e.f.room)
	}
	var about related
	if e.event.Ref != (MessageID{}) {
		r, log := loop.Ask2(c.loop, func() (*room, store.LogID) {
			r := e.room()
			if r == nil {
				return nil, 0
			}
			return r, r.log
		})
		if r != nil {
			about = c.related(r, log, e.event)
		}
	}
	c.writeAllSoon(loop.Ask(c.loop, func() []ID {
		r := e.room()
		if r == nil || len(e.carried) > 0 && r.carry(r.log, e.event.Seq, e.carried) {
			return nil
		}
		return c.logged(r, r.log, e.event, about)
	}))
}

// room is where the event stands, nil for none of ours.
func (e followLogged) room() *room {
	self := e.f.client.home.Identity()
	r := e.f.room(e.event.Room)
	if r == nil && ID(e.event.From) != self && wire.Direct(self, e.event.From) == e.event.Room {
		e.f.member(ID(e.event.From))
		r = e.f.room(e.event.Room)
	}
	if r == nil || r.id != e.event.Room {
		return nil
	}
	return r
}

func (e followRestored) Run() { e.f.client.resync() }

// inRoom has the loop do what happens in a room, unless the engine is over.
func (w *followWatcher) inRoom(id wire.RoomID, what func(*room)) {
	w.f.client.loop.Do(func() {
		if r := w.f.room(id); r != nil && w.f.watcher == w {
			what(r)
		}
	})
}

func (e followReceived) Run() {
	e.inRoom(e.room, func(r *room) { e.f.client.mark(r, e.got, e.read) })
}

func (e followTyping) Run() {
	e.inRoom(e.room, func(r *room) {
		if p := e.f.members[ID(e.from)]; p != nil {
			e.f.client.post(Event{Kind: Typing, Peer: p.Peer, Detail: r.talk})
		}
	})
}

func (e followDelayed) Run() {
	c := e.f.client
	c.loop.Do(func() {
		ev := Event{Kind: DiskTrouble, Addr: e.f.server.Addr}
		if e.on {
			ev.Err = &Error{Fault: HostFailed, Addr: ev.Addr}
		}
		c.post(ev)
	})
}

func (e followTrouble) Run() { e.f.client.engineTrouble(e.err) }
