package model

import (
	"slices"
	"time"

	"confab/transport"
	"confab/ui/internal/visible"
)

// typingLasts is for how long somebody is taken to write after it was told.
const typingLasts = 6 * time.Second

// typist is somebody who writes in a talk.
type typist struct {
	peer  transport.PeerID
	talk  transport.TalkID
	until time.Time
}

// maxTyping is of how many it is kept at once that they write.
const maxTyping = 64

// typed takes that somebody writes.
func (s *Side) typed(ev transport.Event) {
	s.stopTyping(ev.Peer.ID, ev.Talk())
	if len(s.typing) >= maxTyping {
		s.typing = slices.Delete(s.typing, 0, 1)
	}
	s.typing = append(s.typing, typist{ev.Peer.ID, ev.Talk(), s.m.now().Add(typingLasts)})
}

// stopTyping forgets that a peer writes in a talk: its message came.
func (s *Side) stopTyping(peer transport.PeerID, talk transport.TalkID) {
	s.typing = slices.DeleteFunc(s.typing, func(t typist) bool { return t.peer == peer && t.talk == talk })
}

// expireTyping forgets who has not written for some time, and reports whether
// there was any.
func (s *Side) expireTyping(now time.Time) bool {
	n := len(s.typing)
	s.typing = slices.DeleteFunc(s.typing, func(t typist) bool { return !now.Before(t.until) })
	return len(s.typing) < n
}

// typingEnds is when the first of those who write in the open talk is forgotten;
// the zero time is never.
func (s *Side) typingEnds() (first time.Time) {
	for _, t := range s.typing {
		if s.selected != nil && t.talk == s.selected.Talk() && (first.IsZero() || t.until.Before(first)) {
			first = t.until
		}
	}
	return first
}

// TypingLine says who writes in the open talk, or is empty. A member that cannot be
// reached, as all while the connection is broken, does not write.
func (m *Model) TypingLine() string {
	s := m.Active()
	if s.selected == nil || len(s.typing) == 0 {
		return ""
	}
	var names []string
	for _, t := range s.typing {
		if p := s.people[t.peer]; p != nil && p.peer.Here && t.talk == s.selected.Talk() {
			names = append(names, visible.Briefly(p.callName()))
		}
	}
	return m.w.Typing(names...)
}

// callName is what a person is called, not the talk with it.
func (p *Person) callName() string {
	if p.Room && p.Talk() != transport.Everyone {
		return p.server()
	}
	return p.Title
}
