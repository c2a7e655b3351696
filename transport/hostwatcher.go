package transport

import (
	"confab/transport/internal/hub"
	"confab/transport/internal/wire"
)

// hostWatcher hears of the hub. It is called under the hub's lock, so that all
// it does is to have the disk's worker take it up.
type hostWatcher struct{ s *Server }

func (w hostWatcher) MemberChanged(m hub.Member, why error) {
	w.s.disk.do(func() { w.s.memberChanged(m, why) })
}

func (w hostWatcher) Logged(e wire.Event) {
	w.s.disk.do(func() { w.s.saidInRoom(e) })
}

func (w hostWatcher) Received(id wire.RoomID, got, read uint64) {
	w.s.disk.do(func() {
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		if r := w.s.roomOf(id); r != nil {
			w.s.mark(r, got, read)
		}
	})
}

func (w hostWatcher) Typing(id wire.RoomID, from wire.Identity) {
	w.s.disk.do(func() {
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		if r, p := w.s.roomOf(id), w.s.hosting.byID[ID(from)]; r != nil && p != nil {
			w.s.post(Event{Kind: Typing, Peer: p.Peer, Detail: r.talk})
		}
	})
}

func (w hostWatcher) Restored() {
	w.s.disk.do(func() { w.s.resync() })
}

// Misfit tells of it in the talk of all.
func (w hostWatcher) Misfit(id wire.Identity) {
	w.s.disk.do(func() {
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		if p := w.s.hosting.byID[ID(id)]; p != nil {
			w.s.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: MemberMisfit})
		}
	})
}

func (w hostWatcher) Trouble(err error) {
	w.s.disk.do(func() { w.s.engineTrouble(err) })
}
