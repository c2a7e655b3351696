package model

import (
	"cmp"
	"errors"

	"confab/transport"
	"confab/ui/internal/words"
)

// Apply folds events of the Server or Client, such as a transport.Mailbox held, into the
// state, and makes the lists once.
func (m *Model) Apply(from Tab, events ...transport.Event) {
	if len(events) == 0 {
		return
	}
	for _, ev := range events {
		m.apply(from, ev)
	}
	m.settle()
}

func (m *Model) apply(from Tab, ev transport.Event) {
	s := m.side(from)
	switch ev.Kind {
	case transport.Resync:
		s.resync()
		if from == ServerTab {
			m.Server.resynced()
		} else {
			m.Client.resynced()
		}
	case transport.Listening:
		m.Server.listening(ev.Addr, ev.Addrs())
		s.takeTransfers() // those of earlier runs
	case transport.ListenFailed:
		m.Server.listenFailed(ev.Err)
	case transport.AcceptFailed:
		if !turnsAway(faultIn(ev.Err)) { // of that the talk of all tells
			m.raise(acceptAlert, Warning, errorText(ev.Err))
		}
	case transport.Stopped:
		m.Server.stopped()
	case transport.Connecting:
		m.Client.connecting(ev.Addr)
		if known := s.people[ev.Peer.ID]; known != nil && ev.Peer.Kind == transport.Member {
			s.upsert(ev.Peer) // it may be another of its addresses
		}
		m.Client.turnTo(ev.Peer)
	case transport.DialFailed:
		m.Client.dialFailed(ev.Addr, ev.Err)
		switch known := s.people[ev.Peer.ID]; {
		case known == nil:
		case ev.Peer.Kind == transport.Member:
			s.upsert(ev.Peer) // says what has become of the attempt
		case known.heard.IsZero() && !s.enrolled(known.ID):
			s.forget(known.ID) // it was never reached
		}
	case transport.CodeChecked:
		m.Client.codeChecked(ev)
	case transport.Asking:
		m.Client.askingAt(ev)
	case transport.Waiting:
		m.Client.waiting(ev)
	case transport.Connected:
		ev.Peer.Here = true
		p := s.upsert(ev.Peer)
		if from == ClientTab && ev.Peer.Server == 0 {
			m.Client.connected(p)
			s.takeTransfers() // those of earlier runs
		}
	case transport.Changed:
		m.peerChanged(s, ev.Peer)
	case transport.Disconnected:
		m.disconnected(s, ev)
	case transport.Forgotten:
		s.forget(ev.Peer.ID)
	case transport.Appended:
		if p := s.addressee(ev.Peer); p != nil {
			s.appended(p, ev.Message())
		}
		if from == ServerTab {
			m.Server.cameBy(ev.Message())
		}
	case transport.Enqueued:
		if p := s.addressee(ev.Peer); p != nil {
			s.enqueued(p, ev.Message())
		}
	case transport.Updated:
		s.updated(ev.Peer.ID, ev.Message())
	case transport.Withdrawn:
		if t := s.talk(ev.Peer.ID); t != nil {
			t.unpend(ev.Message().ID)
		}
	case transport.ChangeRefused:
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.ChangeRefused(ev.Message(), ev.Err) })
	case transport.Marked:
		if p := s.addressee(ev.Peer); p != nil {
			s.marked(p, ev.Marks())
		}
	case transport.Typing:
		s.typed(ev)
	case transport.DiskTrouble:
		m.diskTrouble(from, ev.Addr, ev.Err)
	case transport.DiskDamaged:
		m.HomeTrouble(ev.Err)
	case transport.Overloaded:
		m.raise(talkAlert, Warning, func(w *words.Words) string { return w.Error(ev.Err) })
	case transport.Found:
		s.found(ev)
	case transport.Indexed:
		m.indexed(s, ev.Indexing())
	case transport.Exported:
		m.exported(s, ev)
	case transport.Compared:
		s.compared(ev)
	case transport.Transferred:
		m.transferChanged(s, ev)
	case transport.PageLoaded:
		s.loaded(ev)
	case transport.Invited:
		m.Server.invited(ev.Invitation())
	case transport.InviteEnded:
		m.Server.inviteEnded(ev.Err)
	}
}

// addressee is whose talk an event is about. A peer that is not known, because
// its Connected was lost, is taken from the event when that tells enough.
func (s *Side) addressee(p transport.Peer) *Person {
	if known := s.people[p.ID]; known != nil {
		return known
	}
	if p.Talk() == transport.Everyone || p.Addr == "" && p.Identity == (transport.ID{}) {
		return nil
	}
	return s.upsert(p)
}

// peerChanged takes a new picture of a peer. Only of members, whose presence it
// follows, it says whether they are here.
func (m *Model) peerChanged(s *Side, peer transport.Peer) {
	p := s.people[peer.ID]
	switch {
	case peer.Talk() == transport.Everyone:
		s.stale = true // whether a guest is in the room
		return
	case p == nil && peer.Kind == transport.Member:
		s.upsert(peer)
		return
	case p == nil:
		return
	}
	renamed := p.peer.Name != peer.Name || p.peer.ShortKey != peer.ShortKey
	if peer.Kind != transport.Member || peer.Server == 0 && s.tab == ClientTab {
		peer.Here = p.peer.Here
	}
	s.upsert(peer)
	if !renamed {
		return
	}
	for _, t := range s.talks {
		t.rerender()
	}
}

func (m *Model) disconnected(s *Side, ev transport.Event) {
	p := s.people[ev.Peer.ID]
	if p == nil || ev.Talk() == transport.Everyone {
		return // a visitor that was turned away: the talk of all tells of it
	}
	peer := p.peer
	if ev.Peer.Addr != "" {
		peer = ev.Peer
	}
	peer.Here = false
	p.left = ev.Time
	s.upsert(peer)
	if s.tab == ClientTab && peer.Server == 0 {
		m.Client.disconnected(p, ev.Err)
	}
}

// diskTrouble says that what is said cannot be kept, on our own disk or on that of
// the host at an address; a nil err says that it can again. Server and Client have the
// same disk, and each says when all that it has to do there works.
func (m *Model) diskTrouble(from Tab, host string, err error) {
	if host != "" {
		if m.clearAlert(hostAlert); err != nil {
			m.raise(hostAlert, Warning, errorText(err))
		}
		return
	}
	m.side(from).diskBad = err
	if err == nil {
		err = cmp.Or(m.Server.diskBad, m.Client.diskBad)
	}
	if m.clearAlert(diskAlert); err != nil {
		m.raise(diskAlert, Trouble, errorText(err))
	}
}

// turnsAway says that a fault is the refusal of a visitor. A browser that got its page is
// no news.
func turnsAway(f transport.Fault) bool {
	switch f {
	case transport.TLSRefused, transport.RequestRefused, transport.PlainRefused, transport.BrowsersRefused,
		transport.MembersRefused, transport.LimitReached, transport.Blocked:
		return true
	}
	return false
}

// faultIn is the Fault of an error of transport; Unknown for any other.
func faultIn(err error) transport.Fault {
	var e *transport.Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return transport.Unknown
}

func errorText(err error) fieldFault {
	return func(w *words.Words) string { return w.Error(err) }
}
