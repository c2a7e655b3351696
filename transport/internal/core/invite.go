package core

import (
	"net/netip"
	"time"

	"confab/transport/internal/join"
	"confab/transport/internal/loop"
	"confab/transport/internal/passcode"
	"confab/transport/internal/wire"
)

// This file is the host's invitations: a Confab that says the token of the one that is
// open becomes a member without being asked about.

// shownAddrs is how many addresses an invitation has at most, so that its QR stays small.
const shownAddrs = 4

// inviting is the invitations of a Server. Owned by the loop.
type inviting struct {
	desk  join.Desk
	guard *passcode.Guard
	// open is the token of the one that is open, zero for none, and many whether it is for
	// more than one. end ends it in time.
	open wire.Token
	many bool
	end  *time.Timer
	// shown is the one that is open.
	shown Invitation
	// came are the members who came by one, and how, until that is told.
	came map[ID]NoticeKind
}

// Invite opens an invitation, for one Confab or for many.
func (s *Server) Invite(many bool) {
	s.command(func() {
		addrs, why := s.invitable()
		if why != NoFault {
			s.post(Event{Kind: InviteEnded, Err: &Error{Fault: why}})
			return
		}
		i := &s.hosting.inviting
		i.stop()
		token, expires := i.desk.Open(many, s.limits.InviteFor)
		i.open, i.many = token, many
		i.end = time.AfterFunc(s.limits.InviteFor, func() {
			s.loop.Do(func() {
				if i.open == token {
					s.endInvite(&Error{Fault: InvitationExpired})
				}
			})
		})
		i.shown = Invitation{Code: i.guard.Open(expires, !many), Expires: expires, Many: many}
		s.showInvite(addrs)
	})
}

// showInvite tells of the open invitation, whose addresses these are.
func (s *Server) showInvite(addrs []netip.AddrPort) {
	i := &s.hosting.inviting
	link := join.Link{Host: s.home.Identity(), Token: i.open, Addrs: addrs}
	i.shown.Link, i.shown.Web = link.String(), link.Web()
	s.post(Event{Kind: Invited, Detail: i.shown})
}

// readdressInvite tells of the open invitation with the addresses as they are now.
func (s *Server) readdressInvite() {
	if s.hosting == nil || s.hosting.inviting.open == (wire.Token{}) {
		return
	}
	if addrs, why := s.invitable(); why == NoFault {
		s.showInvite(addrs)
	}
}

// invitable returns the addresses of an invitation, or why none can be made.
func (s *Server) invitable() (addrs []netip.AddrPort, why Fault) {
	switch {
	case s.hosting == nil:
		return nil, NoIdentity
	case s.state != listening || s.hosting.hub == nil:
		return nil, NotListening
	case !s.allowed.Members:
		return nil, MembersRefused
	}
	if addrs = inviteAddrs(s.addrs); len(addrs) == 0 {
		return nil, Unreachable
	}
	return addrs, NoFault
}

// inviteAddrs are those of a Server's addresses that its invitations have: the first
// ones, the last of them an IPv6 address if there is any.
func inviteAddrs(all []string) (addrs []netip.AddrPort) {
	for _, text := range all {
		a, err := netip.ParseAddrPort(text)
		switch {
		case err != nil || !join.Fits(a):
		case len(addrs) < shownAddrs:
			addrs = append(addrs, a)
		case a.Addr().Is6() && addrs[shownAddrs-1].Addr().Is4():
			addrs[shownAddrs-1] = a
		}
	}
	return addrs
}

// EndInvite closes the open invitation.
func (s *Server) EndInvite() {
	s.loop.Do(func() {
		s.endInvite(nil)
	})
}

// endInvite closes the open invitation, if there is one, and tells why.
func (s *Server) endInvite(why *Error) {
	if s.hosting == nil || s.hosting.inviting.open == (wire.Token{}) {
		return
	}
	s.hosting.inviting.stop()
	e := Event{Kind: InviteEnded}
	if why != nil {
		e.Err = why
	}
	s.post(e)
}

// stop closes the open invitation, if there is one.
func (i *inviting) stop() {
	if i.end != nil {
		i.end.Stop()
		i.end = nil
	}
	i.desk.Close()
	i.guard.End()
	i.open, i.shown = wire.Token{}, Invitation{}
}

// redeem is the hub's Redeem.
func (s *Server) redeem(id wire.Identity, token wire.Token) (refused wire.ByeReason, settled func(admitted bool)) {
	verdict := loop.Ask(s.loop, func() join.Verdict {
		i := &s.hosting.inviting
		v := i.desk.Take(token)
		if v == join.Valid && token == i.open {
			i.guard.Use()
		}
		return v
	})
	switch verdict {
	case join.Valid:
	case join.Used:
		return wire.ByeInvitationUsed, nil
	case join.Expired:
		return wire.ByeInvitationExpired, nil
	default:
		return wire.ByeInvitationWrong, nil
	}
	return 0, s.settled(id, token, PeerInvited)
}

// settled returns what takes note of whether somebody was let in by an invitation.
func (s *Server) settled(id wire.Identity, token wire.Token, how NoticeKind) func(admitted bool) {
	return func(admitted bool) {
		s.loop.Do(func() {
			i := &s.hosting.inviting
			if !admitted {
				i.desk.Return(token)
				if token == i.open {
					i.guard.Return()
				}
				return
			}
			i.came[id] = how
			if p := s.hosting.byID[id]; p != nil && p.Here && !p.Asking {
				s.cameInvited(p) // and was here before
			}
			if i.open == token && !i.many {
				s.endInvite(&Error{Fault: InvitationUsed})
			}
		})
	}
}

// cameInvited tells of a member that is here that it came by an invitation, if that is
// news.
func (s *Server) cameInvited(p *peer) {
	how, came := s.hosting.inviting.came[p.Identity]
	if !came {
		return
	}
	delete(s.hosting.inviting.came, p.Identity)
	s.append(Everyone, Message{Kind: Notice, Peer: p.ID, Name: p.title(), ShortKey: p.ShortKey, Notice: how})
}
