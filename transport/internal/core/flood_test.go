//go:build unix

package core

import (
	"slices"
	"testing"
	"time"

	"confab/transport/internal/listen"
)

func needDescriptors(t testing.TB, n int) {
	t.Helper()
	if have := listen.Descriptors(); have < n {
		t.Fatalf("this test opens %d sockets, and this machine lets a process have %d descriptors: raise its hard limit (ulimit -Hn)", n, have)
	}
}

// count waits until there are n of something, while the honest guest talks.
func count(t testing.TB, h *honest, something string, n int, have func() int) {
	t.Helper()
	tooLate := until(2 * patience)
	h.talkUntil(func() bool {
		if tooLate() {
			t.Fatalf("%s: %d, want %d", something, have(), n)
		}
		return have() == n
	})
}

// flood is TestFlood with so many strangers.
func flood(t *testing.T, strangers int) {
	for _, how := range []string{"silent", "drip"} {
		t.Run(map[string]string{
			"silent": "an honest guest talks on among thousands who say nothing",
			"drip":   "an honest guest talks on among thousands who send a byte every two seconds",
		}[how], func(t *testing.T) {
			needDescriptors(t, strangers+200)
			// Those who have closed are gone at once, and not when they do not answer for long.
			s, _, addr := startEcho(t, programs)
			h := newHonest(t, addr)
			h.talk()
			strange := spawn(t, nil, "crowd", addr, strangers, how)
			count(t, h, "guests in the roster", strangers+1, func() int { return len(s.Peers()) })
			h.talkUntil(until(4500 * time.Millisecond)) // past plain.SilentAfter, and two rounds of bytes
			count(t, h, "strangers became guests", strangers+1, func() int {
				return len(slices.DeleteFunc(s.Peers(), func(p Peer) bool {
					return p.Kind != Plain || how == "drip" && p.Silent
				}))
			})
			newcomer := newHonest(t, addr)
			newcomer.talk()
			h.judge(t, how+" strangers")
			strange.end(t)
			count(t, h, "guests left", 2, func() int {
				return len(slices.DeleteFunc(s.Peers(), func(p Peer) bool { return !p.Here }))
			})
		})
	}
}
