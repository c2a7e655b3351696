//go:build !race

package model

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"confab/transport"
	"confab/ui/internal/prefs"
	"confab/ui/internal/words"
)

var strange = []string{
	"hello", "你好", "two\nlines", "\x1b[31mred\x00", "\u202egpj.exe", "<b>{kept}</b>", "\xff\xfe", "",
	strings.Repeat("long ", 2000), strings.Repeat("\n", 200), strings.Repeat("\r", 5000), "48 65 6c", "4", "   ",
}

// A random walk over everything that can happen and everything a person can do.
func TestWalk(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			st := newStage()
			var trail []string
			for step := range 2500 {
				name := walk(st, rnd)
				if trail = append(trail, name); len(trail) > 25 {
					trail = trail[1:]
				}
				err := broken(st)
				if err == nil && step%50 == 49 {
					st.drain()
					if err = broken(st); err == nil {
						err = settled(st)
					}
				}
				if err != nil {
					t.Fatalf("step %d: %v\nafter %s", step, err, strings.Join(trail, ", "))
				}
			}
		})
	}
}

// walk does one thing and returns its name.
func walk(st *stage, rnd *rand.Rand) string {
	pick := func(f fake) (transport.PeerID, bool) {
		if len(f.Peers()) == 0 {
			return 0, false
		}
		return f.Peers()[rnd.IntN(len(f.Peers()))].ID, true
	}
	guest, some := pick(st.host.common())
	text := strange[rnd.IntN(len(strange))]
	world := []func() string{
		func() string {
			if len(st.host.Addrs()) > 0 && len(st.host.Peers()) < 30 {
				st.host.Come(fmt.Sprintf("10.0.0.%d:%d", rnd.IntN(5), rnd.IntN(9)))
			}
			return "come"
		},
		func() string {
			for range 1 + rnd.IntN(60) {
				if some && st.host.peer(guest).Here {
					st.host.Hear(guest, text)
				}
			}
			return "hear"
		},
		func() string {
			if some && rnd.IntN(3) == 0 {
				st.host.Part(guest, transport.PeerClosed)
			}
			return "part"
		},
		func() string {
			if some && rnd.IntN(3) == 0 {
				st.host.HalfClose(guest)
			}
			return "says nothing more"
		},
		func() string {
			if p, ok := st.dialer.Server(); ok {
				st.dialer.Hear(p.ID, text)
			}
			return "server speaks"
		},
		func() string {
			st.dialer.Answer([]transport.Fault{transport.NoFault, transport.NoFault, transport.Refused, transport.TimedOut}[rnd.IntN(4)])
			return "answer"
		},
		func() string {
			if rnd.IntN(4) == 0 {
				st.dialer.Cut(transport.PeerReset)
			}
			return "cut"
		},
		func() string {
			for _, id := range st.host.Talks() {
				st.host.Write(id)
			}
			return "written"
		},
		func() string {
			if rnd.IntN(5) == 0 {
				st.host.lose()
			}
			return "lose"
		},
		func() string {
			if some && rnd.IntN(3) == 0 {
				if n := uint64(len(st.host.Messages(guest.Talk()))); n > 10 {
					st.host.Drop(guest.Talk(), one(n/2))
				}
			}
			return "journal drops"
		},
		func() string { st.clock = st.clock.Add(time.Duration(rnd.IntN(600)) * time.Second); return "time" },
		func() string { st.drain(); return "drain" },
		func() string { st.drain(); return "drain" },
	}
	person := []func() string{
		func() string { st.StartServer(); return "start" },
		func() string {
			if rnd.IntN(6) == 0 {
				st.StopServer()
			}
			return "stop"
		},
		func() string { st.SetTab(Tab(rnd.IntN(2))); return "tab" },
		func() string { st.Select(guest); return "select" },
		func() string { st.Select(guest); return "select" },
		func() string { st.Select(everyone); return "select everyone" },
		func() string { st.Focus(rnd.IntN(2) == 0); return "focus" },
		func() string { st.SetNarrow(rnd.IntN(2) == 0); return "narrow" },
		func() string { st.Back(); return "back" },
		func() string { st.SetDraft(text); return "draft" },
		func() string { return sendChecked(st) },
		func() string { return sendChecked(st) },
		func() string { st.SetSendHex(rnd.IntN(3) == 0); return "send hex" },
		func() string { st.ToggleHex(); return "hex" },
		func() string { st.SetHexWidth([]int{4, 8, 16}[rnd.IntN(3)]); return "hex width" },
		func() string {
			id := transport.PeerID(rnd.IntN(12))
			if p := st.Active().Selected(); p != nil {
				id = p.ID
			}
			st.SetEncoding(st.Tab(), id, transport.Encodings()[rnd.IntN(len(transport.Encodings()))])
			return "encoding"
		},
		func() string { st.NearTop(); return "top" },
		func() string { st.NearEnd(); return "near end" },
		func() string { st.AtEnd(rnd.IntN(2) == 0); return "at end" },
		func() string { st.ToEnd(); return "to end" },
		func() string { st.ShowAll(st.someRow(rnd)); return "show all" },
		func() string { st.Rename(guest, text); return "rename" },
		func() string { st.DisconnectPeer(guest); return "disconnect" },
		func() string { st.Forget(guest); return "forget" },
		func() string {
			if rnd.IntN(5) == 0 {
				st.Block(guest)
			}
			return "block"
		},
		func() string {
			st.SetPort([]string{"8899", "0", "abc", "70000"}[rnd.IntN(4)])
			return "port"
		},
		func() string {
			st.SetAddress([]string{"h", "h:1", "::1", "confab://x", "a b"}[rnd.IntN(5)])
			return "address"
		},
		func() string { st.Connect(); return "connect" },
		func() string { st.Hangup(); return "hang up" },
		func() string { st.SetLanguage(words.Languages[rnd.IntN(3)]); return "language" },
		func() string { st.SetTheme(prefs.DarkTheme); return "theme" },
		func() string {
			if a := st.Alerts(); len(a) > 0 {
				st.DismissAlert(a[0].Name)
			}
			return "dismiss"
		},
	}
	if rnd.IntN(2) == 0 {
		return world[rnd.IntN(len(world))]()
	}
	return person[rnd.IntN(len(person))]()
}

// sendChecked sends when all events have come, so that canSend and Send must
// agree.
func sendChecked(st *stage) string {
	st.drain()
	can, why := st.canSend()
	editing := st.Editing() // after which the draft from before is there again
	sent := st.Send()
	if p := st.Active().Selected(); p != nil && p.sending != nil {
		return "send later"
	}
	switch {
	case can != sent:
		panic(fmt.Sprintf("canSend is %v (%s), Send %v (%s), draft %.20q", can, why, sent, st.ComposerError(), st.Draft()))
	case !can && why == "":
		panic("no reason is given")
	case sent && !editing && st.Draft() != "":
		panic("the draft is left after Send")
	}
	return "send"
}
