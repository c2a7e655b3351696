package origin

import (
	"math"
	"time"
)

// Usage shares what is used up and comes again with time. An origin may take some
// only while it leaves enough to others: all that is near, or far, an eighth of what
// there is, a network an eighth of that, and of the rest a machine and a place as much
// as it used lately itself. So no origin uses up what there is, whatever number of
// addresses it has, and the last of it is for those who used nothing.
//
// What was used counts less and less, by the factor e in each Window. The owner of a
// Usage guards it. Fill in the limits before the first Take. What it keeps is
// bounded by how much there is to take in two thirds of a Window.
type Usage struct {
	// PerPlace is how much one Place may use in a Window; one Machine may use
	// PerMachine times that.
	PerPlace int
	Window   time.Duration

	groups  map[group]*used
	sweepAt int // at how many groups those are looked for that used little
}

// used is how much one group used up to a time.
type used struct {
	n  float64
	at time.Time
}

// Took is the answer of Take.
type Took uint8

const (
	// Taken: one was taken.
	Taken Took = iota
	// OverOwn: the place or the machine used what it may.
	OverOwn
	// OverAll: nothing is left, or the rest is for others.
	OverAll
)

// leaves is how many times what it leaves to others a group of each level may use.
var leaves = [levels]float64{byDistance: 7, byNetwork: 7, byMachine: 1, byPlace: 1}

const (
	// usedLittle counts as nothing.
	usedLittle = 0.5
	// usageSweep is the least number of groups at which it is looked for those that
	// used little.
	usageSweep = 1024
)

// Take takes one for an origin, of so many that are left.
func (u *Usage) Take(from Origin, left float64, now time.Time) Took {
	if left < 1 {
		return OverAll
	}
	groups := groupsOf(from)
	for level, g := range groups {
		n := u.of(g, now)
		if level >= byMachine && n+1 > float64(u.most(g)) {
			return OverOwn
		}
		// So many more may the group take, for which it then leaves enough.
		left = (leaves[level]*left - n) / (leaves[level] + 1)
		if left < 1 {
			if n > 0 {
				return OverAll
			}
			left = 1
		}
	}
	if u.groups == nil {
		u.groups, u.sweepAt = map[group]*used{}, usageSweep
	}
	for _, g := range groups {
		u.groups[g] = &used{u.of(g, now) + 1, now}
	}
	if len(u.groups) >= u.sweepAt {
		u.sweep(now)
	}
	return Taken
}

// most is how much a group may use by itself.
func (u *Usage) most(g group) int {
	if g.machine != (Machine{}) {
		return PerMachine * u.PerPlace
	}
	return u.PerPlace
}

// of returns how much a group used lately.
func (u *Usage) of(g group, now time.Time) float64 {
	was := u.groups[g]
	if was == nil {
		return 0
	}
	n := was.n * math.Exp(-max(0, now.Sub(was.at).Seconds())/u.Window.Seconds())
	if n < usedLittle {
		return 0
	}
	return n
}

// sweep forgets who used little. The next one is not before the table has doubled.
func (u *Usage) sweep(now time.Time) {
	for g := range u.groups {
		if u.of(g, now) == 0 {
			delete(u.groups, g)
		}
	}
	u.sweepAt = max(usageSweep, 2*len(u.groups))
}
