package listen

import (
	"slices"

	"confab/transport/internal/origin"
)

// Block keeps an origin out, until Unblock.
func (m *Admission) Block(o origin.Origin) {
	card := o.Machine
	if o.Addr.Is4() {
		card = origin.Machine{}
	}
	m.blocked[o.Place()] = card
}

// Unblock lets a place in again, and for an address the /64 that it lies in: with
// that it was blocked where it is not on a link of ours.
func (m *Admission) Unblock(p origin.Place) {
	delete(m.blocked, p)
	delete(m.blocked, p.Wide())
}

// IsBlocked reports whether an origin is kept out. A conn may have come over
// another of our networks than when its address was blocked, so that its /64 was
// meant then and its address now.
func (m *Admission) IsBlocked(o origin.Origin) bool {
	if len(m.blocked) == 0 {
		return false
	}
	for _, place := range []origin.Place{o.Single(), o.Wide()} {
		if _, is := m.blocked[place]; is {
			return true
		}
	}
	if o.Addr.Is4() || o.Machine == (origin.Machine{}) {
		return false
	}
	for _, card := range m.blocked {
		if card == o.Machine {
			return true
		}
	}
	return false
}

// Blocked is what Block keeps out, in order: addresses, and the /64 of IPv6 ones
// that are not on a link of ours.
func (m *Admission) Blocked() []string {
	places := make([]origin.Place, 0, len(m.blocked))
	for p := range m.blocked {
		places = append(places, p)
	}
	slices.SortFunc(places, origin.Place.Compare)
	list := make([]string, len(places))
	for i, p := range places {
		list[i] = p.String()
	}
	return list
}
