package history

import (
	"cmp"
	"slices"

	"confab/transport/internal/store"
)

// Order says where the events of a talk stand. The events are on disk, in the log of one
// or, after the host began again, of several epochs; Order holds which numbers of each log
// are shown, and which events of an earlier log came again in a later one and keep their
// places. The zero value has no epochs. It is not safe for concurrent use.
type Order struct {
	epochs  []epoch   // by era
	carried []carried // in the order in which Carry had them
}

// epoch is the part of one log that is shown: its events from first to last, none if last
// is 0.
type epoch struct {
	log         store.LogID
	era         uint32
	first, last uint64
	begins      uint64 // the first event that the host lets us read; 0: unknown
	start       uint64 // begins while nothing was shown: a member that returns begins again
}

// carried are count events, in the log from at seq before and in the log to at now since.
type carried struct {
	from, to        store.LogID
	seq, now, count uint64
}

// Enter adds a log as the epoch with that era, unless it has one.
func (o *Order) Enter(log store.LogID, era uint32) {
	if log == 0 || o.epoch(log) != nil {
		return
	}
	i, _ := slices.BinarySearchFunc(o.epochs, era, func(e epoch, era uint32) int { return cmp.Compare(e.era, era) })
	o.epochs = slices.Insert(o.epochs, i, epoch{log: log, era: era})
}

// epoch returns the epoch of a log, nil for none.
func (o *Order) epoch(log store.LogID) *epoch {
	for i := range o.epochs {
		if o.epochs[i].log == log {
			return &o.epochs[i]
		}
	}
	return nil
}

// Last returns the newest event of a log that is shown, 0 for none.
func (o *Order) Last(log store.LogID) uint64 {
	if e := o.epoch(log); e != nil {
		return e.last
	}
	return 0
}

// Hold shows the events first to last of a log.
func (o *Order) Hold(log store.LogID, first, last uint64) {
	e := o.epoch(log)
	if e == nil || last < first || last == 0 {
		return
	}
	if e.last == 0 || first < e.first {
		e.first = first
	}
	e.last = max(e.last, last)
}

// Append shows the event seq of a log if it is newer than all that are shown, and returns
// its place: zero for an event older than all.
func (o *Order) Append(log store.LogID, seq uint64) (at Place, added bool) {
	if seq > o.Last(log) {
		added = o.epoch(log) != nil
		o.Hold(log, seq, seq)
	}
	at, _ = o.At(log, seq)
	return at, added
}

// At returns the place of the event seq of a log; false if it is not shown.
func (o *Order) At(log store.LogID, seq uint64) (at Place, ok bool) {
	at, _, ok = o.runAt(log, seq)
	return at, ok
}

// runAt is At for the count events from seq on that stand next to each other.
func (o *Order) runAt(log store.LogID, seq uint64) (at Place, count uint64, ok bool) {
	e := o.epoch(log)
	if e == nil || e.last == 0 || seq < e.first || seq > e.last {
		return Place{}, 0, false
	}
	at, count = Place{Era: e.era, Seq: seq}, e.last-seq+1
	for i := range o.carried {
		k := &o.carried[i]
		if k.to != log || seq >= k.now+k.count {
			continue
		}
		if seq < k.now {
			count = min(count, k.now-seq)
			continue
		}
		// Copies of earlier programs may have several places for it: the first counts.
		count = min(count, k.now+k.count-seq)
		if was, n, ok := o.runAt(k.from, k.seq+seq-k.now); ok {
			count = min(count, n)
			if was.Before(at) {
				at = was
			}
		}
	}
	return at, count, true
}

// Carry has events of the log was keep their places in the later log of run, where they
// came again. It reports whether any of them had a place.
func (o *Order) Carry(was store.LogID, run store.CarriedRun) (had bool) {
	e, to := o.epoch(was), o.epoch(run.Log)
	if e == nil || to == nil || e.last == 0 || e.era >= to.era {
		return false
	}
	first, end := max(e.first, run.Was), min(e.last+1, run.Was+run.Count)
	for first < end {
		k := carried{was, run.Log, first, run.Seq + first - run.Was, end - first}
		// Up to where the next ones begin, and past those that are carried already.
		for _, other := range o.carried {
			switch {
			case other.from != was || other.seq+other.count <= first || other.seq >= first+k.count:
			case other.seq > first:
				k.count = other.seq - first
			default:
				k.seq, k.count = 0, min(k.count, other.seq+other.count-first)
			}
		}
		if k.seq > 0 {
			o.addCarried(k)
		}
		had = true
		first += k.count
	}
	return had
}

// addCarried adds k, joined to the last one if it goes on from that.
func (o *Order) addCarried(k carried) {
	o.Hold(k.to, k.now, k.now+k.count-1)
	if n := len(o.carried); n > 0 {
		if last := &o.carried[n-1]; last.from == k.from && last.to == k.to && last.seq+last.count == k.seq && last.now+last.count == k.now {
			last.count += k.count
			return
		}
	}
	o.carried = append(o.carried, k)
}

// End returns the last place at which an event stands or stood; zero while there is none.
func (o *Order) End() Place {
	for _, e := range slices.Backward(o.epochs) {
		if s := o.own(e, e.last); s > 0 {
			return Place{Era: e.era, Seq: s}
		}
	}
	return Place{}
}

// own returns the last event of an epoch up to seq that did not come from an earlier one,
// 0 for none.
func (o *Order) own(e epoch, seq uint64) uint64 {
	if e.last == 0 {
		return 0
	}
	for seq = min(seq, e.last); seq >= e.first; {
		came := false
		for _, k := range o.carried {
			if k.to == e.log && seq >= k.now && seq-k.now < k.count {
				seq, came = k.now-1, true
				break
			}
		}
		if !came {
			return seq
		}
	}
	return 0
}

// Begin notes the first event of a log that the host lets us read, and reports whether
// that changed.
func (o *Order) Begin(log store.LogID, first uint64) bool {
	e := o.epoch(log)
	if e == nil || e.begins == first {
		return false
	}
	e.begins = first
	if e.last == 0 {
		e.start = first
	}
	return true
}

// BeginsAt reports whether seq is the first event of a log that the host lets us read.
func (o *Order) BeginsAt(log store.LogID, seq uint64) bool {
	e := o.epoch(log)
	return e != nil && e.begins == seq
}

// Dropped reports whether events that we could read preceded all that are shown.
func (o *Order) Dropped() bool {
	for _, e := range o.epochs {
		if e.last > 0 {
			return e.first > 1 && e.first != e.start
		}
	}
	return false
}

// UpTo returns the place of a mark at the event seq of a log, which covers that event and
// all before it. Zero covers none.
func (o *Order) UpTo(log store.LogID, seq uint64) (at Place) {
	e := o.epoch(log)
	if e == nil || e.last == 0 || seq < e.first {
		return Place{}
	}
	seq = min(seq, e.last)
	if s := o.own(*e, seq); s > 0 {
		return Place{Era: e.era, Seq: s}
	}
	for s := e.first; s <= seq; { // all of them came from earlier epochs
		was, n, _ := o.runAt(log, s)
		n = min(n, seq-s+1)
		was.Seq += n - 1
		at, s = Later(at, was), s+n
	}
	return at
}

// Before returns the last event of a log up to which all stand before a place, 0 for none.
func (o *Order) Before(log store.LogID, at Place) uint64 {
	e := o.epoch(log)
	if e == nil || e.last == 0 {
		return 0
	}
	seq := e.last
	for _, r := range o.Runs() {
		if r.Log != log {
			continue
		}
		switch n := r.before(at); {
		case n == 0:
			seq = min(seq, r.Seq-1)
		case n < r.Count:
			seq = min(seq, r.Seq+n-1)
		}
	}
	if seq < e.first {
		return 0
	}
	return seq
}

// Clone returns a copy that shares nothing with o.
func (o *Order) Clone() Order {
	return Order{slices.Clone(o.epochs), slices.Clone(o.carried)}
}
