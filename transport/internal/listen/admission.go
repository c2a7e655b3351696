package listen

import (
	"slices"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
	"confab/transport/internal/wire"
)

// Admission decides which connections a Server takes, from what each origin
// already holds. Make one with NewAdmission. It locks nothing: one goroutine owns it,
// with its Seats.
//
// Strangers are counted by where they come from, members by their keys. So a
// connection that is over a limit of its address, or from a blocked one, may still
// prove that it is a member's: in few seats of their own, for TLS and nothing else.
type Admission struct {
	limits Limits
	// held counts every connection that is no member's.
	held int
	// undecided are those that are not exempt and not guests yet: a program of
	// this machine locks nobody else out.
	undecided origin.Pool[*Seat]
	// proving are those that may only prove a key.
	proving origin.Pool[*Seat]
	// browsing are those of browsers that are not exempt: a download may take long, and
	// is to take no place from those that are undecided.
	browsing origin.Pool[*Seat]
	sources  map[sourceKey]*source
	// sweepAt is at how many sources the idle ones are looked for.
	sweepAt int
	members map[wire.Identity]*opened
	// carriers is members for the connections of files.
	carriers map[wire.Identity]*opened
	// ended are the guests who said all they had to say, who did first in front.
	ended []*Seat
	// blocked is what Block keeps out, with the card of an IPv6 address whose
	// machine can take another one at any time.
	blocked map[origin.Place]origin.Machine
}

// Seat is one connection that an Admission counts. Only that changes it.
type Seat struct {
	From origin.Origin
	// Only is why it may do nothing but prove a key; NoFault: it may do all.
	Only fault.Fault
	// Retry is when the limit that refused it lets its origin in again.
	Retry time.Time

	stage Stage
	// opened is when it was counted in the windows of its sources; zero: it was not.
	opened time.Time
	// cut ends the connection, as its seat is needed for another.
	cut func(fault.Fault)
}

// Stage is what a connection is counted as.
type Stage uint8

const (
	// Undecided may still become anything. It is the zero value.
	Undecided Stage = iota
	// Proving may only prove a key.
	Proving
	// Guest is a plain guest.
	Guest
	// Browsing is a browser.
	Browsing
	// Member has proved the key of a member.
	Member
	// Gone has given its place to another.
	Gone
)

// Stage returns what the connection is counted as.
func (a *Seat) Stage() Stage { return a.stage }

// sourceKey is what strangers are counted by: a place, a machine or a network.
type sourceKey struct {
	place   origin.Place
	machine origin.Machine
	network bool // whether place is one
}

// source is what strangers of one origin hold. It is idle with no conns.
type source struct {
	conns, guests int
	opened
	// proveAt is when the next conn over a limit may come to prove a key, in the
	// manner of a leaky bucket: it may be ahead of the time by proveBurst.
	proveAt time.Time
}

// opened counts conns since a window of time began.
type opened struct {
	n      int
	window time.Time
}

// add counts one more, and returns how many the window has.
func (o *opened) add(now time.Time, length time.Duration) int {
	if now.Sub(o.window) > length {
		o.window, o.n = now, 0
	}
	o.n++
	return o.n
}

const (
	// sourcesBeforeSweep is the least sweepAt.
	sourcesBeforeSweep = 4096
	// provingAtOnce and provingPerPlace bound the conns that may only prove a key.
	// After provingOld they give way to a newcomer of the same address: a handshake
	// is over by then, and who says nothing keeps no member out.
	provingAtOnce, provingPerPlace = 32, 4
	provingOld                     = 50 * time.Millisecond
	// proveEvery and proveBurst bound how often one address has a handshake over
	// its limits, each of which costs some work: 20 at once, then one a second.
	proveEvery, proveBurst = time.Second, 20 * time.Second
	// browsingAtOnce and browsingPerPlace bound the conns of browsers.
	browsingAtOnce, browsingPerPlace = 64, 8
)

// NewAdmission returns an Admission in which nobody is.
func NewAdmission(l Limits) *Admission {
	return &Admission{
		limits: l, sweepAt: sourcesBeforeSweep,
		undecided: origin.Pool[*Seat]{Size: l.Undecided, PerPlace: l.UndecidedPerAddr},
		proving:   origin.Pool[*Seat]{Size: provingAtOnce, PerPlace: provingPerPlace, Old: provingOld},
		browsing:  origin.Pool[*Seat]{Size: browsingAtOnce, PerPlace: browsingPerPlace},
		sources:   map[sourceKey]*source{}, members: map[wire.Identity]*opened{}, carriers: map[wire.Identity]*opened{}, blocked: map[origin.Place]origin.Machine{},
	}
}

// exempt addresses are this machine's own.
func (m *Admission) exempt(o origin.Origin) bool {
	return o.Addr.IsLoopback() && !m.limits.LimitLoopback
}

// share is a source that a connection belongs to, and how many times what one
// address may have it may have.
type share struct {
	key   sourceKey
	times int
}

// shares are the sources of an origin, the narrowest first. That of a network
// bounds only its guests; see guestsMost.
func shares(o origin.Origin) []share {
	all := []share{{sourceKey{place: o.Place()}, 1}, {sourceKey{place: o.Network(), network: true}, 0}}
	if o.Machine != (origin.Machine{}) {
		all = append(all, share{sourceKey{machine: o.Machine}, origin.PerMachine})
	}
	return all
}

// guestsMost is how many guests one share may have. A network leaves some to
// others.
func (m *Admission) guestsMost(s share) int {
	if s.times == 0 {
		return m.limits.Guests - m.limits.Guests/4
	}
	return s.times * m.limits.GuestsPerAddr
}

// Enter counts a new connection, which cut ends. It returns nil and why when the
// connection may not stay; with prove one that may not may prove a key, and then
// its Only is that why. cut is called for another one's sake, by the methods of the
// Admission.
func (m *Admission) Enter(o origin.Origin, now time.Time, prove bool, cut func(fault.Fault)) (*Seat, fault.Fault) {
	a := &Seat{From: o, cut: cut}
	why := m.barred(a, now)
	if why == fault.NoFault && !m.exempt(o) {
		why = m.seat(&m.undecided, a, now)
	}
	if why != fault.NoFault {
		if !prove || m.held >= m.limits.Guests+provingAtOnce || m.seat(&m.proving, a, now) != fault.NoFault {
			return nil, why
		}
		a.stage, a.Only = Proving, why
	}
	m.count(o, 1, 0)
	m.held++
	return a, fault.NoFault
}

// seat gives a connection a seat, another's perhaps, which is cut.
func (m *Admission) seat(p *origin.Pool[*Seat], a *Seat, now time.Time) fault.Fault {
	given, gave, ok := p.Enter(a, a.From, now)
	if gave {
		given.cut(fault.LimitReached)
	}
	if !ok {
		return fault.LimitReached
	}
	return fault.NoFault
}

// barred says why a new connection may not come in, from what its origin holds
// already.
func (m *Admission) barred(a *Seat, now time.Time) fault.Fault {
	a.Retry = now.Add(busyRetry)
	switch {
	case m.IsBlocked(a.From):
		return fault.Blocked
	case m.held >= m.limits.Guests && !m.giveWay(anyone):
		return fault.LimitReached
	case m.exempt(a.From):
		return fault.NoFault
	}
	why := fault.NoFault
	a.opened = now
	for _, share := range shares(a.From) {
		s := m.source(share.key, now)
		if share.times > 0 && s.add(now, m.limits.NewWindow) > share.times*m.limits.NewPerAddr {
			why, a.Retry = fault.LimitReached, s.window.Add(m.limits.NewWindow)
		}
		if s.guests >= m.guestsMost(share) && !m.giveWay(share.holds) {
			why = fault.LimitReached
		}
	}
	return why
}

// busyRetry is when to come again where conns must end first.
const busyRetry = 30 * time.Second

// MayProve counts the handshake of a connection that may only prove a key, and
// reports whether its origin may have one now.
func (m *Admission) MayProve(a *Seat, now time.Time) bool {
	for _, share := range shares(a.From) {
		if share.times == 0 {
			continue
		}
		s := m.source(share.key, now)
		next := s.proveAt
		if earliest := now.Add(-proveBurst); next.Before(earliest) {
			next = earliest
		}
		if next.After(now) {
			return false
		}
		s.proveAt = next.Add(proveEvery / time.Duration(share.times))
	}
	return true
}

func (m *Admission) source(key sourceKey, now time.Time) *source {
	s := m.sources[key]
	if s == nil {
		if len(m.sources) >= m.sweepAt {
			m.sweep(now)
		}
		s = &source{opened: opened{window: now}}
		m.sources[key] = s
	}
	return s
}

// count changes what the sources of an origin hold.
func (m *Admission) count(o origin.Origin, conns, guests int) {
	for _, share := range shares(o) {
		s := m.source(share.key, time.Now())
		s.conns += conns
		s.guests += guests
	}
}

// sweep removes the sources that hold nothing and came long ago; when an attack
// from many addresses leaves none to remove, the idle ones go early. The next
// sweep is not before the table has doubled, so that its cost is spread thin.
func (m *Admission) sweep(now time.Time) {
	for key, s := range m.sources {
		if s.conns == 0 && now.Sub(s.window) > m.limits.NewWindow {
			delete(m.sources, key)
		}
	}
	for key, s := range m.sources {
		if len(m.sources) <= sourcesBeforeSweep/2 {
			break
		}
		if s.conns == 0 {
			delete(m.sources, key)
		}
	}
	m.sweepAt = max(sourcesBeforeSweep, 2*len(m.sources))
}

// Decided turns an undecided connection into a guest, or says why it may not be
// one.
func (m *Admission) Decided(a *Seat) fault.Fault {
	if a.stage == Guest {
		return fault.NoFault // it was silent for long
	}
	m.undecided.Leave(a)
	a.stage = Guest
	m.count(a.From, 0, 1)
	if m.exempt(a.From) {
		return fault.NoFault
	}
	for _, share := range shares(a.From) {
		if m.sources[share.key].guests > m.guestsMost(share) && !m.giveWay(share.holds) {
			return fault.LimitReached
		}
	}
	return fault.NoFault
}

// Browse turns a connection that is undecided, or was silent for long, into that of a
// browser, or says why it may not be one.
func (m *Admission) Browse(a *Seat, now time.Time) fault.Fault {
	switch a.stage {
	case Undecided:
		m.undecided.Leave(a)
	case Guest:
		m.count(a.From, 0, -1)
		m.ended = slices.DeleteFunc(m.ended, func(b *Seat) bool { return b == a })
	default:
		return fault.LimitReached // it has given its place away
	}
	a.stage = Browsing
	if m.exempt(a.From) {
		return fault.NoFault
	}
	return m.seat(&m.browsing, a, now)
}

// Proved turns a connection into that of a member whose key it has proved, and
// counts it to the key and no more to where it comes from; or it says that the key
// comes too often, and when it may come again.
func (m *Admission) Proved(a *Seat, id wire.Identity, now time.Time) (f fault.Fault, retry time.Time) {
	return m.proved(a, id, now, m.members, m.limits.NewPerMember)
}

// Carries is Proved for a connection that carries a file, of which a member has many.
func (m *Admission) Carries(a *Seat, id wire.Identity, now time.Time) (f fault.Fault, retry time.Time) {
	return m.proved(a, id, now, m.carriers, filesPerTalk*m.limits.NewPerMember)
}

// filesPerTalk is how many more connections a member may have for files than for talking.
const filesPerTalk = 20

// proved is Proved, counted in members, of which each may have so many.
func (m *Admission) proved(a *Seat, id wire.Identity, now time.Time, members map[wire.Identity]*opened, most int) (f fault.Fault, retry time.Time) {
	m.giveBack(a)
	m.withdraw(a)
	a.stage = Member
	m.held-- // strangers who hold all places keep no member out
	if m.exempt(a.From) {
		return fault.NoFault, retry
	}
	if len(members) >= sourcesBeforeSweep {
		for id, o := range members {
			if now.Sub(o.window) > m.limits.NewWindow {
				delete(members, id)
			}
		}
	}
	o := members[id]
	if o == nil {
		o = &opened{window: now}
		members[id] = o
	}
	if o.add(now, m.limits.NewWindow) > most {
		return fault.LimitReached, o.window.Add(m.limits.NewWindow)
	}
	return fault.NoFault, retry
}

// giveBack takes back what a connection of a member has used up of what the
// strangers of its origin may have.
func (m *Admission) giveBack(a *Seat) {
	for _, share := range shares(a.From) {
		if share.times == 0 {
			continue
		}
		s := m.sources[share.key]
		if a.stage == Proving {
			s.proveAt = s.proveAt.Add(-proveEvery / time.Duration(share.times))
		}
		if !a.opened.Before(s.window) {
			s.n--
		}
	}
}

// withdraw uncounts a connection as a stranger's.
func (m *Admission) withdraw(a *Seat) {
	switch a.stage {
	case Undecided:
		m.undecided.Leave(a)
	case Proving:
		m.proving.Leave(a)
	case Guest:
		m.count(a.From, 0, -1)
	case Browsing:
		m.browsing.Leave(a)
	case Member, Gone:
		return
	}
	m.count(a.From, -1, 0)
}

// Leave uncounts a connection that entered.
func (m *Admission) Leave(a *Seat) {
	m.withdraw(a)
	if a.stage != Member && a.stage != Gone {
		m.held--
	}
	m.ended = slices.DeleteFunc(m.ended, func(b *Seat) bool { return b == a })
}
