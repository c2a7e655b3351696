package core

import (
	"errors"
	"slices"

	"confab/transport/internal/fault"
	"confab/transport/internal/hub"
	"confab/transport/internal/wire"
)

// Who is removed or blocked is nobody to talk to, and leaves the roster; what was
// said with it stays, and is there again when it is let in again.

// dropMember removes a member that is none any more; fault says how that came.
func (s *Server) dropMember(p *peer, fault Fault) {
	if p.Here {
		p.Here = false
		if !p.Asking {
			s.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: PeerDisconnected, Fault: fault})
		}
		s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: fault, Addr: p.Addr}})
	}
	delete(s.hosting.byID, p.Identity)
	all, twins := s.hosting.likeness.forget(p)
	s.relabel(nil, all, twins)
	s.leaveRoom(p)
	s.forget(p)
}

// endOf is why somebody is a member or asks no more: how their connection ended, or without
// that, what was decided here.
func endOf(why error) Fault {
	if why == nil || errors.Is(why, hub.ErrForgotten) {
		return ClosedHere
	}
	return fault.OfSession(why)
}

// leaveRoom keeps the talk with a member that leaves the roster, if anything was said or
// is on its way to the disk.
func (s *Server) leaveRoom(p *peer) {
	r := s.rooms[p.Talk()]
	delete(s.rooms, p.Talk())
	delete(s.hosting.byRoom, r.id)
	r.casts = nil
	r.pending = slices.DeleteFunc(r.pending, func(m Message) bool { return m.State == Failed })
	s.hosting.absent[p.Identity] = r
	s.tidy(r)
}

// tidy drops the talk with who is no member when there is nothing in it: who only asked
// leaves nothing.
func (s *Server) tidy(r *room) {
	if s.hosting.absent[r.other] == r && r.places.Last(r.log) == 0 && len(r.pending) == 0 {
		delete(s.hosting.absent, r.other)
	}
}

// enterRoom makes the talk with a member, with all that was said before.
func (s *Server) enterRoom(talk TalkID, other ID) {
	r := s.hosting.absent[other]
	if r == nil {
		s.addRoom(talk, wire.Direct(s.home.Identity(), other), other)
		return
	}
	delete(s.hosting.absent, other)
	r.talk, r.casts = talk, map[MessageID]*record{}
	s.setRoom(talk, r)
}

// came tells that a member is here, or asks to be, and for one that was not known what was
// said in an earlier time.
func (s *Server) came(p *peer, known bool, n NoticeKind) {
	s.post(Event{Kind: Connected, Peer: p.Peer})
	if !known {
		r := s.rooms[p.Talk()]
		s.executor.Do(func() { s.tellMarks(map[TalkID]*room{p.Talk(): r}) })
	}
	s.notice(p, n, NoFault, true)
}

// saidTo takes an event of a direct talk with who was removed meanwhile.
func (s *Server) saidTo(e wire.Event) {
	known := s.hosting.absent[ID(e.From)]
	if ID(e.From) == s.home.Identity() { // nobody but the person can make this take long
		for _, r := range s.hosting.absent {
			if r.id == e.Room {
				known = r
			}
		}
	}
	if known != nil && known.id == e.Room {
		known.unpend(e.CID)
		known.places.Append(known.log, e.Seq)
		return
	}
	// Nothing was said there before, or on its way from here: it is the other's.
	from := ID(e.From)
	if r := s.newRoom(Everyone, wire.Direct(s.home.Identity(), from), from); r.id == e.Room {
		s.hosting.absent[from] = r
		r.places.Append(r.log, e.Seq)
	}
}
