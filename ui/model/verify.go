package model

import (
	"confab/transport"
	"confab/ui/internal/words"
)

// verification is the words that this person compares with another.
type verification struct {
	id    transport.PeerID // zero for nobody
	known bool
	// other says that the words are shown in the language that the window does
	// not speak, because the other person's does.
	other bool
	words transport.Fingerprint
}

// AskWords asks for the words to compare with a member of the open tab.
// Verifying has them when they are there.
func (m *Model) AskWords(id transport.PeerID) {
	s := m.Active()
	if p := s.people[id]; p == nil || !p.Member || id == 0 {
		return
	}
	m.transfers[m.tab] = transferList{}
	m.stopExamining()
	s.words = verification{id: id}
	s.net.Words(id)
	m.settle()
}

// Verifying is with whom words are compared on the open tab and which; known is
// false until they have been worked out. It is not ok while none are compared.
func (m *Model) Verifying() (name string, list [12]string, known, ok bool) {
	s := m.Active()
	p := s.people[s.words.id]
	if s.words.id == 0 || p == nil {
		return "", list, false, false
	}
	return p.callName(), m.w.Fingerprint(s.words.words, s.words.other), s.words.known, true
}

// OtherWords says that the words are shown in the other language than the window's.
func (m *Model) OtherWords() bool { return m.Active().words.other }

// TurnWords shows the words in the other language, or in the window's again.
func (m *Model) TurnWords() {
	w := &m.Active().words
	w.other = !w.other
}

// EndVerifying takes what a person found: whether the words are the same.
func (m *Model) EndVerifying(same bool) {
	s := m.Active()
	if s.words.known {
		s.net.Verify(s.words.id, same)
	}
	m.clearAlert(verifyAlert)
	if p := s.people[s.words.id]; p != nil && s.words.known && !same {
		name := p.callName()
		m.raise(verifyAlert, Trouble, func(w *words.Words) string { return w.WordsDiffer(name) })
	}
	m.CancelVerifying()
}

// CancelVerifying leaves what is known of the other as it was.
func (m *Model) CancelVerifying() {
	m.Active().words = verification{}
	m.settle()
}

// compared takes the words.
func (s *Side) compared(ev transport.Event) {
	if ev.Peer.ID == s.words.id {
		s.words.known, s.words.words = true, ev.Words()
	}
}
