package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"confab/transport"
)

func TestThePageOfMembersListsWhoIsHereThenWhoWasLast(t *testing.T) {
	st := withFolder()
	st.StartServer()
	names := func() string {
		var all []string
		for _, p := range st.Server.Members() {
			all = append(all, p.Title)
		}
		return strings.Join(all, ", ")
	}
	expect := func(why, want, note string) {
		t.Helper()
		if err := broken(st); err != nil {
			t.Fatal(err)
		}
		if got := names(); got != want || st.Server.MembersNote() != note {
			t.Errorf("%s it lists %q (%q), not %q (%q)", why, got, st.Server.MembersNote(), want, note)
		}
	}
	away := func(ago time.Duration) func(*transport.Peer) {
		return func(p *transport.Peer) { p.Here, p.Seen = false, st.clock.Add(-ago) }
	}
	st.host.Member("Old", away(48*time.Hour))
	here := st.host.Member("Ann", func(p *transport.Peer) { p.Seen = st.clock })
	st.host.Member("Lately", away(time.Hour))
	st.host.Member("Asks", func(p *transport.Peer) { p.Asking = true })
	st.host.SetBlocked("Eve · 5e07a1b2")
	st.drain()
	expect("while it is closed", "", "")
	st.OpenMembers()
	expect("when it is opened", "Ann, Lately, Old", "3 members, 1 here")
	if known, _ := st.Server.MemberLines(st.Server.Members()[2]); !strings.HasPrefix(known, "last here ") {
		t.Errorf("of one that is away it says %q", known)
	}
	st.host.Part(here, transport.PeerClosed)
	st.drain()
	expect("when nobody is here any more", "Ann, Lately, Old", "3 members, 0 here")
	st.FindMembers("  ÁNN ")
	expect("for a part of a name", "Ann", "1 found")
	st.FindMembers("eve")
	if blocked := st.Server.BlockedFound(); names() != "" || !slices.Equal(blocked, []string{"Eve · 5e07a1b2"}) {
		t.Errorf("for the blocked it lists %q and %q", names(), blocked)
	}
	st.Unblock("Eve · 5e07a1b2")
	if hint := st.Server.MembersHint(); hint != st.Words().NoSuchMember {
		t.Errorf("where nothing is found it says %q", hint)
	}
	st.FindMembers("")
	st.Remove(here)
	st.drain()
	expect("when one was removed", "Lately, Old", "2 members, 0 here")
	st.Select(everyone)
	if st.ShowsMembers() {
		t.Error("a talk that is opened is not shown")
	}
}

// brokenMembers returns the first statement about the page of members that does not hold.
func brokenMembers(s *ServerSide) error {
	l := &s.members
	if !l.open {
		return nil
	}
	members := 0
	for _, p := range s.arrivals {
		if p.Member && !p.peer.Asking {
			members++
		}
	}
	if members != l.total || l.query == "" && len(l.rows) != members {
		return fmt.Errorf("%d rows and %d counted of %d members", len(l.rows), l.total, members)
	}
	for i, p := range l.rows {
		switch {
		case s.people[p.ID] != p || p.peer.Asking || !p.Member:
			return fmt.Errorf("%q is listed as a member", p.Title)
		case i > 0 && p.Here && !l.rows[i-1].Here:
			return fmt.Errorf("%q, who is here, is listed behind one who is not", p.Title)
		}
	}
	return nil
}
