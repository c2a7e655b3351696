package listen

import (
	"slices"

	"confab/transport/internal/fault"
)

// HalfClosed takes note that a guest has ended its direction: it gives way to others
// now, and to one of its own kind where there are too many.
func (m *Admission) HalfClosed(a *Seat) {
	if a.stage != Guest {
		return
	}
	m.ended = append(m.ended, a)
	own := share{key: sourceKey{place: a.From.Place()}}
	if n := m.endedOf(own); !m.exempt(a.From) && n > m.limits.HalfClosedPerAddr {
		m.giveWay(own.holds)
	}
	if len(m.ended) > m.limits.HalfClosed {
		m.giveWay(anyone)
	}
}

// endedOf is how many of a source have ended their direction.
func (m *Admission) endedOf(s share) (n int) {
	for _, a := range m.ended {
		if s.holds(a) {
			n++
		}
	}
	return n
}

// giveWay ends the conn of who ended its direction first of those that are meant, and
// reports whether there was one.
func (m *Admission) giveWay(meant func(*Seat) bool) bool {
	at := slices.IndexFunc(m.ended, meant)
	if at < 0 {
		return false
	}
	a := m.ended[at]
	m.ended = slices.Delete(m.ended, at, at+1)
	m.withdraw(a)
	m.held--
	a.stage = Gone
	a.cut(fault.GaveWay)
	return true
}

func anyone(*Seat) bool { return true }

// holds reports whether a connection is counted there.
func (s share) holds(a *Seat) bool {
	return slices.ContainsFunc(shares(a.From), func(o share) bool { return o.key == s.key })
}
