package ui

import (
	"testing"
	"time"

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

// maker sets a scene.
type maker func(testing.TB, uitest.Size, tongue) *stagedScreen
