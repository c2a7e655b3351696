//go:build !race

package core

import (
	"fmt"
	"testing"
	"time"
)

// A cable that is cut tells nobody. The test takes as long as the promise; the
// race detector would add nothing to its two processes.

func TestVanishedPeer(t *testing.T) {
	t.Parallel()
	t.Run("both ends of a cable that was cut notice within 26 seconds, idle or with data on its way", func(t *testing.T) {
		c := newCable(t)
		house := c.spawn(c.near, "host", "10.77.0.1:0")
		addr := house.expect(t, "listening")
		guests, ids := make([]*child, 3), make([]int, 3)
		for i := range guests {
			guests[i] = c.spawn(c.far, "guest", 5000, addr)
			guests[i].expect(t, "connected")
			guests[i].tell(t, "send 1 hello")
			if _, err := fmt.Sscan(house.expect(t, "heard"), &ids[i]); err != nil {
				t.Fatal(err)
			}
		}
		c.run("ip", "-n", c.far, "link", "set", "cable", "down")
		// Guest 0 is owed something, guest 1 owes something, guest 2 is idle.
		house.tell(t, "send", ids[0], "into-the-void")
		guests[1].tell(t, "send 1 into-the-void")
		begun, clock := time.Now(), startMetronome(t)
		var latest time.Duration
		within := func(who string, side *child, n int) {
			for range n {
				said, _ := side.next(t, patience, "gone")
				latest = max(latest, time.Since(begun))
				t.Logf("%s: %s after %v", who, said, time.Since(begun).Round(100*time.Millisecond))
				if fault := said[len(said)-len(PeerVanished.String()):]; fault != PeerVanished.String() {
					t.Errorf("%s was told %q", who, said)
				}
			}
		}
		within("host", house, len(guests))
		for i, g := range guests {
			within(fmt.Sprintf("guest %d", i), g, 1)
		}
		if late := clock.late(); latest > 26*time.Second+hops*late {
			t.Errorf("the last noticed after %v; the machine was late by %v", latest, late)
		}
	})
}
