package transport

import "confab/transport/internal/wire"

// Who is removed or blocked is nobody to talk to, and leaves the roster; what was
// said with it stays, and is there again when it is let in again.

// dropMember removes a member that is none any more. The caller holds core.mu.
func (s *Server) dropMember(p *peer) {
	if p.Here {
		p.Here = false
		if !p.Asking {
			s.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), Notice: PeerDisconnected, Fault: ClosedHere})
		}
		s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: ClosedHere, Addr: p.Addr}})
	}
	delete(s.hosting.byID, p.Identity)
	s.leaveRoom(p)
	s.forget(p)
}

// leaveRoom keeps the talk with a member that leaves the roster, if anything was
// said. The caller holds core.mu.
func (s *Server) leaveRoom(p *peer) {
	r := s.rooms[p.ID]
	delete(s.rooms, p.ID)
	if r.lines.newest(r.log) == 0 {
		return
	}
	r.pending, r.casts = nil, nil
	s.hosting.absent[p.Identity] = r
}

// enterRoom makes the talk with a member, with all that was said before. The
// caller holds core.mu.
func (s *Server) enterRoom(talk PeerID, other ID) {
	r := s.hosting.absent[other]
	if r == nil {
		s.addRoom(talk, wire.Direct(s.home.Identity(), other), other)
		return
	}
	delete(s.hosting.absent, other)
	r.talk, r.casts = talk, map[MessageID]*record{}
	s.rooms[talk] = r
}

// came tells that a member is here, or asks to be, and for one that was not known
// what was said in an earlier time. The caller holds core.mu.
func (s *Server) came(p *peer, known bool, n NoticeKind) {
	s.post(Event{Kind: Connected, Peer: p.Peer})
	if !known {
		s.tellMarks(map[PeerID]*room{p.ID: s.rooms[p.ID]})
	}
	s.notice(p, n, NoFault, true)
}

// saidTo takes an event of a direct talk with who was removed meanwhile, and
// reports whether it is one. The caller holds core.mu.
func (s *Server) saidTo(e wire.Event) bool {
	for _, r := range s.hosting.absent {
		if r.id == e.Room {
			r.lines.event(r.log, e.Seq)
			return true
		}
	}
	return false
}
