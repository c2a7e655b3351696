package names

import "slices"

// Namesakes knows who is called how, to tell those apart whose names look alike. The
// zero value knows nobody.
type Namesakes[K comparable] struct {
	names map[K]Shape
	by    map[string]bearers[K] // who has a skeleton
}

// bearers are those who have one skeleton. Mostly that is one, and a crowd of thousands
// needs no map for each.
type bearers[K comparable] struct {
	one K
	all map[K]bool // nil for one
}

func (b bearers[K]) count() int { return max(1, len(b.all)) }

func (b bearers[K]) has(owner K) bool {
	if b.all == nil {
		return b.one == owner
	}
	return b.all[owner]
}

// add is b with an owner more; found says whether there is a b.
func (b bearers[K]) add(owner K, found bool) bearers[K] {
	switch {
	case !found:
		b.one = owner
	case b.all == nil && b.one != owner:
		b.all = map[K]bool{b.one: true, owner: true}
	case b.all != nil:
		b.all[owner] = true
	}
	return b
}

// remove is b without an owner; left says whether there is anybody else.
func (b bearers[K]) remove(owner K) (rest bearers[K], left bool) {
	if b.all == nil {
		return b, b.one != owner
	}
	if delete(b.all, owner); len(b.all) == 1 {
		for one := range b.all {
			return bearers[K]{one: one}, true
		}
	}
	return b, true
}

// others are all but one owner.
func (b bearers[K]) others(owner K) (others []K) {
	if b.all == nil && b.one != owner {
		return []K{b.one}
	}
	for other := range b.all {
		if other != owner {
			others = append(others, other)
		}
	}
	return others
}

// Set notes that owner has a name of that shape; nil takes it away. It returns those
// others for whom Shared may say something else now: however many have one name,
// one at most for each skeleton.
func (n *Namesakes[K]) Set(owner K, name Shape) (others []K) {
	was := n.names[owner]
	if slices.Equal(was, name) {
		return nil
	}
	for _, s := range was {
		b, found := n.by[s]
		if !found {
			continue // met already in this name
		}
		rest, left := b.remove(owner)
		if !left {
			delete(n.by, s)
			continue
		}
		n.by[s] = rest
		others = n.last(others, s, owner, 1)
	}
	delete(n.names, owner)
	if len(name) == 0 {
		return others
	}
	if n.names == nil {
		n.names, n.by = map[K]Shape{}, map[string]bearers[K]{}
	}
	n.names[owner] = name
	for _, s := range name {
		b, found := n.by[s]
		n.by[s] = b.add(owner, found)
		others = n.last(others, s, owner, 2)
	}
	return others
}

// last adds the one other who has a skeleton to others, if count have it.
func (n *Namesakes[K]) last(others []K, skeleton string, owner K, count int) []K {
	b := n.by[skeleton]
	if b.count() != count {
		return others
	}
	for _, other := range b.others(owner) {
		if !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

// Shared reports whether a name of that shape is also another's than owner's.
func (n *Namesakes[K]) Shared(owner K, name Shape) bool {
	return slices.ContainsFunc(name, func(s string) bool {
		b, found := n.by[s]
		return found && (b.count() > 1 || !b.has(owner))
	})
}
