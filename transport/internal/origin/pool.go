package origin

import (
	"slices"
	"time"
)

// PerMachine is how many times what one place may have one machine may: it has
// several addresses, and there are repeaters that have many machines behind them.
const PerMachine = 4

// Pool shares a bounded number of seats. A newcomer whose origin holds less than
// others gets a seat though all are taken: who of the biggest holder came first
// gives way. Holders are looked at from the outside in: what is near and what is
// far, then networks, machines and places. So no origin shuts out the others,
// whatever number of addresses it has, and one that holds the most is refused.
//
// The owner of a Pool guards it. Fill in the limits before the first Enter.
type Pool[T comparable] struct {
	// Size and PerPlace bound the seats, in all and of one Place; one Machine has
	// PerMachine times PerPlace.
	Size, PerPlace int
	// Stay is how long a seat is kept from a newcomer whose origin would then hold
	// as much: where seats are held for a person to see, they must not be taken
	// from each other by turns.
	Stay time.Duration
	// Old is after what time a seat goes to a newcomer of the same origin; zero: never.
	Old time.Duration

	seats  []seat[T] // in the order of arrival
	counts map[group]*int
}

type seat[T comparable] struct {
	holder T
	since  time.Time
	groups groups
	counts [levels]*int // of groups
}

// The levels at which holders are compared, from the outside in.
const (
	byDistance = iota
	byNetwork
	byMachine // or by place, where none is known
	byPlace
	levels
)

// group is what origins have in common at one level.
type group struct {
	level   uint8
	near    bool
	place   Place
	machine Machine
}

type groups [levels]group

func groupsOf(o Origin) groups {
	all := groups{
		byDistance: {near: o.Near}, byNetwork: {place: o.Network()},
		byMachine: {machine: o.Machine}, byPlace: {place: o.Place()},
	}
	if o.Machine == (Machine{}) {
		all[byMachine] = all[byPlace]
	}
	for level := range all {
		all[level].level = uint8(level)
	}
	return all
}

// Len returns how many seats are taken.
func (p *Pool[T]) Len() int { return len(p.seats) }

// Enter gives the holder a seat, or returns false. Where gave is true, given has
// lost its seat for it.
func (p *Pool[T]) Enter(holder T, from Origin, now time.Time) (given T, gave, ok bool) {
	wants := seat[T]{holder: holder, since: now, groups: groupsOf(from)}
	at, full := p.own(&wants)
	switch {
	case full && !p.old(at, now):
		return given, false, false
	case !full && len(p.seats) >= p.Size:
		if at = p.weakest(&wants); at < 0 {
			return given, false, false
		}
		full = true
	}
	if full {
		given, gave = p.seats[at].holder, true
		p.Leave(given)
	}
	if p.counts == nil {
		p.counts = map[group]*int{}
	}
	for level, g := range wants.groups {
		n := p.counts[g]
		if n == nil {
			n = new(int)
			p.counts[g] = n
		}
		*n++
		wants.counts[level] = n
	}
	p.seats = append(p.seats, wants)
	return given, gave, true
}

// Leave takes the holder's seat back, if it has one.
func (p *Pool[T]) Leave(holder T) {
	at := slices.IndexFunc(p.seats, func(s seat[T]) bool { return s.holder == holder })
	if at < 0 {
		return
	}
	s := p.seats[at]
	for level, n := range s.counts {
		if *n--; *n == 0 {
			delete(p.counts, s.groups[level])
		}
	}
	p.seats = slices.Delete(p.seats, at, at+1)
}

// own returns whether a newcomer's origin has all that it may have by itself, and
// then the first of its seats.
func (p *Pool[T]) own(wants *seat[T]) (first int, full bool) {
	level := byPlace
	if p.count(wants, byPlace) < p.PerPlace {
		if p.count(wants, byMachine) < PerMachine*p.PerPlace {
			return -1, false
		}
		level = byMachine
	}
	n := p.counts[wants.groups[level]]
	return slices.IndexFunc(p.seats, func(s seat[T]) bool { return s.counts[level] == n }), true
}

// count returns how many seats there are of a newcomer's group.
func (p *Pool[T]) count(wants *seat[T], level int) int {
	if n := p.counts[wants.groups[level]]; n != nil {
		return *n
	}
	return 0
}

func (p *Pool[T]) old(at int, now time.Time) bool {
	return p.Old > 0 && now.Sub(p.seats[at].since) >= p.Old
}

// weakest returns the seat that gives way to a newcomer, or -1.
func (p *Pool[T]) weakest(wants *seat[T]) int {
	rest := make([]int, len(p.seats))
	for i := range rest {
		rest[i] = i
	}
	// equal says that the newcomer would hold as much as the biggest.
	equal := true
	for level := range levels {
		own := p.count(wants, level) + 1
		// size is how many seats the group of one has, with the newcomer's.
		size := func(i int) int {
			n := *p.seats[i].counts[level]
			if p.seats[i].groups[level] == wants.groups[level] {
				n++
			}
			return n
		}
		most := 0
		for _, i := range rest {
			most = max(most, size(i))
		}
		equal = equal && own >= most
		rest = slices.DeleteFunc(rest, func(i int) bool { return size(i) < most })
	}
	first := rest[0] // as long as there are seats at all, some are the biggest's
	if !equal {
		return first
	}
	for _, i := range rest {
		if p.seats[i].groups[byPlace] != wants.groups[byPlace] && wants.since.Sub(p.seats[i].since) >= p.Stay {
			return i
		}
	}
	if p.old(first, wants.since) {
		return first
	}
	return -1
}
