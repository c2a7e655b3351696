package ui

import (
	"fmt"
	"strings"
	"testing"

	"confab/transport"
)

// folded is a host whose talk of all has much in it, then a run of comings and
// goings, and so many lines below.
func folded(t *testing.T, below int) *stagedScreen {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	ann, bob := s.host.member("Ann", nil), s.host.member("Bob", nil)
	for i := range 40 {
		s.host.Speak(transport.Everyone, ann, line(i))
	}
	come(s, ann, bob, bob)
	for i := range below {
		s.host.Speak(transport.Everyone, ann, line(40+i))
	}
	s.Frame()
	s.Frame()
	return s
}

// come tells of comings, and of goings of who is named again.
func come(s *stagedScreen, ids ...transport.PeerID) {
	seen := map[transport.PeerID]bool{}
	for _, id := range ids {
		m := transport.Message{Kind: transport.Notice, Notice: transport.PeerConnected, Peer: id, Name: s.host.peer(id).Name}
		if seen[id] {
			m.Notice, m.Fault = transport.PeerDisconnected, transport.PeerClosed
		}
		seen[id] = true
		s.host.Say(transport.Everyone, m)
	}
}

func TestARunOfComingsAndGoingsUnfolds(t *testing.T) {
	sum, each := timed("Ann came, Bob came and went", "09:02"), timed("Bob connected", "09:02")
	for _, below := range []int{0, 3, 8, 60} {
		t.Run(fmt.Sprint(below, " lines below"), func(t *testing.T) {
			s := folded(t, below)
			if below > 8 {
				s.model.GoTo(transport.Place{Era: 1, Seq: 40})
				s.Frame()
				s.Frame()
			}
			s.must(sum)
			s.mustNot(each)
			before, was := s.places(), mustFind(t, s, sum)
			s.Click(sum)
			s.Frame()
			s.must("Show in one line")
			if below < 8 {
				s.Frame()
			}
			if now := mustFind(t, s, sum); now != was {
				t.Errorf("what was clicked moved from %d to %d", was, now)
			}
			above := placed{}
			for _, p := range before {
				if p.at < was {
					above = append(above, p)
				}
			}
			if !samePlaces(above, s.places()) {
				t.Errorf("what stands above moved: %v, then %v", above, s.places())
			}
			if below > 0 {
				s.must(each)
			}
			s.Click(sum)
			s.Frame()
			s.mustNot(each)
			if below > 8 && !samePlaces(before, s.places()) {
				t.Errorf("what stands there moved: %v, then %v", before, s.places())
			}
		})
	}
}

// mustFind is the pixel at which the control of a label begins.
func mustFind(t *testing.T, s *stagedScreen, label string) int {
	t.Helper()
	n, ok := s.Find(label)
	if !ok {
		t.Fatalf("there is no %q in %q", label, s.Labels())
	}
	return n.Bounds.Min.Y
}

func TestAFoldDoesNotStopTheSearchOrTheUnreadLine(t *testing.T) {
	s := folded(t, 30)
	s.screen.toggleSearch()
	s.model.SetQuery("line 12 ")
	s.Frame()
	s.Frame()
	if !strings.HasPrefix(s.shownRow(line(12)).Text, "line 12 ") || !s.says("1 of 1") {
		t.Errorf("it is not found: %q", s.Labels())
	}
	s.model.CloseSearch()
	ann := s.host.Peers()[0].ID
	s.model.Select(ann)
	come(s, s.host.Peers()[1].ID, ann, ann)
	s.host.Speak(transport.Everyone, ann, "unread")
	come(s, s.host.Peers()[1].ID, ann, ann)
	s.Frame()
	s.model.Select(everyone)
	s.Frame()
	s.Frame()
	rows := s.screen.conversation.rows.rows
	for i, r := range rows {
		if r.Text == s.screen.words().UnreadLine {
			if next := rows[i+1]; next.Text != "unread" {
				t.Errorf("below the unread line stands %q", next.Text)
			}
			return
		}
	}
	t.Errorf("no unread line in %q", s.Labels())
}
