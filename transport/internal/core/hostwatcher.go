package core

import (
	"confab/transport/internal/hub"
	"confab/transport/internal/wire"
)

// hostWatcher puts what the hub says into the queue of the executor. The hub calls it
// under its lock, and is held back by executor.await.
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
	hubReceived struct {
		*Server
		room      wire.RoomID
		got, read uint64
	}
	hubTyping struct {
		*Server
		room wire.RoomID
		from wire.Identity
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

func (w hostWatcher) MemberChanged(m hub.Member, why error) { w.s.executor.add(hubMember{w.s, m, why}) }
func (w hostWatcher) Logged(e wire.Event)                   { w.s.executor.add(hubLogged{w.s, e}) }
func (w hostWatcher) Received(id wire.RoomID, got, read uint64) {
	w.s.executor.add(hubReceived{w.s, id, got, read})
}
func (w hostWatcher) Typing(id wire.RoomID, from wire.Identity) {
	w.s.executor.add(hubTyping{w.s, id, from})
}
func (w hostWatcher) Restored()               { w.s.executor.add(hubRestored{w.s}) }
func (w hostWatcher) Misfit(id wire.Identity) { w.s.executor.add(hubMisfit{w.s, id}) }
func (w hostWatcher) Trouble(err error)       { w.s.executor.add(hubTrouble{w.s, err}) }

func (e hubMember) run() { e.memberChanged(e.member, e.why) }

func (e hubLogged) run() { e.saidInRoom(e.event) }

func (e hubReceived) run() {
	e.loop.do(func() {
		if r := e.roomOf(e.room); r != nil {
			e.mark(r, e.got, e.read)
		}
	})
}

func (e hubTyping) run() {
	e.loop.do(func() {
		if r, p := e.roomOf(e.room), e.hosting.byID[ID(e.from)]; r != nil && p != nil {
			e.post(Event{Kind: Typing, Peer: p.Peer, Detail: r.talk})
		}
	})
}

func (e hubRestored) run() { e.resync() }

// run puts it into the talk of all.
func (e hubMisfit) run() {
	e.loop.do(func() {
		if p := e.hosting.byID[ID(e.id)]; p != nil {
			e.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: MemberMisfit})
		}
	})
}

func (e hubTrouble) run() { e.engineTrouble(e.err) }
