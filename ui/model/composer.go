package model

import (
	"strings"

	"confab/transport"
	"confab/ui/internal/words"
)

// Draft is what is written in the open talk and not sent.
func (m *Model) Draft() string {
	if p := m.Active().selected; p != nil {
		return p.draft
	}
	return ""
}

// SetDraft takes the text of the composer.
func (m *Model) SetDraft(text string) {
	s := m.Active()
	p := s.selected
	if p == nil || p.draft == text {
		return
	}
	p.trouble = nil
	m.setDraft(s, p, text)
	m.settle()
}

func (m *Model) setDraft(s *Side, p *Person, text string) {
	p.draft = text
	if key := s.draftKey(p); key != "" {
		m.prefs.SetDraft(key, text)
		m.save()
	}
}

// DraftCut tells that the composer had no room for all that was put into it,
// and that what fits is the draft.
func (m *Model) DraftCut() {
	if p := m.Active().selected; p != nil {
		p.trouble = errorText(&transport.Error{Fault: transport.MessageTooLong})
		m.settle()
	}
}

// SendsHex says whether the draft is read as hexadecimal digits.
func (m *Model) SendsHex() bool {
	p := m.Active().selected
	return p != nil && (p.sendHex || p.peer.Encoding == transport.Hex)
}

// SetSendHex chooses whether the open talk takes hexadecimal digits.
func (m *Model) SetSendHex(on bool) {
	if p := m.Active().selected; p != nil {
		p.sendHex, p.trouble = on, nil
		m.settle()
	}
}

// ComposerError says why the last Send failed, until the draft changes.
func (m *Model) ComposerError() string {
	if p := m.Active().selected; p != nil {
		return say(p.trouble, m.w)
	}
	return ""
}

// CanWrite says whether there is anyone to write to, and otherwise why not.
func (m *Model) CanWrite() (ok bool, why string) {
	bad := m.nobody()
	return bad == nil, say(bad, m.w)
}

// nobody says why there is nobody to write to; nil is that there is.
func (m *Model) nobody() fieldFault {
	p := m.Active().selected
	switch {
	case m.tab == ClientTab && (m.Client.state != Connected || p == nil || !p.peer.Here):
		return func(w *words.Words) string { return w.NotConnectedYet }
	case m.tab == ClientTab:
		return nil
	case p == nil:
		return func(w *words.Words) string { return w.NoTalkSelected }
	case m.Server.state != Listening:
		return func(w *words.Words) string { return w.ServerNotRunning }
	case p.ID == transport.Everyone && m.Server.here == 0:
		return func(w *words.Words) string { return w.NoGuests }
	case p.ID != transport.Everyone && !p.peer.Here:
		return func(w *words.Words) string { return w.PeerNotHere }
	}
	return nil
}

// outgoing is what Send would send: bytes when the talk takes digits, the draft
// as it is when they are nil.
func (m *Model) outgoing() (bytes []byte, bad fieldFault) {
	if bad := m.nobody(); bad != nil {
		return nil, bad
	}
	empty := func(w *words.Words) string { return w.NothingToSend }
	draft := m.Draft()
	if !m.SendsHex() {
		// White space alone is a message to a program that waits for it, but
		// more often a slip of the Enter key.
		if strings.TrimSpace(draft) == "" {
			return nil, empty
		}
		return nil, nil
	}
	bytes, err := transport.Hex.Encode(draft)
	switch {
	case err != nil:
		return nil, func(w *words.Words) string { return w.HexBad }
	case len(bytes) == 0:
		return nil, empty
	}
	return bytes, nil
}

// Send sends the draft of the open talk. On success the draft is empty. On
// failure it stays, and ComposerError says why, unless there was nothing in it.
func (m *Model) Send() bool {
	s := m.Active()
	p := s.selected
	if p == nil {
		return false
	}
	bytes, bad := m.outgoing()
	if bad == nil {
		var err error
		if bytes != nil {
			err = s.net.SendBytes(p.ID, bytes)
		} else {
			err = s.net.Send(p.ID, p.draft)
		}
		if err != nil {
			bad = errorText(err)
		}
	}
	if bad != nil && strings.TrimSpace(p.draft) == "" {
		return false
	}
	p.trouble = bad
	if bad == nil {
		m.setDraft(s, p, "")
		m.sent(s, p)
	}
	m.settle()
	return bad == nil
}

// sent goes to the end of the talk, where the message will appear; who answers
// has read what was unread.
func (m *Model) sent(s *Side, p *Person) {
	p.unreadFrom = 0
	t := s.Talk()
	if t == nil {
		return
	}
	t.relink()
	if !t.atEnd {
		m.ToEnd()
	}
}
