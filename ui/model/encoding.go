package model

import (
	"errors"

	"confab/transport"
	"confab/ui/internal/words"
)

// SetEncoding chooses how the talk with a plain peer of a tab is read and written,
// whichever is open by now. The talk of all has none of its own.
func (m *Model) SetEncoding(tab Tab, id transport.PeerID, e transport.Encoding) {
	s := m.side(tab)
	if p := s.people[id]; p != nil && id != 0 && !s.ofMembers(p) {
		s.net.SetEncoding(id, e)
	}
}

// Guess is the person whose talk is open if the encoding of that is a guess, or nil.
func (m *Model) Guess() *Person {
	s := m.Active()
	if p := s.selected; p != nil && p.Guessed && p.Talk() != transport.Everyone && !s.ofMembers(p) {
		return p
	}
	return nil
}

// lacking is what the draft of a talk has that an encoding lacks.
type lacking struct {
	// person, draft and changed are of when it was looked for.
	person   *Person
	draft    string
	changed  uint64
	sentence fieldFault
}

// lacks says which character of the draft cannot be written to whom it is for, and
// nil if all can.
func (m *Model) lacks() fieldFault {
	s := m.Active()
	p := s.selected
	if p == nil {
		return nil
	}
	l := &m.lacking
	if l.person == p && l.draft == p.draft && l.changed == m.changed {
		return l.sentence
	}
	*l = lacking{person: p, draft: p.draft, changed: m.changed}
	switch {
	case isASCII(p.draft) || m.SendsHex():
	case p.Talk() == transport.Everyone:
		l.sentence = s.lackedByGuests(p.draft)
	case !s.ofMembers(p):
		if r, ok := missing(p.peer.Encoding, p.draft); ok {
			e := p.peer.Encoding
			l.sentence = func(w *words.Words) string { return w.NoSign(e, r) }
		}
	}
	return l.sentence
}

// lackedByGuests says how many plain guests get question marks for text to everyone.
func (s *Side) lackedByGuests(text string) fieldFault {
	var of [256]struct {
		known, missing bool
		sign           rune
	}
	n, sign := 0, rune(0)
	for _, p := range s.arrivals {
		e := p.peer.Encoding
		if !p.peer.Here || p.peer.Kind == transport.Member || e == transport.UTF8 || e == transport.Hex {
			continue
		}
		found := &of[e]
		if !found.known {
			found.known = true
			found.sign, found.missing = missing(e, text)
		}
		if found.missing {
			n++
			sign = found.sign
		}
	}
	if n == 0 {
		return nil
	}
	return func(w *words.Words) string { return w.NoSignForGuests(n, sign) }
}

// missing is the first character of text that an encoding lacks.
func missing(e transport.Encoding, text string) (r rune, ok bool) {
	_, err := e.Encode(text)
	var lacks *transport.NotEncodableError
	if errors.As(err, &lacks) {
		return lacks.Character, true
	}
	return 0, false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
