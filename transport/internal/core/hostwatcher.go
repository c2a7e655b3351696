package core

import (
	"confab/transport/internal/hub"
	"confab/transport/internal/wire"
)

// hostWatcher puts what the hub says into the queue of the executor. The hub calls it
// under its lock, and is held back by executor.Await.
type hostWatcher struct{ s *Server }

// What a hub says.
type (
	hubMember struct {
		*Server
		member hub.Member
		why    error
	}
	hubLogged struct {
		*Server
		event wire.Event
	}
	hubOffered struct {
		*Server
		event wire.Event
	}
	hubReceived struct {
		*Server
		room             wire.RoomID
		since, got, read uint64
	}
	hubTyping struct {
		*Server
		room wire.RoomID
		from wire.Identity
	}
	hubHalted struct {
		*Server
		frame *wire.Halt
	}
	hubRestored struct{ *Server }
	hubMisfit   struct {
		*Server
		id wire.Identity
	}
	hubTrouble struct {
		*Server
		err error
	}
)

func (w hostWatcher) MemberChanged(m hub.Member, why error) { w.s.executor.Add(hubMember{w.s, m, why}) }
func (w hostWatcher) Logged(e wire.Event)                   { w.s.executor.Add(hubLogged{w.s, e}) }
func (w hostWatcher) Received(id wire.RoomID, since, got, read uint64) {
	w.s.executor.Add(hubReceived{w.s, id, since, got, read})
}
func (w hostWatcher) Typing(id wire.RoomID, from wire.Identity) {
	w.s.executor.Add(hubTyping{w.s, id, from})
}
func (w hostWatcher) Halted(f *wire.Halt)     { w.s.executor.Add(hubHalted{w.s, f}) }
func (w hostWatcher) Restored()               { w.s.executor.Add(hubRestored{w.s}) }
func (w hostWatcher) Misfit(id wire.Identity) { w.s.executor.Add(hubMisfit{w.s, id}) }
func (w hostWatcher) Trouble(err error)       { w.s.executor.Add(hubTrouble{w.s, err}) }

func (e hubMember) Run() { e.memberChanged(e.member, e.why) }

func (e hubLogged) Run() { e.saidInRoom(e.event) }

func (e hubOffered) Run() { e.offersIn(e.event) }

func (e hubReceived) Run() {
	e.loop.Do(func() {
		if r := e.roomOf(e.room); r != nil {
			r.unshared = e.since - 1
			e.mark(r, e.got, e.read)
		}
	})
}

func (e hubTyping) Run() {
	e.loop.Do(func() {
		if r, p := e.roomOf(e.room), e.hosting.byID[ID(e.from)]; r != nil && p != nil {
			e.post(Event{Kind: Typing, Peer: p.Peer, Detail: r.talk})
		}
	})
}

func (e hubHalted) Run() { e.hosting.transfers.Halted(e.frame) }

func (e hubRestored) Run() { e.resync() }

// run puts it into the talk of all.
func (e hubMisfit) Run() {
	e.loop.Do(func() {
		if p := e.hosting.byID[ID(e.id)]; p != nil {
			e.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: MemberMisfit})
		}
	})
}

func (e hubTrouble) Run() { e.engineTrouble(e.err) }
