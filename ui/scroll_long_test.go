//go:build !race

package ui

import (
	"testing"
	"time"

	"gioui.org/unit"

	"confab/transport"
)

// longTalkLines is how many lines a talk has that is scrolled from its end to its
// beginning.
const longTalkLines = 5000

func TestScrollingUpLoadsOlderMessagesWithoutAJump(t *testing.T) {
	const many = longTalkLines
	s, _ := talkOf(t, many)
	const step unit.Dp = 350
	loads := 0
	for turn := range 1000 {
		before, first := s.places(), s.model.Server.Talk().At(0).Place
		s.Scroll(-step)
		if by, ok := movedBy(before, s.places()); !ok || by != int(step) && s.model.Server.Talk().At(0).Place.Seq > 1 {
			t.Fatalf("turn %d: moved by %d, %v; %v became %v", turn, by, ok, before, s.places())
		}
		// What was asked for comes in the next frames and must move nothing.
		before = s.places()
		s.Frame()
		s.Frame()
		if by, ok := movedBy(before, s.places()); !ok || by != 0 {
			t.Fatalf("turn %d: a page that came moved the talk by %d, %v", turn, by, ok)
		}
		if s.model.Server.Talk().At(0).Place != first {
			loads++
		}
		if s.says("connected\u00a0·") {
			break
		}
	}
	if !s.Has("line 0") || loads < many/600 {
		t.Errorf("after %d pages these are in view: %v", loads, s.places())
	}
	t.Run("and down again to the end", func(t *testing.T) {
		for range 2000 {
			before := s.places()
			s.Scroll(step)
			if by, ok := movedBy(before, s.places()); !ok || by > 0 || by < -int(step) {
				t.Fatalf("moved by %d, %v", by, ok)
			}
			s.Frame()
			if s.screen.conversation.view.transcript.AtEnd() && s.model.Server.Talk().Complete() {
				return
			}
		}
		t.Error("the end never came")
	})
}

func TestTheButtonAtTheEndGoesToTheNewestMessage(t *testing.T) {
	const many = longTalkLines
	s, _ := talkOf(t, many)
	s.model.GoTo(transport.Place{Era: 1, Seq: 20})
	for range 4 {
		s.Frame()
	}
	if s.model.Server.Talk().Complete() {
		t.Fatal("the newest message is among the rows before")
	}
	s.Click("Go to the newest message")
	for range 4 {
		s.Frame()
	}
	if _, ok := s.places().of(line(many - 1)); !ok {
		t.Errorf("in view: %v", s.places())
	}
}

func TestTheEndStaysInViewWhileMessagesArrive(t *testing.T) {
	s, id := talkOf(t, 100)
	for i := range 1500 {
		s.host.Hear(id, line(100+i))
		if i%7 == 0 {
			s.Frame()
			if !s.screen.conversation.view.transcript.AtEnd() {
				t.Fatalf("after %d messages the end is out of view", i)
			}
		}
	}
	s.Frame()
	if _, ok := s.places().of(line(1598)); !ok {
		t.Errorf("in view: %v", s.places())
	}
}

func TestAQuietScreenAsksForNoFrames(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) *stage{
		"a first start": func(t *testing.T) *stage { return real(t, wide) },
		"a long talk":   func(t *testing.T) *stage { s, _ := talkOf(t, 1000); return s.stage },
		"a narrow list": func(t *testing.T) *stage { s := staged(t, narrow); s.serve(20); return s.stage },
		"the settings":  func(t *testing.T) *stage { s := staged(t, wide); s.Click("Settings"); return s.stage },
		"an open menu":  func(t *testing.T) *stage { s, _ := talkOf(t, 5); s.Click("About this talk"); return s.stage },
		"a place above": func(t *testing.T) *stage { s, _ := talkOf(t, 5000); s.Scroll(-3000); return s.stage },
		"after a toast": func(t *testing.T) *stage {
			s, _ := talkOf(t, 5)
			s.Click("Copy address 192.168.1.5:8899")
			return s.stage
		},
		"after a writing": func(t *testing.T) *stage { s, _ := talkOf(t, 5); s.Type("hello"); return s.stage },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			// The caret blinks for ten seconds, and the toast goes in two.
			for range 40 {
				s.Advance(500 * time.Millisecond)
			}
			s.Wakes()
			for range 3 {
				s.Advance(time.Minute)
				if s.Wakes() {
					t.Fatal("it asks for another frame")
				}
			}
		})
	}
}
