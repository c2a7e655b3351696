package core

import (
	"slices"
	"time"

	"confab/transport/internal/origin"
)

// admission decides which connections a Server takes, from what each origin
// already holds. The Server's loop owns it.
//
// Strangers are counted by where they come from, members by their keys. So a
// connection that is over a limit of its address, or from a blocked one, may still
// prove that it is a member's: in few seats of their own, for TLS and nothing else.
type admission struct {
	limits Limits
	// held counts every connection that is no member's.
	held int
	// undecided are those that are not exempt and not guests yet: a program of
	// this machine locks nobody else out.
	undecided origin.Pool[*admitted]
	// proving are those that may only prove a key.
	proving origin.Pool[*admitted]
	sources map[sourceKey]*source
	// sweepAt is at how many sources the idle ones are looked for.
	sweepAt int
	members map[ID]*opened
	// ended are the guests who said all they had to say, who did first in front.
	ended []*admitted
	// blocked is what Block keeps out, with the card of an IPv6 address whose
	// machine can take another one at any time.
	blocked map[origin.Place]origin.Machine
}

// admitted is one connection that admission counts.
type admitted struct {
	from  origin.Origin
	stage stage
	// only is why it may do nothing but prove a key; NoFault: it may do all.
	only Fault
	// opened is when it was counted in the windows of its sources; zero: it was not.
	opened time.Time
	// retry is when the limit that refused it lets its origin in again.
	retry time.Time
	// cut ends the connection, as its seat is needed for another.
	cut func(Fault)
}

// stage is what a connection is counted as.
type stage uint8

const (
	stageUndecided stage = iota
	stageProving
	stageGuest
	stageMember
	stageGone // its place was given to another
)

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
)

func newAdmission(l Limits) *admission {
	return &admission{
		limits: l, sweepAt: sourcesBeforeSweep,
		undecided: origin.Pool[*admitted]{Size: l.Undecided, PerPlace: l.UndecidedPerAddr},
		proving:   origin.Pool[*admitted]{Size: provingAtOnce, PerPlace: provingPerPlace, Old: provingOld},
		sources:   map[sourceKey]*source{}, members: map[ID]*opened{}, blocked: map[origin.Place]origin.Machine{},
	}
}

// exempt addresses are this machine's own.
func (m *admission) exempt(o origin.Origin) bool {
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
func (m *admission) guestsMost(s share) int {
	if s.times == 0 {
		return m.limits.Guests - m.limits.Guests/4
	}
	return s.times * m.limits.GuestsPerAddr
}

// enter counts a new connection, which cut ends. It returns nil and why when the
// connection may not stay; with prove one that may not may prove a key, and then
// its only is that why.
func (m *admission) enter(o origin.Origin, now time.Time, prove bool, cut func(Fault)) (*admitted, Fault) {
	a := &admitted{from: o, cut: cut}
	why := m.barred(a, now)
	if why == NoFault && !m.exempt(o) {
		why = m.seat(&m.undecided, a, now)
	}
	if why != NoFault {
		if !prove || m.held >= m.limits.Guests+provingAtOnce || m.seat(&m.proving, a, now) != NoFault {
			return nil, why
		}
		a.stage, a.only = stageProving, why
	}
	m.count(o, 1, 0)
	m.held++
	return a, NoFault
}

// seat gives a connection a seat, another's perhaps, which is cut.
func (m *admission) seat(p *origin.Pool[*admitted], a *admitted, now time.Time) Fault {
	given, gave, ok := p.Enter(a, a.from, now)
	if gave {
		given.cut(LimitReached)
	}
	if !ok {
		return LimitReached
	}
	return NoFault
}

// barred says why a new connection may not come in, from what its origin holds
// already.
func (m *admission) barred(a *admitted, now time.Time) Fault {
	a.retry = now.Add(busyRetry)
	switch {
	case m.isBlocked(a.from):
		return Blocked
	case m.held >= m.limits.Guests && !m.giveWay(anyone):
		return LimitReached
	case m.exempt(a.from):
		return NoFault
	}
	why := NoFault
	a.opened = now
	for _, share := range shares(a.from) {
		s := m.source(share.key, now)
		if share.times > 0 && s.add(now, m.limits.NewWindow) > share.times*m.limits.NewPerAddr {
			why, a.retry = LimitReached, s.window.Add(m.limits.NewWindow)
		}
		if s.guests >= m.guestsMost(share) && !m.giveWay(share.holds) {
			why = LimitReached
		}
	}
	return why
}

// busyRetry is when to come again where conns must end first.
const busyRetry = 30 * time.Second

// mayProve counts the handshake of a connection that may only prove a key, and
// reports whether its origin may have one now.
func (m *admission) mayProve(a *admitted, now time.Time) bool {
	for _, share := range shares(a.from) {
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

func (m *admission) source(key sourceKey, now time.Time) *source {
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
func (m *admission) count(o origin.Origin, conns, guests int) {
	for _, share := range shares(o) {
		s := m.source(share.key, time.Now())
		s.conns += conns
		s.guests += guests
	}
}

// sweep removes the sources that hold nothing and came long ago; when an attack
// from many addresses leaves none to remove, the idle ones go early. The next
// sweep is not before the table has doubled, so that its cost is spread thin.
func (m *admission) sweep(now time.Time) {
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

// decided turns an undecided connection into a guest, or says why it may not be
// one.
func (m *admission) decided(a *admitted) Fault {
	if a.stage == stageGuest {
		return NoFault // it was silent for long
	}
	m.undecided.Leave(a)
	a.stage = stageGuest
	m.count(a.from, 0, 1)
	if m.exempt(a.from) {
		return NoFault
	}
	for _, share := range shares(a.from) {
		if m.sources[share.key].guests > m.guestsMost(share) && !m.giveWay(share.holds) {
			return LimitReached
		}
	}
	return NoFault
}

// proved turns a connection into that of a member whose key it has proved, and
// counts it to the key and no more to where it comes from; or it says that the key
// comes too often, and when it may come again.
func (m *admission) proved(a *admitted, id ID, now time.Time) (f Fault, retry time.Time) {
	m.giveBack(a)
	m.withdraw(a)
	a.stage = stageMember
	m.held-- // strangers who hold all places keep no member out
	if m.exempt(a.from) {
		return NoFault, retry
	}
	if len(m.members) >= sourcesBeforeSweep {
		for id, o := range m.members {
			if now.Sub(o.window) > m.limits.NewWindow {
				delete(m.members, id)
			}
		}
	}
	o := m.members[id]
	if o == nil {
		o = &opened{window: now}
		m.members[id] = o
	}
	if o.add(now, m.limits.NewWindow) > m.limits.NewPerMember {
		return LimitReached, o.window.Add(m.limits.NewWindow)
	}
	return NoFault, retry
}

// giveBack takes back what a connection of a member has used up of what the
// strangers of its origin may have.
func (m *admission) giveBack(a *admitted) {
	for _, share := range shares(a.from) {
		if share.times == 0 {
			continue
		}
		s := m.sources[share.key]
		if a.stage == stageProving {
			s.proveAt = s.proveAt.Add(-proveEvery / time.Duration(share.times))
		}
		if !a.opened.Before(s.window) {
			s.n--
		}
	}
}

// withdraw uncounts a connection as a stranger's.
func (m *admission) withdraw(a *admitted) {
	switch a.stage {
	case stageUndecided:
		m.undecided.Leave(a)
	case stageProving:
		m.proving.Leave(a)
	case stageGuest:
		m.count(a.from, 0, -1)
	case stageMember, stageGone:
		return
	}
	m.count(a.from, -1, 0)
}

// leave uncounts a connection that entered.
func (m *admission) leave(a *admitted) {
	m.withdraw(a)
	if a.stage != stageMember && a.stage != stageGone {
		m.held--
	}
	m.ended = slices.DeleteFunc(m.ended, func(b *admitted) bool { return b == a })
}

// block keeps an origin out, until unblock.
func (m *admission) block(o origin.Origin) {
	card := o.Machine
	if o.Addr.Is4() {
		card = origin.Machine{}
	}
	m.blocked[o.Place()] = card
}

// unblock lets a place in again, and for an address the /64 that it lies in: with
// that it was blocked where it is not on a link of ours.
func (m *admission) unblock(p origin.Place) {
	delete(m.blocked, p)
	delete(m.blocked, p.Wide())
}

// isBlocked reports whether an origin is kept out. A conn may have come over
// another of our networks than when its address was blocked, so that its /64 was
// meant then and its address now.
func (m *admission) isBlocked(o origin.Origin) bool {
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

// blockedList is what is blocked, in order: addresses, and the /64 of IPv6 ones
// that are not on a link of ours.
func (m *admission) blockedList() []string {
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
