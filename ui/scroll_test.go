package ui

import (
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
)

// talkOf is a stage with the talk of one guest open, of n lines.
func talkOf(t *testing.T, n int) (*stagedScreen, transport.PeerID) {
	s := staged(t, wide)
	id := s.serve(1)[0]
	for i := range n {
		s.host.Hear(id, line(i))
		if i%1000 == 0 {
			s.Frame()
		}
	}
	s.Frame()
	s.model.Select(id)
	s.Frame()
	s.Frame()
	return s, id
}

// movedBy returns by how many pixels what was in view before has moved; it is
// not ok if not everything moved alike or nothing is left of it.
func movedBy(before, after placed) (by int, ok bool) {
	for _, p := range before {
		at, there := after.of(p.label)
		switch {
		case !there:
		case !ok:
			by, ok = at-p.at, true
		case by != at-p.at:
			return 0, false
		}
	}
	return by, ok
}

func TestNewMessagesWhileReadingAbove(t *testing.T) {
	s, id := talkOf(t, 1000)
	s.Scroll(-2000)
	s.Frame()
	s.Frame()
	before := s.places()
	for i := range 3 {
		s.later(time.Second)
		s.host.Hear(id, line(1000+i))
		s.Frame()
	}
	if by, ok := movedBy(before, s.places()); !ok || by != 0 {
		t.Errorf("what one reads moved by %d, %v", by, ok)
	}
	s.must("3 new")
	s.Click("3 new")
	s.Frame()
	s.Frame()
	if s.Has("3 new") || !s.screen.conversation.view.transcript.AtEnd() {
		t.Fatal("it did not go to the end")
	}
	// The list has it as a preview; the transcript must have the one before.
	if _, ok := s.places().of(line(1001)); !ok {
		t.Errorf("in view: %v", s.places())
	}
	s.Scroll(-2000)
	s.Frame()
	if s.Has("3 new") {
		t.Error("what was read counts as new again")
	}
}

func TestSendingGoesToTheEnd(t *testing.T) {
	s, _ := talkOf(t, 1000)
	s.Scroll(-5000)
	s.Frame()
	s.Click("Message")
	s.Type("line of mine")
	s.Press(key.NameReturn, 0)
	for range 4 {
		s.Frame()
	}
	if _, ok := s.places().of("line of mine"); !ok {
		t.Errorf("in view: %v", s.places())
	}
}
