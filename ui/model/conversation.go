package model

import "confab/transport"

// Select opens the talk with a peer on the open tab; in the narrow layout its
// page too. An id that is not in the list changes nothing.
func (m *Model) Select(id transport.PeerID) {
	s := m.Active()
	p := s.people[id]
	if p == nil {
		return
	}
	s.page = TalkPage
	s.uncover()
	s.open(p)
	m.settle()
}

// Back goes from the conversation to the list in the narrow layout. It returns
// false when there is nowhere to go back to.
func (m *Model) Back() bool {
	s := m.Active()
	if !m.narrow || s.page == ListPage {
		return false
	}
	s.leave()
	s.page = ListPage
	m.settle()
	return true
}

// NearTop tells that the first rows come into sight: older ones are loaded.
func (m *Model) NearTop() {
	if t := m.Active().Talk(); t != nil && !t.crowded() {
		t.request(older)
	}
}

// NearEnd tells that the last rows come into sight: newer ones are loaded if
// there are any.
func (m *Model) NearEnd() {
	if t := m.Active().Talk(); t != nil && !t.Complete() {
		t.request(newer)
	}
}

// AtEnd tells whether the end of the rows is visible. While it is not, live
// messages do not push away what the person reads.
func (m *Model) AtEnd(is bool) {
	t := m.Active().Talk()
	if t == nil || t.atEnd == is && (!is || t.fresh == 0) {
		return
	}
	// The end of the rows is not the end of the talk while newer ones lack.
	if is && !t.Complete() {
		t.request(newer)
		return
	}
	t.atEnd = is
	if is {
		t.fresh = 0
	}
	m.settle()
}

// ToEnd goes to the newest message.
func (m *Model) ToEnd() {
	t := m.Active().Talk()
	if t == nil {
		return
	}
	t.atEnd, t.fresh = true, 0
	if t.Complete() {
		t.epoch++
	} else {
		t.asked = nothing
		t.request(theEnd)
	}
	m.settle()
}

// ShowAll shows more of a message that is clipped.
func (m *Model) ShowAll(local uint64) {
	t := m.Active().Talk()
	if t == nil {
		return
	}
	if r := t.Find(local); r != nil && r.Clipped && !r.Expanded {
		r.Expanded = true
		r.render(t.side.style(t.person, r.message))
		m.settle()
	}
}

// HexView says whether the open talk shows bytes.
func (m *Model) HexView() bool {
	p := m.Active().selected
	return p != nil && p.hex
}

// ToggleHex shows the open talk as bytes, or as text again.
func (m *Model) ToggleHex() {
	s := m.Active()
	if t := s.Talk(); t != nil {
		t.person.hex = !t.person.hex
		t.rerender()
		m.settle()
	}
}

// Hint is the sentence of a conversation in which nobody has said anything yet:
// what to do now. Notices of who came and went may stand above it. It is empty when
// there are messages or notices that matter, or the rows are loading.
func (m *Model) Hint() string {
	w, s := m.w, m.Active()
	t := s.Talk()
	switch {
	case t != nil && (t.spoken() || t.telling() || t.Loading() || len(t.rows) > 0 && t.ID() != transport.Everyone):
		return ""
	case m.tab == ClientTab && m.Client.state == Connecting:
		return w.EmptyConnecting
	case m.tab == ClientTab && (m.Client.state == AskingToJoin || m.Client.Outside()):
		return w.EmptyAsking
	case t == nil && m.tab == ClientTab:
		return w.EmptyClient
	case t == nil:
		return w.NoTalkSelected
	case t.dropped && len(t.rows) == 0:
		return w.EverythingGone
	case m.tab == ClientTab && m.Client.state == Connected:
		return w.EmptyServerTalk
	case m.tab == ClientTab && m.Client.state == Reconnecting:
		return w.EmptyTalk
	case m.tab == ClientTab:
		return w.EmptyClient
	case m.Server.state != Listening:
		return w.EmptyStopped
	case t.ID() != transport.Everyone:
		return w.EmptyTalk
	case s.here == 0 && m.HasMembers():
		return w.EmptyInvite
	case s.here == 0:
		return w.EmptyNobody
	}
	return w.EmptyEveryone
}
