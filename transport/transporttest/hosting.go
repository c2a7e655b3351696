package transporttest

import (
	"fmt"
	"strings"
	"time"

	"confab/transport"
)

// goes has a member go.
func (s *Server) goes(p *transport.Peer, why transport.Fault) {
	p.Here = false
	s.notice(p, transport.PeerDisconnected, why, true)
	s.post(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}})
}

// expel takes a member off the list.
func (s *Server) expel(p *transport.Peer, why transport.Fault) {
	if p.Here {
		p.Here = false
		if !p.Asking {
			s.add(transport.Everyone, transport.Message{Kind: transport.Notice, Peer: p.ID, Name: title(p), ShortKey: p.ShortKey,
				Notice: transport.PeerDisconnected, Fault: why})
		}
		s.post(transport.Event{Kind: transport.Disconnected, Peer: *p, Err: &transport.Error{Fault: why, Addr: p.Addr}})
	}
	s.forget(p)
}

// Member has a member come; change, unless it is nil, changes how it comes: one who
// asks first is Asking, and one who is known and away is not Here.
func (s *Server) Member(name string, change func(*transport.Peer)) (id transport.PeerID) {
	s.happen(func() {
		p := s.newMember(name)
		id = p.ID
		if change != nil {
			change(p)
		}
		switch {
		case p.Asking:
			s.comes(p, transport.PeerAsks)
		case p.Here:
			s.comes(p, transport.PeerConnected)
		default:
			s.post(transport.Event{Kind: transport.Changed, Peer: *p})
			return
		}
		s.tellMarks(p.Talk())
	})
	return id
}

// newMember puts a member into the roster that is here.
func (s *Server) newMember(name string) *transport.Peer {
	return s.enroll(transport.Peer{Kind: transport.Member, Addr: "192.168.1.40:51544", Name: name, Identity: s.key(),
		Trust: transport.Unverified, Silent: true, Here: true, Since: s.now()})
}

// comes tells that a member is here, or asks to be.
func (s *Server) comes(p *transport.Peer, n transport.NoticeKind) {
	s.post(transport.Event{Kind: transport.Connected, Peer: *p})
	s.notice(p, n, transport.NoFault, true)
}

// Back has a member come that was away.
func (s *Server) Back(id transport.PeerID) {
	s.happen(func() {
		if p := s.peer(id); p != nil && !p.Here {
			p.Here, p.Since = true, s.now()
			s.comes(p, transport.PeerConnected)
		}
	})
}

func member(p *transport.Peer) bool { return p.Kind == transport.Member }

// short is the short form of a member's key.
func short(p *transport.Peer) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, k := range p.Identity[:4] {
		b.WriteByte(digits[k>>4])
		b.WriteByte(digits[k&15])
	}
	return b.String()
}

// Accept lets somebody in who asks.
func (s *Server) Accept(id transport.PeerID) {
	s.call("Accept", []any{id}, func() {
		if p := s.peer(id); p != nil && p.Kind == transport.Member && p.Asking {
			p.Asking, p.Admission = false, transport.AdmittedByHost
			s.comes(p, transport.PeerConnected)
		}
	})
}

// Decline turns somebody away who asks.
func (s *Server) Decline(id transport.PeerID) {
	s.call("Decline", []any{id}, func() {
		if p := s.peer(id); p != nil && p.Asking {
			s.expel(p, transport.Declined)
		}
	})
}

// Remove takes the membership back.
func (s *Server) Remove(id transport.PeerID) {
	s.call("Remove", []any{id}, func() {
		if p := s.peer(id); p != nil && p.Kind == transport.Member {
			s.expel(p, transport.ClosedHere)
		}
	})
}

// Invite opens an invitation. Its link is of the form of links, and none that can be read.
func (s *Server) Invite(many bool) {
	s.call("Invite", []any{many}, func() {
		why := transport.NoFault
		switch {
		case s.identity == (transport.ID{}):
			why = transport.NoIdentity
		case !s.listens:
			why = transport.NotListening
		}
		if why != transport.NoFault {
			s.post(transport.Event{Kind: transport.InviteEnded, Err: &transport.Error{Fault: why}})
			return
		}
		s.inviting, s.many = true, many
		s.invites++
		web := "http://" + s.addr + "/"
		s.post(transport.Event{Kind: transport.Invited, Detail: transport.Invitation{
			Link: fmt.Sprintf("%s#fake%d", web, s.invites), Web: web, Code: fmt.Sprintf("%06d", s.invites), Expires: s.now().Add(10 * time.Minute), Many: many}})
	})
}

// EndInvite closes the invitation.
func (s *Server) EndInvite() {
	s.call("EndInvite", nil, func() { s.endInvite(transport.NoFault) })
}

// ExpireInvite has the time of the invitation be over.
func (s *Server) ExpireInvite() {
	s.happen(func() { s.endInvite(transport.InvitationExpired) })
}

func (s *Server) endInvite(why transport.Fault) {
	if !s.inviting {
		return
	}
	s.inviting = false
	e := transport.Event{Kind: transport.InviteEnded}
	if why != transport.NoFault {
		e.Err = &transport.Error{Fault: why}
	}
	s.post(e)
}

// Invitee has a Confab come by the invitation, which ends if it is for one.
func (s *Server) Invitee(name string) (id transport.PeerID) {
	s.happen(func() {
		if !s.many {
			s.endInvite(transport.InvitationUsed)
		}
		p := s.newMember(name)
		id = p.ID
		s.comes(p, transport.PeerConnected)
		s.add(transport.Everyone, transport.Message{Kind: transport.Notice, Peer: p.ID, Name: title(p), ShortKey: p.ShortKey,
			Notice: transport.PeerInvited})
		s.tellMarks(p.Talk())
	})
	return id
}

// Verify notes whether a person compared the words of a member.
func (s *Server) Verify(id transport.PeerID, ok bool) {
	s.call("Verify", []any{id, ok}, func() {
		if p := s.peer(id); p != nil && p.Kind == transport.Member && p.Trust != trust(ok) {
			p.Trust = trust(ok)
			s.post(transport.Event{Kind: transport.Changed, Peer: *p})
		}
	})
}

func trust(ok bool) transport.Trust {
	if ok {
		return transport.Verified
	}
	return transport.Unverified
}

// LetIn lets a plain guest into the room of the members, or takes it out.
func (s *Server) LetIn(id transport.PeerID, in bool) {
	s.call("LetIn", []any{id, in}, func() {
		p := s.peer(id)
		if p == nil || s.identity == (transport.ID{}) || !s.listens || p.Kind == transport.Member || !p.Here || p.InRoom == in {
			return
		}
		if !in {
			s.letOut(p)
			return
		}
		p.InRoom = true
		s.passed(p, transport.GuestLetIn)
	})
}

// letOut takes a plain guest out of the room.
func (f *Fake) letOut(p *transport.Peer) {
	p.InRoom = false
	f.passed(p, transport.GuestLetOut)
}

// passed tells that a guest is in the room now, or is not, and has it stand there.
func (f *Fake) passed(p *transport.Peer, n transport.NoticeKind) {
	f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	f.post(transport.Event{Kind: transport.Changed, Peer: f.view(transport.Everyone)})
	f.notice(p, n, transport.NoFault, false)
	f.add(transport.Everyone, transport.Message{ID: f.newID(), Kind: transport.Notice, Notice: n, Name: title(p)})
}
