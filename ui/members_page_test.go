package ui

import (
	"fmt"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
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
	s.host.SetBlocked("5e07a1b2 Eve")
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
		"last here 08:22", "last here Yesterday 07:02", "5e07a1b2 Eve")
	s.fill("Search", "9c41")
	s.must("1 found")
	if s.says("Galley") && len(s.model.Server.Members()) != 1 {
		t.Errorf("the key finds %d", len(s.model.Server.Members()))
	}
	s.fill("Search", "eve")
	s.Click("Unblock")
	s.must("Unblock 5e07a1b2 Eve?")
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
