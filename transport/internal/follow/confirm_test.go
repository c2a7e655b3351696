package follow

import (
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/wire"
)

// here says that n members are, or are not.
func (c *call) here(n int, state wire.PresenceState) {
	c.t.Helper()
	for i := range n {
		c.send(&wire.Presence{From: wire.Identity{7, byte(i), byte(i >> 8)}, State: state, Name: "someone"})
	}
}

// confirmed is how long it takes until each of n events is, from the first on.
func (c *call) confirmed(n int) (times []time.Duration) {
	c.t.Helper()
	for i := range uint64(n) {
		began := time.Now()
		c.send(event(i + 1))
		for expect[*wire.Got](c).Cursors[wire.Everyone] <= i {
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times
}

func TestConfirming(t *testing.T) {
	const many, rounds = 3 * crowded, 40
	for _, c := range []struct {
		sentence string
		met      func(*call)
		atOnce   bool
	}{
		{"among few a message is confirmed at once", func(c *call) { c.here(crowded-1, wire.Here) }, true},
		{"among many it is confirmed at a moment of one's own", func(c *call) { c.here(many, wire.Away) }, false},
		{"who has left does not count", func(c *call) { c.here(many, wire.Here); c.here(many, wire.Gone) }, true},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			bubbled(t, func(t *testing.T, _ *client, h *scripted, calls chan net.Conn, _ *atomic.Bool) {
				call := h.receive(t, <-calls)
				call.send(h.welcome(wire.Member))
				c.met(call)
				// What the greeting woke has gone out: it would take the first
				// confirmation with it, whenever that was due.
				synctest.Wait()
				times := call.confirmed(rounds)
				first, last := times[0], times[rounds-1]
				if c.atOnce && last >= diskWait {
					t.Errorf("it took up to %v", last)
				}
				if !c.atOnce && (first < many*hearEach || last >= many*(hearEach+confirmEach) || last-first < many*confirmEach/10) {
					t.Errorf("it took %v", times)
				}
			})
		})
	}
	t.Run("what is said to one alone is confirmed at once among many too", func(t *testing.T) {
		bubbled(t, func(t *testing.T, c *client, h *scripted, calls chan net.Conn, _ *atomic.Bool) {
			call := h.receive(t, <-calls)
			call.send(h.welcome(wire.Member))
			call.here(many, wire.Here)
			e := event(1)
			e.Room = wire.Direct(e.From, wire.Identity(c.config.Self.ID()))
			began := time.Now()
			call.send(e)
			for expect[*wire.Got](call).Cursors[e.Room] == 0 {
			}
			if took := time.Since(began); took >= diskWait {
				t.Errorf("it took %v", took)
			}
		})
	})
}
