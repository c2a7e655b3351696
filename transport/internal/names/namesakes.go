package names

import "slices"

// Namesakes knows who is called how, to tell those apart whose names look alike. The
// zero value knows nobody.
type Namesakes[K comparable] struct {
	names map[K]Shape
	by    map[string]map[K]bool // who has a skeleton
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
		delete(n.by[s], owner)
		others = n.last(others, s, owner, 1)
		if len(n.by[s]) == 0 {
			delete(n.by, s)
		}
	}
	delete(n.names, owner)
	if len(name) == 0 {
		return others
	}
	if n.names == nil {
		n.names, n.by = map[K]Shape{}, map[string]map[K]bool{}
	}
	n.names[owner] = name
	for _, s := range name {
		if n.by[s] == nil {
			n.by[s] = map[K]bool{}
		}
		n.by[s][owner] = true
		others = n.last(others, s, owner, 2)
	}
	return others
}

// last adds the one other who has a skeleton to others, if count have it.
func (n *Namesakes[K]) last(others []K, skeleton string, owner K, count int) []K {
	if len(n.by[skeleton]) != count {
		return others
	}
	for other := range n.by[skeleton] {
		if other != owner && !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	return others
}

// Shared reports whether a name of that shape is also another's than owner's.
func (n *Namesakes[K]) Shared(owner K, name Shape) bool {
	return slices.ContainsFunc(name, func(s string) bool {
		has := n.by[s]
		return len(has) > 1 || len(has) == 1 && !has[owner]
	})
}
