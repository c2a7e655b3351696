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
	if p.sending != nil && !strings.HasPrefix(text, p.sending.text) {
		s.callOff(p) // the person goes on writing it
	}
	m.setDraft(s, p, text)
	if text != "" && s.ofMembers(p) && p.aside.editing == (transport.MessageID{}) {
		s.net.Typing(p.Talk())
	}
	m.settle()
}

func (m *Model) setDraft(s *Side, p *Person, text string) {
	p.draft = text
	if p.aside.editing != (transport.MessageID{}) {
		return // what is being changed is no draft
	}
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
	return p != nil && !m.Active().ofMembers(p) && (p.sendHex || p.peer.Encoding == transport.Hex)
}

// SetSendHex chooses whether the open talk takes hexadecimal digits.
func (m *Model) SetSendHex(on bool) {
	if p := m.Active().selected; p != nil {
		p.sendHex, p.trouble = on, nil
		m.settle()
	}
}

// ComposerError says why the last Send failed, until the draft changes, or what in
// the draft cannot be written to whom it is for.
func (m *Model) ComposerError() string {
	p := m.Active().selected
	switch {
	case p == nil:
		return ""
	case p.trouble != nil:
		return say(p.trouble, m.w)
	}
	return say(m.lacks(), m.w)
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
	case m.tab == ClientTab && m.Client.IsPast(p):
		return func(w *words.Words) string { return w.PastYet }
	case m.tab == ClientTab && m.Client.state == AskingToJoin:
		return func(w *words.Words) string { return w.AskingToJoin }
	case m.tab == ClientTab && m.Client.Outside():
		return func(w *words.Words) string { return w.NotLetInYet }
	case m.tab == ClientTab && m.Client.changedKey != "" && (p == nil || !m.Client.writable(p)):
		return func(w *words.Words) string { return w.KeyChangedYet }
	case m.tab == ClientTab && (p == nil || !m.Client.writable(p)):
		return func(w *words.Words) string { return w.NotConnectedYet }
	case m.tab == ClientTab:
		return nil
	case p == nil:
		return func(w *words.Words) string { return w.NoTalkSelected }
	case m.Server.state != Listening:
		return func(w *words.Words) string { return w.ServerNotRunning }
	case p.Talk() == transport.Everyone && m.Server.here == 0 && !m.Server.anyMember():
		return func(w *words.Words) string { return w.NoGuests }
	case p.Asking:
		return func(w *words.Words) string { return w.AsksToJoin(p.Title) }
	case p.Talk() != transport.Everyone && !p.peer.Here && !p.Member:
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

// Send sends the draft of the open talk, and behind it the files that wait there. On success
// the draft is empty. On failure it stays, and ComposerError says why, unless there was
// nothing in it. With files it may go later: see sending.
func (m *Model) Send() bool {
	s := m.Active()
	p := s.selected
	if p == nil {
		return false
	}
	editing := p.aside.editing != transport.MessageID{}
	if len(p.attached) > 0 && !editing {
		return m.sendWithFiles(s, p)
	}
	bytes, bad := m.outgoing()
	if bad == nil {
		if err := s.send(p, bytes); err != nil {
			bad = errorText(err)
		}
	}
	if bad != nil && strings.TrimSpace(p.draft) == "" {
		return false
	}
	if bad == nil && editing {
		m.endAside(s, p)
	} else if bad == nil {
		p.aside = aside{}
		m.setDraft(s, p, "")
		m.sent(s, p)
	}
	p.trouble = bad
	m.settle()
	return bad == nil
}

// send sends the draft of the talk with p, or bytes where it takes digits, or
// puts the draft in the place of the message that is being edited.
func (s *Side) send(p *Person, bytes []byte) error {
	if p.aside.editing != (transport.MessageID{}) {
		return s.net.Edit(p.Talk(), p.aside.editing, p.draft)
	}
	return s.say(p, p.draft, bytes, p.aside.replyTo)
}

// say sends a text in the talk with p, or bytes where they are not nil.
func (s *Side) say(p *Person, text string, bytes []byte, answers transport.MessageID) error {
	if bytes != nil {
		_, err := s.net.SendBytes(p.Talk(), bytes)
		return err
	}
	_, err := s.net.Post(p.Talk(), transport.Draft{Text: text, ReplyTo: answers})
	return err
}

// sent goes to the end of the talk, where the message will appear; who answers
// has read what was unread.
func (m *Model) sent(s *Side, p *Person) {
	p.unreadFrom = transport.Place{}
	t := s.Talk()
	if t == nil || s.selected != p {
		return
	}
	t.relink()
	if !t.atEnd {
		m.ToEnd()
	}
}
