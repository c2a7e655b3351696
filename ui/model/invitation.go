package model

import (
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"

	"confab/transport"
)

// ServerPage is a page of the Server tab that stands in the place of the talk.
type ServerPage uint8

// The pages of the Server tab.
const (
	NoServerPage ServerPage = iota
	// InvitationPage shows the invitation that is open, or makes one.
	InvitationPage
	// VisitorsPage chooses who may come.
	VisitorsPage
)

// Inviting is what the page of invitations shows.
type Inviting struct {
	// Link is what the QR holds, Code the six digits in two groups; both are empty
	// while none is open.
	Link, Code string
	// At says where the code is typed, Left how long the invitation is still valid.
	At, Left string
	// Until says in the panel until when one is open; empty: none is.
	Until string
	// Making says that the host was asked for one and has not answered yet.
	Making bool
	// Many says whether any number of people may come by it, or one.
	Many bool
	// OnlyHere says that only programs on this device can reach the addresses of the link;
	// NoLink says it where the server listens for others too, who may find it and type the
	// code: an address of IPv6 that holds on one link is in no link.
	OnlyHere, NoLink bool
	// Ended says why there is none, and what to do next; empty if nothing ended.
	Ended string
	// Tries says that the code is a new one after wrong tries, for as long as none is
	// taken; empty: nothing of the kind.
	Tries string
	// Refusing says that no Confab is let in, which AllowConfab changes.
	Refusing bool
	// Came are those who came by the invitation that is open, or was open last, in order, and
	// are members still.
	Came []Newcomer
}

// Newcomer is somebody who came by an invitation.
type Newcomer struct {
	ID   transport.PeerID
	Name string
	// Lock is what is known of who that is, and LockLabel says it.
	Lock      transport.Trust
	LockLabel string
}

// maxNewcomers bounds how many are kept, of a meeting; the talk tells of all.
const maxNewcomers = 200

// invitations is the state behind Inviting.
type invitations struct {
	page ServerPage
	// open is the invitation that is open, its Link empty for none.
	open transport.Invitation
	// many is what was chosen, asked that one was asked for.
	many, asked bool
	// ended says that one has ended, or could not be made, and why.
	ended bool
	why   transport.Fault
	// tried is when the open one had another code after wrong tries; zero: it had none.
	tried time.Time
	came  []transport.PeerID
	view  Inviting
}

// codePause is how long a host takes no code after wrong tries.
const codePause = 30 * time.Second

// ServerPage is the page that stands in the place of the talk on the Server tab.
func (m *Model) ServerPage() ServerPage { return m.Server.invite.page }

// Inviting is what the page of invitations shows. Its slice is good until the next
// change.
func (s *ServerSide) Inviting() Inviting { return s.invite.view }

// CanInvite reports whether an invitation can be asked for: the server listens, and
// there can be members.
func (s *ServerSide) CanInvite() bool { return s.state == Listening && s.m.HasMembers() }

// ShowServerPage shows a page in the place of the talk on the Server tab, or the talk
// again. The page of invitations makes one, for one person, unless one is open; where it
// shows one that has ended, another of its kind.
func (m *Model) ShowServerPage(page ServerPage) {
	i := &m.Server.invite
	if page > VisitorsPage || page == InvitationPage && !m.HasMembers() {
		return
	}
	switch {
	case page != InvitationPage:
	case i.page != page && i.open.Link == "":
		i.many = false
		m.invite()
	case i.page == page && i.ended:
		m.invite()
	}
	if page != NoServerPage {
		m.Server.uncover()
	}
	i.page = page
	m.settle()
}

// InviteFor makes a new invitation, for one person or for any number. The one that was
// open is over then.
func (m *Model) InviteFor(many bool) {
	m.Server.invite.many = many
	m.invite()
	m.settle()
}

// invite asks for an invitation.
func (m *Model) invite() {
	s := m.Server
	i := &s.invite
	i.open, i.ended, i.why = transport.Invitation{}, false, transport.NoFault
	if i.asked = s.CanInvite(); i.asked {
		s.host.Invite(i.many)
		return
	}
	i.ended, i.why = true, transport.NotListening
}

// EndInvitation closes the invitation that is open, and its page.
func (m *Model) EndInvitation() {
	m.Server.invite.page = NoServerPage
	m.Server.host.EndInvite()
	m.settle()
}

// AllowConfab lets Confabs in, and makes the invitation that failed without.
func (m *Model) AllowConfab() {
	m.SetAllow(transport.Visitors{Members: true, Plain: m.prefs.AllowPlain, Browsers: m.prefs.AllowBrowsers})
	m.InviteFor(m.Server.invite.many)
}

// invited takes the invitation that is open now. One that was asked for before the
// choice changed is over already.
func (s *ServerSide) invited(now transport.Invitation) {
	i := &s.invite
	if now.Many == i.many {
		i.tried = time.Time{}
		if now.Link == i.open.Link && now.Code != i.open.Code {
			i.tried = s.m.cfg.Now()
		}
		if i.asked {
			i.came = nil // they came by the one before
		}
		i.open, i.asked, i.ended = now, false, false
	}
}

// inviteEnded takes the end of an invitation, or that none could be made.
func (s *ServerSide) inviteEnded(err error) {
	i := &s.invite
	i.open, i.asked, i.ended, i.why = transport.Invitation{}, false, true, transport.NoFault
	if err != nil {
		i.why = faultIn(err)
	}
}

// reachableAgain makes the invitation that could not be made without an address.
func (s *ServerSide) reachableAgain() {
	if i := &s.invite; i.page == InvitationPage && i.ended && i.why == transport.Unreachable {
		s.m.invite()
	}
}

// cameBy notes who came by an invitation.
func (s *ServerSide) cameBy(m transport.Message) {
	if m.Notice != transport.PeerInvited && m.Notice != transport.PeerProved {
		return
	}
	i := &s.invite
	i.came = slices.DeleteFunc(i.came, func(id transport.PeerID) bool { return id == m.Peer })
	if len(i.came) == maxNewcomers {
		i.came = slices.Delete(i.came, 0, 1)
	}
	i.came = append(i.came, m.Peer)
}

// label makes what the page shows.
func (i *invitations) label(s *ServerSide) {
	w := s.m.w
	v := Inviting{Link: i.open.Link, Making: i.asked, Many: i.many, Came: i.view.Came[:0]}
	if i.open.Link != "" {
		at := strings.TrimSuffix(strings.TrimPrefix(i.open.Web, "http://"), "/")
		v.Code, v.At, v.OnlyHere = inTwo(i.open.Code), w.InviteAt(at), onlyHere(s.reachable)
		if v.NoLink = v.OnlyHere && s.everywhere; v.NoLink {
			v.At = w.InviteNearby
		}
		v.Left = w.InviteLeft(time.Duration(i.seconds(s)) * time.Second)
		if left := i.rests(s.m.cfg.Now()); left > 0 {
			v.Tries = w.InviteTries(left)
		}
		v.Until = w.InviteUntil(i.open.Expires.In(s.m.cfg.Location).Format(timeLayout))
	}
	if i.ended {
		v.Ended, v.Refusing = w.InviteEnded(i.why), i.why == transport.MembersRefused
	}
	for _, id := range i.came {
		// Who was removed or blocked is nobody any more, and somebody new after a return.
		if p := s.people[id]; p != nil && p.Member {
			v.Came = append(v.Came, Newcomer{ID: id, Name: p.callName(), Lock: p.Lock, LockLabel: w.Lock(p.Lock)})
		}
	}
	i.view = v
}

// rests is how long the host takes no code yet, after wrong tries.
func (i *invitations) rests(now time.Time) time.Duration {
	if i.tried.IsZero() {
		return 0
	}
	return max(0, codePause-now.Sub(i.tried))
}

// inTwo is a code in two groups, which are read out one after the other; none stays
// empty.
func inTwo(code string) string {
	if code == "" {
		return ""
	}
	half := len(code) / 2
	return code[:half] + " " + code[half:]
}

// onlyHere reports whether none of the addresses can be reached from another device.
func onlyHere(addrs []string) bool {
	return !slices.ContainsFunc(addrs, func(text string) bool {
		a, err := netip.ParseAddrPort(text)
		return err != nil || !a.Addr().IsLoopback()
	})
}

// counting reports whether the time that is left is in view.
func (i *invitations) counting(s *ServerSide) bool {
	return i.page == InvitationPage && i.open.Link != "" && s.m.tab == ServerTab && s.words.id == 0
}

// seconds is how many are left, whatever is done to the clock on the wall meanwhile.
func (i *invitations) seconds(s *ServerSide) int {
	return int(math.Ceil(max(i.open.Expires.Sub(s.m.cfg.Now()), 0).Seconds()))
}

// counted reports whether the time that is in view is another than is left.
func (i *invitations) counted(s *ServerSide) bool {
	return i.counting(s) && i.view.Left != s.m.w.InviteLeft(time.Duration(i.seconds(s))*time.Second)
}

// nextSecond is when the time in view changes; the zero time is never.
func (i *invitations) nextSecond(s *ServerSide) time.Time {
	n := i.seconds(s)
	if !i.counting(s) || n <= 0 {
		return time.Time{}
	}
	return i.open.Expires.Add(-time.Duration(n-1) * time.Second)
}
