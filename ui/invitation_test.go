package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/model"
)

// asked reports how often the host was asked for something.
func (s *stagedScreen) asked(what string) (n int) {
	for _, call := range s.host.Calls() {
		if call == what {
			n++
		}
	}
	return n
}

func TestSomeoneIsLetIn(t *testing.T) {
	t.Run("the button works while the server listens, for one person at first", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		if s.enabled("Let someone in") {
			t.Error("nobody could come")
		}
		s.serve(0)
		s.Click("Let someone in")
		s.must("One person", "000 001", "Valid for 10:00", "They connect to 192.168.1.5:8899", "Nobody yet", "they see you verified", "open a page that hands the link on")
		if s.asked("Invite false") != 1 || !s.Has("The invitation as a QR code") {
			t.Errorf("asked %q", s.host.Calls())
		}
		s.Click("Copy the link")
		if got := s.Clipboard(); got != s.model.Server.Inviting().Link || got == "" {
			t.Errorf("%q was copied", got)
		}
	})

	t.Run("who comes is named, and the invitation for one is used", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.host.Invitee("Bo")
		s.Frame()
		s.must("It was for one person, and has been used.", "Bo", "encrypted, not verified")
		s.mustNot("The invitation as a QR code", "End the invitation")
		s.Click("Verify…")
		s.must("They match")
		s.Press("⎋", 0)
		s.must("It was for one person, and has been used.", "Bo")
		s.Click("New invitation")
		s.must("000 002", "Nobody yet")
	})

	t.Run("one for all is another one, and lasts until it is ended", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.Click("All who scan it")
		s.must("000 002")
		s.host.Invitee("Bo")
		s.host.Invitee("Cy")
		s.Frame()
		s.must("Bo", "Cy", "000 002")
		s.reveal("End the invitation")
		s.Click("End the invitation")
		s.mustNot("One person")
		if s.says("An invitation is open") || s.asked("EndInvite") != 1 {
			t.Error("it is still open")
		}
	})

	t.Run("leaving the page leaves it open, and no frame is drawn for it", func(t *testing.T) {
		s := homely(t, narrow, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.must("Valid for 10:00")
		next := s.model.NextTick()
		if s.later(time.Second); !next.Equal(s.now()) {
			t.Errorf("the next second is at %v, and it is %v", next, s.now())
		}
		s.Frame()
		s.must("Valid for 9:59")
		s.Press("⎋", 0)
		s.must("An invitation is open until 09:12.")
		s.mustNot("Valid for 9:59")
		if at := s.model.NextTick(); !at.IsZero() {
			t.Errorf("a frame is wanted at %v", at)
		}
		s.Click("Let someone in")
		s.must("000 001")
		if s.asked("Invite false") != 1 {
			t.Error("it is another one")
		}
	})

	t.Run("opened again it stands at its top, and its button makes another where it has ended", func(t *testing.T) {
		s := homely(t, narrow, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.reveal("End the invitation")
		s.Click("End the invitation")
		s.Click("Let someone in")
		if at := s.screen.invitation.list.Position; at.First != 0 || at.Offset != 0 {
			t.Errorf("it stands at %+v", at)
		}
		s = homely(t, wide, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.host.ExpireInvite()
		s.Frame()
		s.must("Its time is over")
		s.Click("Let someone in")
		s.must("000 002")
	})

	t.Run("a talk that is chosen takes its place", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.Click("Everyone")
		s.mustNot("One person")
		s.must("An invitation is open until")
	})

	t.Run("what ends it is said with what to do", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		s.Click("Let someone in")
		s.host.ExpireInvite()
		s.Frame()
		s.must("Its time is over")
		fail := func(why transport.Fault) {
			s.host.Tell(transport.Event{Kind: transport.InviteEnded, Err: &transport.Error{Fault: why}})
			s.Frame()
		}
		fail(transport.MembersRefused)
		s.model.SetAllow(transport.Visitors{})
		s.Click("Let Confab apps in")
		s.must("000 002")
		if !s.model.Prefs().AllowMembers {
			t.Error("they are not let in")
		}
		fail(transport.Unreachable)
		s.must("has no address on a network now")
		s.host.Tell(transport.Event{Kind: transport.Listening, Addr: "192.168.1.9:8899", Detail: []string{"192.168.1.9:8899"}})
		s.Frame()
		s.must("000 003") // by itself
		s.host.Tell(transport.Event{Kind: transport.Listening, Addr: "127.0.0.1:8899", Detail: []string{"127.0.0.1:8899"}})
		s.Frame()
		s.must("lead to this computer alone")
	})
}

// Two windows over the real transport: what the page shows is what lets the other in.
func TestAMemberComesByTheLinkOfThePage(t *testing.T) {
	host, guest := atHome(t), atHome(t)
	host.start()
	host.Click("Let someone in")
	host.until("an invitation", func() bool { return host.model.Server.Inviting().Link != "" })
	host.Click("Copy the link")
	guest.Click("Client")
	guest.fill("Address", host.Clipboard())
	guest.Click("Connect")
	guest.waitFor("encrypted, verified")
	host.waitFor("It was for one person, and has been used.")
	host.until("the newcomer", func() bool {
		return slices.ContainsFunc(host.model.Server.Inviting().Came, func(n model.Newcomer) bool {
			return strings.HasPrefix(n.Name, "Ada") && n.Lock == transport.Unverified
		})
	})
}
