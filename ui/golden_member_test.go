package ui

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

// roomy is a client in a room, in the middle of a talk.
func roomy(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := homely(t, size, w)
	s.model.SetTab(model.ClientTab)
	s.model.ConnectTo(w.at)
	s.Frame()
	d := s.dialer
	room, host, other := d.joined(w)
	s.Frame()
	d.speak(room, host, w.all)
	s.later(time.Minute)
	asked := d.speak(room, other, w.ask)
	d.talks[room][asked-1].Reactions = []transport.Reaction{{Text: "+1", Count: 2}}
	s.Frame()
	say := func(text string) {
		s.model.SetDraft(text)
		if !s.model.Send() {
			t.Fatal(s.model.ComposerError())
		}
		s.Frame()
	}
	s.later(time.Minute)
	s.model.Reply(asked)
	say(w.good)
	d.stored()
	s.later(time.Minute)
	answered := d.speak(room, other, w.answer)
	s.Frame()
	s.model.React(answered, "+1")
	say(w.more)
	d.stored()
	s.later(2 * time.Minute)
	say(w.plan)
	d.stored()
	s.Frame()
	talk := s.model.Client.Talk()
	s.model.Edit(talk.At(talk.Len() - 1).Seq)
	say(w.thanks)
	gone := d.speak(room, host, w.late)
	d.change(room, gone, func(m *transport.Message) { m.Text, m.Deleted = "", true })
	s.later(time.Minute)
	say(w.draft)
	d.mark(room, transport.Marks{Got: 7, Read: 4, Seen: 12, Last: 12})
	d.tell(transport.Event{Kind: transport.Typing, Peer: *d.peer(other), Detail: room})
	s.Frame()
	s.Frame()
	return s
}

func TestPicturesOfMembers(t *testing.T) {
	lost := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := roomy(t, size, w)
		s.dialer.lost(3 * time.Second)
		s.Frame()
		s.model.Reply(2)
		s.Frame()
		s.Frame()
		return s
	}
	lostList := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return list(lost(t, size, w)) }
	changed := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.dialer.known = []transport.KnownServer{{Addr: w.at, Name: w.host, Trust: transport.Verified}}
		s.model.SetTab(model.ClientTab)
		s.model.ConnectTo(w.at)
		s.Frame()
		s.dialer.answer(transport.KeyChanged)
		s.Frame()
		s.Frame()
		return s
	}
	choice := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.model.SetTab(model.ClientTab)
		s.Frame()
		return s
	}
	hosting := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.serve(0)
		bridge := s.host.member(w.bridge, func(p *transport.Peer) { p.Trust = transport.Verified })
		galley := s.host.member(w.galley, func(p *transport.Peer) { p.Here = false })
		guest := s.host.come("192.168.1.77:5025", w.pump)
		s.host.hear(guest, w.code)
		s.Frame()
		s.model.LetIn(guest, true)
		s.host.member(w.gone, func(p *transport.Peer) { p.Asking = true })
		s.host.notice(bridge, transport.PeerConnected, transport.NoFault)
		s.host.notice(galley, transport.PeerConnected, transport.NoFault)
		s.host.notice(galley, transport.PeerDisconnected, transport.PeerClosed)
		s.host.speak(transport.Everyone, bridge, w.ask)
		s.host.add(transport.Everyone, transport.Message{ID: s.host.newID(), Kind: transport.Incoming, Peer: guest, Name: w.pump, Text: w.code, ByGuest: true})
		s.Frame()
		s.Frame()
		return s
	}
	verify := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := roomy(t, size, w)
		s.model.AskWords(2)
		s.Frame()
		s.Frame()
		return s
	}
	found := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := roomy(t, size, w)
		s.screen.toggleSearch()
		s.model.SetQuery(w.needle)
		s.Frame()
		s.Frame()
		s.screen.conversation.extras.search.SetText(w.needle)
		s.Frame()
		return s
	}
	foundSoFar := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := found(t, size, w)
		s.dialer.indexing = transport.Indexing{Done: 340_000, Total: 1_000_000}
		s.dialer.tell(transport.Event{Kind: transport.Indexed, Detail: s.dialer.indexing})
		s.model.SetQuery("")
		s.model.SetQuery(w.needle)
		s.Frame()
		s.Frame()
		return s
	}
	compare(t, []picture{
		{"room", "en", roomy, desk, false},
		{"room", "zh", roomy, phones, true},
		{"room-lost", "en", lost, phones, false},
		{"room-lost", "zh", lost, desk, true},
		{"room-lost-list", "en", lostList, phones, true},
		{"changed-key", "en", changed, desk, true},
		{"changed-key", "zh", changed, phones, false},
		{"client-choice", "en", choice, phones, false},
		{"hosting", "en", hosting, desk, false},
		{"hosting", "zh", hosting, desk, true},
		{"verify", "en", verify, desk, false},
		{"verify", "zh", verify, phones, true},
		{"found", "en", found, desk, false},
		{"found-so-far", "en", foundSoFar, desk, false},
		{"found-so-far", "en", foundSoFar, phones, true},
		{"found-so-far", "zh", foundSoFar, phones, false},
	})
}
