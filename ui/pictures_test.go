//go:build !race

package ui

import (
	"strings"
	"testing"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
)

// golden draws the screen as it is now.
func (s *stagedScreen) golden(t *testing.T, name string, size uitest.Size, dark bool) {
	t.Helper()
	s.dark = dark
	uitest.Golden(t, name, size, s.page)
}

func TestPictures(t *testing.T) {
	settings := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := homely(t, size, w)
		s.screen.settings.toggle(s.screen)
		s.Frame()
		return s
	}
	alarm := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		const far = "[fe80::1c2d:3eff:fe4f:5061%enp0s31f6]:8899"
		s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
		s.dialer.Tell(transport.Event{Kind: transport.DialFailed, Addr: far, Err: &transport.Error{Fault: transport.TimedOut, Addr: far}})
		s.host.Tell(transport.Event{Kind: transport.DiskTrouble, Err: &transport.Error{Fault: transport.DiskFull}})
		s.Frame()
		s.Frame()
		return s
	}
	unreached := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := pictured(t, size, w)
		s.model.SetTab(1)
		s.model.ConnectTo(w.at)
		s.Frame()
		s.dialer.Answer(transport.TimedOut)
		s.host.Tell(transport.Event{Kind: transport.AcceptFailed, Err: &transport.Error{Fault: transport.TooManyOpen}})
		s.Frame()
		s.Frame()
		return s
	}
	stopped := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := pictured(t, size, w)
		s.model.SetPort("70000")
		s.model.StartServer()
		s.Frame()
		return s
	}
	people := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return list(aboard(t, size, w)) }
	menu := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		s.Click(s.screen.words().TalkMenu)
		return s
	}
	turnedAway := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		for more, fault := range []transport.Fault{transport.PlainRefused, transport.RequestRefused} {
			s.host.Say(transport.Everyone, transport.Message{Kind: transport.Notice, Notice: transport.PeerDisconnected,
				Name: "192.168.1.99:40400", Fault: fault, More: 1200 * more})
		}
		s.model.Select(0)
		s.Frame()
		s.Frame()
		return s
	}
	guess := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		id := s.model.Active().Selected().ID
		s.host.Turn(transport.Changed, id, func(p *transport.Peer) {
			p.Encoding, p.Guessed, p.Likely = transport.Windows1251, true, [2]transport.Encoding{transport.KOI8R, transport.Windows1252}
		})
		text, err := transport.Windows1251.Encode("Да, конечно")
		if err != nil {
			t.Fatal(err)
		}
		s.host.Hear(id, string(text))
		s.Frame()
		s.model.SetDraft("你好")
		s.Frame()
		s.Frame()
		return s
	}
	encodings := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := guess(t, size, w)
		s.Click(s.screen.words().GuessOther)
		return s
	}
	field := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		s.Click(s.screen.words().Composer)
		s.Type(w.draft)
		s.Press("A", key.ModShortcut)
		s.RightClick(s.screen.words().Composer)
		return s
	}
	bytes := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		s.Click(s.screen.words().HexView)
		id := s.model.Active().Selected().ID
		s.host.Hear(id, "\n")
		s.host.Hear(id, "Depth 3.1 m\x00 水深三米一 \x7f\xff\r\nTide 14:20\x00")
		s.Frame()
		s.Frame()
		return s
	}
	// The last pieces of a message that is shown whole, of ours.
	long := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		if _, err := s.host.Send(s.host.Peers()[0].Talk(), strings.Repeat(strings.Repeat(w.ask+" "+w.answer+" ", 7)+"\n"+w.more+"\n", 11)+w.thanks); err != nil {
			t.Fatal(err)
		}
		written(s.host.Fake)
		s.Frame()
		s.showLast()
		return s
	}
	ended := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := aboard(t, size, w)
		s.host.HalfClose(s.model.Active().Selected().ID)
		s.Frame()
		s.Frame()
		return s
	}
	endedList := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return list(ended(t, size, w)) }
	endedServer := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := visiting(t, size, w)
		s.dialer.HalfClose(s.dialer.talking())
		s.Frame()
		s.Frame()
		return s
	}
	endedServerList := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen { return list(endedServer(t, size, w)) }
	// What is long and large on the narrowest window there can be.
	cramped := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := alarm(t, size, w)
		s.model.SetTextScale(1.5)
		s.host.Rename(1, w.more+w.more)
		s.host.Tell(transport.Event{Kind: transport.Listening, Detail: []string{
			"192.168.1.5:8899", "[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8899", "[fe80::1c2d:3eff:fe4f:5061%enp0s31f6]:8899",
		}})
		s.Frame()
		return s
	}
	crampedList := func(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
		s := list(cramped(t, size, w))
		for _, a := range s.model.Alerts() {
			s.model.DismissAlert(a.Name)
		}
		s.Frame()
		s.Scroll(320)
		return s
	}
	compare(t, []picture{
		{"server-first-start", "en", pictured, desk, false},
		{"server-first-start", "zh", pictured, desk, true},
		{"server-stopped", "zh", stopped, phones, true},
		{"server-talk", "en", aboard, desk, false},
		{"server-talk", "en", aboard, phones, true},
		{"server-talk", "zh", aboard, desk, true},
		{"server-talk", "zh", aboard, phones, false},
		{"server-people", "en", people, phones, false},
		{"server-people", "zh", people, phones, true},
		{"server-menu", "en", menu, desk, true},
		{"guess", "en", guess, desk, false},
		{"guess", "zh", guess, desk, true},
		{"guess", "en", guess, phones, true},
		{"guess", "zh", guess, phones, false},
		{"guess-least", "en", guess, small320, false},
		{"encodings", "en", encodings, desk, true},
		{"encodings", "zh", encodings, desk, false},
		{"encodings", "en", encodings, phones, false},
		{"encodings", "zh", encodings, phones, true},
		{"field-menu", "en", field, desk, false},
		{"field-menu", "zh", field, phones, true},
		{"field-menu", "en", field, phones, false},
		{"field-menu", "zh", field, desk, true},
		{"server-bytes", "en", bytes, desk, false},
		{"server-bytes", "en", bytes, phones, true},
		{"long", "en", long, desk, false},
		{"long", "zh", long, phones, true},
		{"client-talk", "en", visiting, desk, true},
		{"client-talk", "zh", visiting, desk, false},
		{"client-talk", "en", visiting, phones, false},
		{"half-closed", "en", ended, desk, false},
		{"half-closed", "zh", endedList, phones, true},
		{"half-closed-server", "zh", endedServer, desk, true},
		{"half-closed-server", "en", endedServerList, phones, false},
		{"settings", "en", settings, desk, false},
		{"settings", "zh", settings, phones, true},
		{"turned-away", "en", turnedAway, desk, true},
		{"turned-away", "zh", turnedAway, phones, false},
		{"alerts", "en", alarm, desk, false},
		{"alerts", "zh", alarm, phones, false},
		{"alerts-list", "zh", unreached, phones, false},
		{"alerts-list", "en", unreached, phones, true},
		{"cramped", "en", cramped, small320, false},
		{"cramped-list", "zh", crampedList, small320, true},
	})
}

// picture is one golden: what is shown, in which language, where.
type picture struct {
	name, lang string
	make       maker
	size       uitest.Size
	dark       bool
}

// compare draws pictures and holds them against the golden ones.
func compare(t *testing.T, pictures []picture) {
	for _, p := range pictures {
		name := p.name + "-phone"
		if p.size == desk {
			name = p.name + "-desktop"
		}
		if p.dark {
			name += "-dark"
		} else {
			name += "-light"
		}
		name += "-" + p.lang
		t.Run(name, func(t *testing.T) {
			p.make(t, p.size, tongues[p.lang]).golden(t, name, p.size, p.dark)
		})
	}
}
