package ui

import (
	"fmt"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
)

func TestTheHostAnswersWhoAsks(t *testing.T) {
	s := homely(t, wide, tongues["en"])
	s.serve(0)
	eve := s.host.member("Eve", func(p *transport.Peer) { p.Asking = true })
	mallory := s.host.member("Mallory", func(p *transport.Peer) { p.Asking = true })
	s.Frame()
	s.must("Eve", "asks to join")
	s.Click("Accept Eve")
	s.Frame()
	if s.host.peer(eve).Asking {
		t.Error("she still asks")
	}
	s.Click("Decline Mallory")
	s.Frame()
	if s.host.peer(mallory).ID != 0 || s.says("Mallory") {
		t.Error("Mallory is still there")
	}
	s.Click("Client")
	s.host.member("Bob", func(p *transport.Peer) { p.Asking = true })
	s.Frame()
	s.must("Bob asks to join")
}

func TestAnAnswerIsForTheRowThatStoodThere(t *testing.T) {
	asks := func(s *stagedScreen, name string) transport.PeerID {
		return s.host.member(name, func(p *transport.Peer) { p.Asking = true })
	}
	asking := func(s *stagedScreen, id transport.PeerID) bool {
		p := s.host.peer(id)
		return p.Asking
	}
	stage := func(t *testing.T) (*stagedScreen, []transport.PeerID) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		ids := []transport.PeerID{asks(s, "Eve"), asks(s, "Mallory"), asks(s, "Bob")}
		s.Frame()
		return s, ids
	}
	t.Run("the second click of a double click lets nobody else in", func(t *testing.T) {
		s, ids := stage(t)
		at := s.Bounds("Accept Eve")
		s.Click("Accept Eve")
		s.PressIn(at, 200*time.Millisecond, 0)
		if asking(s, ids[0]) || !asking(s, ids[1]) {
			t.Error("Mallory was let in")
		}
		s.PressIn(at, time.Second, 0)
		if asking(s, ids[1]) || !asking(s, ids[2]) {
			t.Error("a row at rest does not answer")
		}
	})
	t.Run("nor does it open a talk, where the request was the last and people moved up", func(t *testing.T) {
		s := homely(t, wide, tongues["en"])
		s.serve(0)
		bob := s.host.member("Bob", func(*transport.Peer) {})
		s.Frame()
		eve := asks(s, "Eve")
		s.Frame()
		at := s.Bounds("Accept Eve")
		selected := s.model.Server.Selected()
		s.Click("Accept Eve")
		if row := s.Bounds("Bob"); asking(s, eve) || row.Intersect(at).Empty() {
			t.Fatalf("the row is at %v", row)
		}
		s.PressIn(at, 200*time.Millisecond, 0)
		if s.model.Server.Selected() != selected {
			t.Fatalf("%+v is open", s.model.Server.Selected())
		}
		s.PressIn(s.Bounds("Bob"), time.Second, 0)
		if p := s.model.Server.Selected(); p == nil || p.ID != bob {
			t.Errorf("a row at rest does not open: %+v", p)
		}
	})
	t.Run("a row that moves up because another goes takes no press for a moment", func(t *testing.T) {
		s, ids := stage(t)
		at := s.Bounds("Accept Mallory")
		s.host.Decline(ids[0])
		s.Frame()
		if s.Bounds("Accept Bob") != at {
			t.Fatal("Bob's row did not move up")
		}
		s.PressIn(at, 100*time.Millisecond, 0)
		s.PressIn(at, 100*time.Millisecond, 2*time.Second) // begun too early, however long it lasts
		if !asking(s, ids[2]) {
			t.Error("Bob was let in")
		}
		s.PressIn(at, 100*time.Millisecond, 0)
		if asking(s, ids[2]) {
			t.Error("a row at rest does not answer")
		}
	})
	t.Run("a row that just came takes no press", func(t *testing.T) {
		s, ids := stage(t)
		for _, id := range ids {
			s.host.Decline(id)
		}
		s.Frame()
		trent := asks(s, "Trent")
		s.Frame()
		s.PressIn(s.Bounds("Accept Trent"), 300*time.Millisecond, 0)
		if !asking(s, trent) {
			t.Error("Trent was let in")
		}
	})
	t.Run("a list that was only scrolled answers at once", func(t *testing.T) {
		s, ids := stage(t)
		s.Resize(uitest.Size{Width: 1000, Height: 468, Density: 1})
		s.Advance(time.Second)
		before := s.Bounds("Accept Eve")
		s.ScrollIn(before, 40)
		if after := s.Bounds("Accept Eve"); after == before {
			t.Fatal("it was not scrolled")
		}
		s.PressIn(s.Bounds("Accept Eve"), 10*time.Millisecond, 0)
		if asking(s, ids[0]) {
			t.Error("the press after scrolling did not count")
		}
	})
}

func TestManyWhoAskDoNotHideOthers(t *testing.T) {
	for lang, want := range map[string][3]string{
		"en": {"and 60 more ask", "Show fewer who ask", "Honest"},
		"zh": {"还有 60 人请求加入", "收起请求列表", "Honest"},
	} {
		s := homely(t, uitest.Size{Width: wide.Width, Height: 760, Density: 1}, tongues[lang])
		s.serve(0)
		for i := range 62 {
			s.host.member(fmt.Sprintf("Mallory %d", i), func(p *transport.Peer) {
				p.Asking, p.Addr = true, fmt.Sprintf("10.0.0.%d:%d", i%2, 4000+i)
			})
		}
		s.host.member("Honest", func(p *transport.Peer) { p.Asking, p.Addr = true, "10.0.0.99:5000" })
		s.Frame()
		s.must(want[0], want[2])
		honest, at := s.Bounds(want[2]), s.Bounds(want[0])
		s.Click(want[0])
		s.Frame()
		if s.says(want[0]) {
			t.Error("it still says how many more ask")
		}
		if got := s.Bounds(want[1]); got.Min != at.Min || s.Bounds(want[2]) != honest {
			t.Errorf("unfolding moved %v to %v, and a row from %v to %v", at, got, honest, s.Bounds(want[2]))
		}
		s.Click(want[1])
		s.Frame()
		s.must(want[0])
		if got := s.Bounds(want[0]); got != at || s.Bounds(want[2]) != honest {
			t.Errorf("folding moved %v to %v, and a row from %v to %v", at, got, honest, s.Bounds(want[2]))
		}
	}
}
