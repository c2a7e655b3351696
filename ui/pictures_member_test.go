//go:build !race

package ui

import (
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/model"
)

func TestPicturesOfMembers(t *testing.T) {
	lost := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := roomy(t, size, w)
		// In the picture the members are not told to be gone, and one still writes.
		*s.dialer.lose = true
		s.dialer.lost(3 * time.Second)
		*s.dialer.lose = false
		p := s.dialer.peer(s.dialer.talking())
		s.dialer.Tell(transport.Event{Kind: transport.Waiting, Addr: p.Addr, Peer: p, Detail: s.time.Add(3 * time.Second),
			Err: &transport.Error{Fault: transport.PeerReset, Addr: p.Addr}})
		s.Frame()
		s.model.Reply(s.key(one(2)))
		s.Frame()
		s.Frame()
		return s
	}
	lostList := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return list(lost(t, size, w)) }
	changed := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.dialer.SetKnown(transport.KnownServer{Addr: w.at, Name: w.host, Trust: transport.Verified})
		s.model.SetTab(model.ClientTab)
		// In the picture nothing but the list of known servers says whom it is about.
		*s.dialer.lose = true
		s.model.ConnectTo(w.at)
		s.Frame()
		s.dialer.Answer(transport.KeyChanged)
		*s.dialer.lose = false
		s.dialer.Tell(transport.Event{Kind: transport.DialFailed, Addr: w.at, Err: &transport.Error{Fault: transport.KeyChanged, Addr: w.at}})
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
		known := func(key byte, kind transport.EventKind, p transport.Peer) transport.PeerID {
			p.Kind, p.Identity, p.Addr, p.Since = transport.Member, transport.ID{0: key, 31: 7}, "192.168.1.40:51544", s.time
			id := s.host.Add(p)
			s.host.Turn(kind, id, func(*transport.Peer) {})
			return id
		}
		bridge := known(1, transport.Connected, transport.Peer{Name: w.bridge, Trust: transport.Verified, Here: true})
		galley := known(2, transport.Changed, transport.Peer{Name: w.galley, Trust: transport.Unverified})
		guest := s.host.come("192.168.1.77:5025", w.pump)
		s.host.Hear(guest, w.code)
		s.Frame()
		s.host.Turn(transport.Changed, guest, func(p *transport.Peer) { p.InRoom = true })
		s.host.Tell(transport.Event{Kind: transport.Changed, Peer: transport.Peer{InRoom: true}})
		known(3, transport.Connected, transport.Peer{Name: w.gone, Trust: transport.Unverified, Here: true, Asking: true})
		s.host.notice(bridge, transport.PeerConnected, transport.NoFault)
		s.host.notice(galley, transport.PeerConnected, transport.NoFault)
		s.host.notice(galley, transport.PeerDisconnected, transport.PeerClosed)
		s.host.Speak(transport.Everyone, bridge, w.ask)
		s.host.Say(transport.Everyone, transport.Message{ID: s.host.NewID(), Kind: transport.Incoming, Peer: guest, Name: w.pump, Text: w.code, ByGuest: true})
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
		s.dialer.SetIndexing(transport.Indexing{Done: 340_000, Total: 1_000_000})
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
		{"members", "en", membersOpen, desk, false},
		{"members", "zh", membersOpen, phones, true},
		{"verify", "en", verify, desk, false},
		{"verify", "zh", verify, phones, true},
		{"found", "en", found, desk, false},
		{"found-so-far", "en", foundSoFar, desk, false},
		{"found-so-far", "en", foundSoFar, phones, true},
		{"found-so-far", "zh", foundSoFar, phones, false},
	})
}
