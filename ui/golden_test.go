package ui

import (
	"strings"
	"testing"
	"time"

	"gioui.org/io/key"

	"confab/transport"
	"confab/ui/internal/uitest"
	"confab/ui/internal/words"
)

// The pictures of README are among these.
var (
	desk   = uitest.Size{Width: 1000, Height: 700, Density: 1}
	phones = uitest.Phone
	// small320 is the least that the window can be made.
	small320 = uitest.Size{Width: 320, Height: 568, Density: 2}
)

// tongue is what people say in the pictures.
type tongue struct {
	lang                                            words.Lang
	host, pump, bridge, galley, gone                string
	ask, good, answer, more, plan, thanks, code, at string
	tide, all, sure, soup, late, draft, needle      string
}

var tongues = map[string]tongue{
	"en": {
		lang: words.English, host: "Marta", bridge: "Bridge", galley: "Galley", pump: "Pump controller", gone: "Old laptop",
		ask:    "Morning! Is the spare impeller still in locker 3?",
		good:   "Yes, second shelf, behind the filters",
		answer: "Found it, thank you. I will change it before we leave the harbour.",
		more:   "Take the blue gasket, the black ones are too thin:\n• clean both faces\n• grease, no glue\n• 9 Nm, crosswise",
		plan:   "Good. Tide turns at 14:20, so we cast off at two.",
		thanks: "Perfect, that leaves time for lunch.",
		code:   "FLOW 12.4 L/min  TEMP 41 C  OK",
		tide:   "Depth at the pier is 3.1 m",
		all:    "Lunch at 12:30 in the galley, everybody",
		sure:   "We will be there!",
		soup:   "There is soup left for two",
		late:   "I am ten minutes late",
		draft:  "See you on deck",
		needle: "er",
		at:     "harbour-office.local:8899",
	},
	"zh": {
		lang: words.Chinese, host: "小雅", bridge: "爸爸", galley: "厨房", pump: "温室传感器", gone: "旧手机",
		ask:    "早上好！昨天买的种子放在哪里了？",
		good:   "在工具间第二层，花盆后面",
		answer: "找到了，谢谢！我吃完饭就去种。",
		more:   "记得用蓝色的小铲子：\n• 土要先浇水\n• 每个坑两粒\n• 上面盖一层薄土",
		plan:   "好的。下午两点可能下雨，我们一点半出发。",
		thanks: "没问题，那还有时间一起吃午饭。",
		code:   "TEMP 24.5 C  HUM 61 %  OK",
		tide:   "今天外面 18 度，有点风",
		all:    "大家十二点半来厨房吃饭",
		sure:   "马上就到！",
		soup:   "还有两碗汤",
		late:   "我晚到十分钟",
		draft:  "到时候见",
		needle: "种",
		at:     "192.168.1.20:8899",
	},
}

func (s *stagedScreen) later(d time.Duration) {
	s.time = s.time.Add(d)
}

// pictured is a stage for a picture, at the first start.
func pictured(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	p := plainPrefs()
	p.Name, p.Language = w.host, w.lang
	s := stagedWith(t, size, p, w.lang)
	s.time = time.Date(2026, time.March, 14, 9, 2, 0, 0, time.UTC)
	return s
}

// aboard is a server with a morning behind it; the talk with the first guest
// is open.
func aboard(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := pictured(t, size, w)
	s.serve(0)
	h := s.host
	bridge := h.come("192.168.1.23:51544", w.bridge)
	s.later(time.Minute)
	galley := h.come("192.168.1.31:40212", w.galley)
	pump := h.come("192.168.1.77:5025", w.pump)
	gone := h.come("[fe80::1c2d:3eff:fe4f:5061%wlan0]:49152", "")
	h.Hear(gone, w.late)
	s.Frame()
	s.model.Select(bridge)
	s.later(9 * time.Minute)
	h.Hear(bridge, w.ask)
	s.Frame()
	say := func(text string) {
		if _, err := h.Send(bridge.Talk(), text); err != nil {
			t.Fatal(err)
		}
		written(h.Fake)
	}
	s.later(time.Minute)
	say(w.good)
	s.later(2 * time.Minute)
	h.Hear(bridge, w.answer)
	s.later(time.Minute)
	say(w.more)
	s.later(3 * time.Minute)
	if _, err := h.Send(transport.Everyone, w.all); err != nil {
		t.Fatal(err)
	}
	written(h.Fake)
	h.Hear(galley, w.soup)
	h.Hear(galley, w.sure)
	h.Hear(pump, w.code)
	h.Part(gone, transport.PeerReset)
	s.later(2 * time.Minute)
	h.Hear(bridge, w.sure)
	h.Hear(bridge, w.plan)
	s.later(time.Minute)
	if _, err := h.Send(bridge.Talk(), w.thanks); err != nil {
		t.Fatal(err)
	}
	s.Frame()
	s.Frame()
	return s
}

// visiting is a client in the middle of a talk.
func visiting(t testing.TB, size uitest.Size, w tongue) *stagedScreen {
	s := pictured(t, size, w)
	s.model.SetTab(1)
	for _, addr := range []string{"[2001:db8:85a3::8a2e:370:7334]:8899", "192.168.1.77:5025"} {
		s.model.ConnectTo(addr)
		s.Frame()
		s.dialer.Answer(transport.NoFault)
		s.Frame()
		s.model.Hangup()
		s.Frame()
	}
	s.model.ConnectTo(w.at)
	s.Frame()
	s.dialer.Answer(transport.NoFault)
	s.Frame()
	at := s.dialer.talking()
	s.later(4 * time.Minute)
	for _, text := range []string{w.tide, w.plan} {
		s.dialer.Hear(at, text)
	}
	s.later(time.Minute)
	if _, err := s.dialer.Send(at.Talk(), w.thanks); err != nil {
		t.Fatal(err)
	}
	written(s.dialer.Fake)
	s.later(time.Minute)
	s.dialer.Hear(at, w.answer)
	s.Frame()
	s.model.SetDraft(w.draft)
	s.Frame()
	s.Frame()
	return s
}

// list goes to the narrow layout's list.
func list(s *stagedScreen) *stagedScreen {
	s.model.Back()
	s.Frame()
	return s
}

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
		s.host.Tell(transport.Event{Kind: transport.Disconnected, Peer: transport.Peer{Addr: "192.168.1.99:40400"},
			Err: &transport.Error{Fault: transport.TLSRefused, Addr: "192.168.1.99:40400"}})
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
		{"alerts", "en", alarm, desk, false},
		{"alerts", "zh", alarm, phones, false},
		{"alerts-list", "zh", unreached, phones, false},
		{"alerts-list", "en", unreached, phones, true},
		{"cramped", "en", cramped, small320, false},
		{"cramped-list", "zh", crampedList, small320, true},
	})
}

// maker sets a scene.
type maker func(testing.TB, uitest.Size, tongue) *stagedScreen

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
