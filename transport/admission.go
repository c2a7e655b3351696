package transport

import (
	"net/netip"
	"slices"
	"time"
)

// admission decides which connections a Server takes, from what each address
// already holds. It is guarded by the Server's core.mu.
type admission struct {
	limits Limits
	// held counts every connection, undecided those that are not exempt and
	// not guests yet: a program of this machine locks nobody else out.
	held, undecided int
	sources         map[netip.Prefix]*source
	// sweepAt is at how many sources the idle ones are looked for.
	sweepAt int
	blocked map[netip.Prefix]bool
}

// source is one address, for IPv6 one /64: whoever has one address there has all.
type source struct {
	undecided, guests int
	// opened counts the conns since the window began.
	opened int
	window time.Time
}

// sourcesBeforeSweep is the least sweepAt.
const sourcesBeforeSweep = 4096

func newAdmission(l Limits) *admission {
	return &admission{
		limits: l, sweepAt: sourcesBeforeSweep,
		sources: map[netip.Prefix]*source{}, blocked: map[netip.Prefix]bool{},
	}
}

func sourceOf(a netip.Addr) netip.Prefix {
	bits := 128
	if a.Is6() {
		bits = 64
	} else if a.Is4() {
		bits = 32
	}
	prefix, _ := a.Prefix(bits) // fails for the zero Addr only, and then the zero Prefix is right
	return prefix
}

// exempt addresses are this machine's own.
func (m *admission) exempt(a netip.Addr) bool { return a.IsLoopback() && !m.limits.LimitLoopback }

// enter counts a new connection, or says why it may not stay.
func (m *admission) enter(a netip.Addr, now time.Time) Fault {
	if m.blocked[sourceOf(a)] {
		return Blocked
	}
	if m.held >= m.limits.Guests {
		return LimitReached
	}
	s := m.source(a, now)
	if !m.exempt(a) {
		if now.Sub(s.window) > m.limits.NewWindow {
			s.window, s.opened = now, 0
		}
		s.opened++
		if m.undecided >= m.limits.Undecided || s.undecided >= m.limits.UndecidedPerAddr ||
			s.opened > m.limits.NewPerAddr || s.guests >= m.limits.GuestsPerAddr {
			return LimitReached
		}
		m.undecided++
	}
	s.undecided++
	m.held++
	return NoFault
}

func (m *admission) source(a netip.Addr, now time.Time) *source {
	key := sourceOf(a)
	s := m.sources[key]
	if s == nil {
		if len(m.sources) >= m.sweepAt {
			m.sweep(now)
		}
		s = &source{window: now}
		m.sources[key] = s
	}
	return s
}

// sweep removes the sources that hold nothing and came long ago; when an attack
// from many addresses leaves none to remove, the idle ones go early. The next
// sweep is not before the table has doubled, so that its cost is spread thin.
func (m *admission) sweep(now time.Time) {
	idle := func(s *source) bool { return s.undecided == 0 && s.guests == 0 }
	for key, s := range m.sources {
		if idle(s) && now.Sub(s.window) > m.limits.NewWindow {
			delete(m.sources, key)
		}
	}
	for key, s := range m.sources {
		if len(m.sources) <= sourcesBeforeSweep/2 {
			break
		}
		if idle(s) {
			delete(m.sources, key)
		}
	}
	m.sweepAt = max(sourcesBeforeSweep, 2*len(m.sources))
}

// decided turns an undecided connection into a guest, or says why it may not be one.
func (m *admission) decided(a netip.Addr) Fault {
	s := m.sources[sourceOf(a)]
	m.noLonger(a, s)
	s.guests++
	if !m.exempt(a) && s.guests > m.limits.GuestsPerAddr {
		return LimitReached
	}
	return NoFault
}

// undecide counts a guest as undecided again: it turned out to be something else.
func (m *admission) undecide(a netip.Addr) {
	s := m.sources[sourceOf(a)]
	s.guests--
	s.undecided++
	if !m.exempt(a) {
		m.undecided++
	}
}

// leave uncounts a connection that entered.
func (m *admission) leave(a netip.Addr, wasDecided bool) {
	s := m.sources[sourceOf(a)]
	m.held--
	if wasDecided {
		s.guests--
	} else {
		m.noLonger(a, s)
	}
}

// noLonger uncounts an undecided connection of the source s.
func (m *admission) noLonger(a netip.Addr, s *source) {
	s.undecided--
	if !m.exempt(a) {
		m.undecided--
	}
}

// blockedList is what is blocked, in order: IPv4 addresses, and the /64 of IPv6
// ones.
func (m *admission) blockedList() []string {
	prefixes := make([]netip.Prefix, 0, len(m.blocked))
	for p := range m.blocked {
		prefixes = append(prefixes, p)
	}
	slices.SortFunc(prefixes, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	list := make([]string, len(prefixes))
	for i, p := range prefixes {
		list[i] = p.String()
		if p.IsSingleIP() {
			list[i] = p.Addr().String()
		}
	}
	return list
}
