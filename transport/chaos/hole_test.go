package chaos

import (
	"path/filepath"
	"testing"
	"time"

	"confab/transport"
)

// deadline is within how long a black hole must be noticed at both ends.
const deadline = 26 * time.Second

func TestBlackHole(t *testing.T) {
	for name, ways := range map[string][]direction{
		"both ways":               {up, down},
		"from member to host":     {up},
		"from the host to member": {down},
	} {
		t.Run("a black hole "+name+" is noticed at both ends within 26 s", func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			h := hostIn(t, filepath.Join(dir, "host"))
			p := newProxy(t, h.addr, nil)
			m := memberIn(t, filepath.Join(dir, "member"), "member", p.addr())
			m.post(t, "before")
			h.await(t, 0, patience, "the first message", says("before"))
			m.await(t, 0, patience, "the first message", says("before"))

			here, there := m.length(), h.length()
			for _, way := range ways {
				p.swallow(way, true)
			}
			begun := time.Now()
			m.post(t, "into the hole")
			h.post(t, "out of the hole")
			// What was reported last at one end came while the other was waited for.
			e, n := m.await(t, here, deadline, "that the host is gone", kind(transport.Waiting))
			atMember := m.when(n).Sub(begun)
			_, n = h.await(t, there, deadline-time.Since(begun), "that the member is gone", func(e transport.Event) bool {
				return e.Peer.Identity == m.identity && !e.Peer.Here && e.Kind != transport.Appended
			})
			atHost := h.when(n).Sub(begun)
			t.Logf("noticed after %v at the member (%v) and after %v at the host", atMember.Round(time.Millisecond), e.Err, atHost.Round(time.Millisecond))
			if e.Err == nil {
				t.Error("the member is not told why")
			}
			for _, way := range ways {
				p.swallow(way, false)
			}
			m.Reconnect()
			for _, text := range []string{"into the hole", "out of the hole"} {
				m.await(t, here, patience, text+", once the hole is closed,", says(text))
				h.await(t, there, patience, text+", once the hole is closed,", says(text))
			}
		})
	}
}
