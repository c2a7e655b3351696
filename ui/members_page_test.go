package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
)

// crewed is a host with members of every kind, and a talk of theirs.
func crewed(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := homely(t, size, w)
	s.serve(0)
	away := func(ago time.Duration, by transport.Admission) func(*transport.Peer) {
		return func(p *transport.Peer) { p.Here, p.Seen, p.Admission = false, s.time.Add(-ago), by }
	}
	bridge := s.host.Member(w.bridge, func(p *transport.Peer) { p.Trust, p.Admission = transport.Verified, transport.AdmittedByCode })
	twin := s.host.Member(w.bridge, func(p *transport.Peer) {
		p.ShortKey, p.Identity, p.Admission = "9c41d07e", transport.ID{0x9c, 0x41, 0xd0, 0x7e}, transport.AdmittedByLink
	})
	s.host.Member(w.galley, func(p *transport.Peer) { p.Admission = transport.AdmittedByHost })
	s.host.Member(w.gone, away(26*time.Hour, transport.AdmittedByLink))
	s.host.Member(w.pump, away(40*time.Minute, transport.AdmittedWithAll))
	s.host.SetBlocked("Eve · 5e07a1b2")
	s.Frame()
	s.host.Speak(transport.Everyone, bridge, w.ask)
	s.host.Speak(transport.Everyone, twin, w.answer)
	s.Frame()
	s.Frame()
	return s
}

func membersOpen(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := crewed(t, size, w)
	s.model.OpenMembers()
	s.Frame()
	s.Frame()
	return s
}

func TestTheHostManagesItsMembers(t *testing.T) {
	s := crewed(t, wide, tongues["en"])
	s.Click("Members…")
	s.Frame()
	s.must("5 members, 3 here", "encrypted, verified", "came by a code", "came by an invitation", "9c41d07e", "asked, and you let them in",
		"last here 08:22", "last here Yesterday 07:02", "Eve · 5e07a1b2")
	s.fill("Search", "9c41")
	s.must("1 found")
	if s.says("Galley") && len(s.model.Server.Members()) != 1 {
		t.Errorf("the key finds %d", len(s.model.Server.Members()))
	}
	s.fill("Search", "eve")
	s.Click("Unblock")
	s.must("Unblock Eve · 5e07a1b2?")
	if !s.host.Called("Unblock") {
		s.Click("Unblock")
	}
	if got := s.host.Blocked(); len(got) != 0 {
		t.Errorf("still blocked are %q", got)
	}
	s.must("Nobody has this name or key.")
}

func TestAHostOfManyListsOnlyThoseInView(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	const many = 10_000
	for i := range many {
		s.host.Member(fmt.Sprintf("Member %d", i), func(p *transport.Peer) { p.Here = false })
	}
	s.Frame()
	s.model.OpenMembers()
	s.Frame()
	if n, seen := len(s.model.Server.Members()), len(s.screen.members.rows.seen); n != many || seen > 30 {
		t.Errorf("of %d members the frame laid out %d", n, seen)
	}
	s.model.FindMembers("member 9999")
	if n := len(s.model.Server.Members()); n != 1 {
		t.Errorf("a name finds %d", n)
	}
}

// The key is a label of its own, which widget.Name and widget.Peer draw whole.
func TestAKeyIsNeverCutFromItsName(t *testing.T) {
	long := strings.Repeat("Evelyn", 10)
	t.Run("of who is blocked", func(t *testing.T) {
		for name, open := range map[string]func(*stagedScreen){
			"the members":  func(s *stagedScreen) { s.model.OpenMembers() },
			"the settings": func(s *stagedScreen) { s.screen.settings.toggle(s.screen) },
		} {
			s := homely(t, uitest.Size{Width: 360, Height: 3000, Density: 1}, tongues["en"])
			s.serve(0)
			s.host.SetBlocked("fe80::1c2d:3eff:fe4f:5061%enp0s31f6", long+" · 5e07a1b2")
			open(s)
			s.Frame()
			s.Frame()
			if !s.Has(" · 5e07a1b2") || !s.Has("Unblock "+long+" · 5e07a1b2") {
				t.Errorf("%s: there are %q", name, s.Labels())
			}
		}
	})
	t.Run("of a server", func(t *testing.T) {
		for name, near := range map[string]bool{"met before": false, "nearby": true} {
			known := reached("10.0.0.1:8899")
			known[0].Name = long
			s := remembering(t, wide, words.English, known, "10.0.0.1:8899")
			if near {
				s.model.FoundNearby([]transport.FoundServer{{Addr: "10.0.0.1:8899", Addrs: []string{"10.0.0.1:8899"}, Known: true,
					Identity: known[0].Identity, Name: long, ShortKey: known[0].ShortKey}})
				s.Frame()
			}
			if !s.Has(" · 01000000") {
				t.Errorf("%s: there are %q", name, s.Labels())
			}
		}
	})
	t.Run("of whom words are compared with", func(t *testing.T) {
		s := homely(t, narrow, tongues["zh"])
		s.serve(0)
		eve := s.host.member(strings.Repeat("小雅", 20), func(p *transport.Peer) { p.ShortKey = "5e07a1b2" })
		s.Frame()
		s.model.AskWords(eve)
		s.Frame()
		s.Frame()
		if !s.says("… · 5e07a1b2 的身份") {
			t.Errorf("the title is among %q", s.Labels())
		}
	})
}
