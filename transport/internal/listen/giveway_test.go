package listen

import (
	"testing"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

func TestGuestsThatEndedTheirDirectionGiveWay(t *testing.T) {
	// pipe is a guest that has said all it had to say.
	pipe := func(g *gate, o origin.Origin) *Seat {
		a := g.come(o, fault.NoFault)
		g.settle(a, fault.NoFault)
		g.HalfClosed(a)
		return a
	}
	t.Run("the first of its address to the next of its kind, where there are too many", func(t *testing.T) {
		g := newGate(t, Limits{HalfClosedPerAddr: 2})
		one, two, other := pipe(g, from(1)), pipe(g, from(1)), pipe(g, from(2))
		three := pipe(g, from(1))
		if len(g.cut) != 1 || g.cut[one] != fault.GaveWay || one.Stage() != Gone {
			t.Errorf("cut are %v", g.cut)
		}
		for _, a := range []*Seat{two, other, three} {
			if a.Stage() != Guest {
				t.Errorf("%v is at stage %d", a.From.Addr, a.Stage())
			}
		}
	})
	t.Run("the first of all to whoever needs a place", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 3})
		one := pipe(g, from(1))
		pipe(g, from(2))
		g.come(from(3), fault.NoFault)
		g.come(from(4), fault.NoFault)
		if len(g.cut) != 1 || g.cut[one] != fault.GaveWay {
			t.Errorf("cut are %v", g.cut)
		}
	})
	t.Run("and their places are counted once", func(t *testing.T) {
		g := newGate(t, Limits{Guests: 4, HalfClosed: 1})
		var all []*Seat
		for range 10 {
			all = append(all, pipe(g, from(1)))
		}
		for _, a := range all {
			g.Leave(a)
		}
		for key, source := range g.sources {
			if source.conns != 0 || source.guests != 0 {
				t.Errorf("%v has %d conns, %d guests", key, source.conns, source.guests)
			}
		}
		if g.held != 0 || len(g.ended) != 0 {
			t.Errorf("%d are held, %d have ended their direction", g.held, len(g.ended))
		}
	})
}
