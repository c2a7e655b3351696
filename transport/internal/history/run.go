package history

import "confab/transport/internal/store"

// Run is a run of Count events that follow each other both in the talk, from the place At
// on, and in a log, from Seq on.
type Run struct {
	At    Place
	Log   store.LogID
	Seq   uint64
	Count uint64
}

// place returns the place of the event n behind the first.
func (r Run) place(n uint64) Place { return Place{Era: r.At.Era, Seq: r.At.Seq + n} }

// from returns the run without its first n events.
func (r Run) from(n uint64) Run { return Run{r.place(n), r.Log, r.Seq + n, r.Count - n} }

// before returns how many events of the run stand before a place.
func (r Run) before(at Place) uint64 {
	switch {
	case at.Era < r.At.Era || at.Era == r.At.Era && at.Seq < r.At.Seq:
		return 0
	case at.Era > r.At.Era:
		return r.Count
	}
	n := at.Seq - r.At.Seq
	if at.Nth > 0 {
		n++
	}
	return min(n, r.Count)
}

// continues reports whether the event seq of a log, at that place, is the next of the run.
func (r Run) continues(at Place, log store.LogID, seq uint64) bool {
	return r.Log == log && r.Seq+r.Count == seq && r.At.Era == at.Era && r.At.Seq+r.Count == at.Seq
}

// Runs returns all events that are shown, in the order of the talk.
func (o *Order) Runs() (all []Run) {
	for _, e := range o.epochs {
		if e.last > 0 {
			all = o.resolve(all, Run{Place{Era: e.era, Seq: e.first}, e.log, e.first, e.last - e.first + 1})
		}
	}
	return all
}

// Behind returns the runs, or their parts, that stand behind a place.
func (o *Order) Behind(at Place) (rest []Run) {
	for _, r := range o.Runs() {
		if n := r.before(at.Next()); n < r.Count {
			rest = append(rest, r.from(n))
		}
	}
	return rest
}

// resolve adds the events of r, which are in its log or were carried from it.
func (o *Order) resolve(all []Run, r Run) []Run {
	for r.Count > 0 {
		n, gone := r.Count, (*carried)(nil)
		for i := range o.carried {
			k := &o.carried[i]
			switch {
			case k.from != r.Log || k.seq+k.count <= r.Seq || k.seq >= r.Seq+n:
			case k.seq > r.Seq:
				n, gone = k.seq-r.Seq, nil
			default:
				n, gone = min(n, k.seq+k.count-r.Seq), k
			}
		}
		if gone != nil {
			all = o.resolve(all, Run{r.At, gone.to, gone.now + r.Seq - gone.seq, n})
		} else {
			all = o.show(all, Run{r.At, r.Log, r.Seq, n})
		}
		r = r.from(n)
	}
	return all
}

// show adds the events of r that have no earlier place.
func (o *Order) show(all []Run, r Run) []Run {
	for r.Count > 0 {
		first, n, ok := o.runAt(r.Log, r.Seq)
		if !ok {
			return all
		}
		n = min(n, r.Count)
		if first == r.At {
			if k := len(all); k > 0 && all[k-1].continues(r.At, r.Log, r.Seq) {
				all[k-1].Count += n
			} else {
				all = append(all, Run{r.At, r.Log, r.Seq, n})
			}
		}
		r = r.from(n)
	}
	return all
}
