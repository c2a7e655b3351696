package core

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"confab/transport/internal/store"
)

// places is where in a talk of members everything stands. What was said is on disk, in
// the log of one or, after the host began anew, of several lives of its host; here is only
// which numbers of each are shown, and what of them went over to a later life, where it
// keeps its place. Between stand the notices of this run, which are only here. The loop
// owns it.
type places struct {
	lives   []life     // by era
	moves   []move     // in the order in which they were made
	notices []*Message // in the order of their places
}

// life is the part of one log that is shown: its events from first to last, none
// if last is 0.
type life struct {
	log         store.LogID
	era         uint32
	first, last uint64
	begins      uint64 // the event from which on the host lets us read it; 0: none was told
	start       uint64 // what begins was when nothing was shown yet: who comes back later begins again
}

// move is that count events, from seq on in the log from, are in the log to now, from now
// on there.
type move struct {
	from, to        store.LogID
	seq, now, count uint64
}

// stretch is a run of events of a log that follow each other there and in the talk, and
// where the first of them stands.
type stretch struct {
	at    Place
	log   store.LogID
	seq   uint64
	count uint64
}

// maxNotices is how many notices of one talk are kept.
const maxNotices = 2000

// enter has the events of a log belong to the talk, in an era.
func (p *places) enter(log store.LogID, era uint32) {
	if log == 0 || p.life(log) != nil {
		return
	}
	i, _ := slices.BinarySearchFunc(p.lives, era, func(l life, era uint32) int { return cmp.Compare(l.era, era) })
	p.lives = slices.Insert(p.lives, i, life{log: log, era: era})
}

// life finds a life by its log, nil for none.
func (p *places) life(log store.LogID) *life {
	for i := range p.lives {
		if p.lives[i].log == log {
			return &p.lives[i]
		}
	}
	return nil
}

// last is the newest event of a log that is shown; 0 for none.
func (p *places) last(log store.LogID) uint64 {
	if l := p.life(log); l != nil {
		return l.last
	}
	return 0
}

// hold has the events first to last of a log shown.
func (p *places) hold(log store.LogID, first, last uint64) {
	l := p.life(log)
	if l == nil || last < first || last == 0 {
		return
	}
	if l.last == 0 || first < l.first {
		l.first = first
	}
	l.last = max(l.last, last)
}

// event has the event seq of a log shown, unless it is, or is from before all that is.
func (p *places) event(log store.LogID, seq uint64) (at Place, added bool) {
	if seq > p.last(log) {
		added = p.life(log) != nil
		p.hold(log, seq, seq)
	}
	at, _ = p.at(log, seq)
	return at, added
}

// at is where the event seq of a log stands; false if it is not shown.
func (p *places) at(log store.LogID, seq uint64) (at Place, ok bool) {
	at, _, ok = p.run(log, seq)
	return at, ok
}

// run is at for so many events from seq on, which stand next to each other.
func (p *places) run(log store.LogID, seq uint64) (at Place, count uint64, ok bool) {
	l := p.life(log)
	if l == nil || l.last == 0 || seq < l.first || seq > l.last {
		return Place{}, 0, false
	}
	at, count = Place{Era: l.era, Seq: seq}, l.last-seq+1
	for i := range p.moves {
		m := &p.moves[i]
		if m.to != log || seq >= m.now+m.count {
			continue
		}
		if seq < m.now {
			count = min(count, m.now-seq)
			continue
		}
		// Of several places where it was, which earlier programs left, the first.
		count = min(count, m.now+m.count-seq)
		if was, n, ok := p.run(m.from, m.seq+seq-m.now); ok {
			count = min(count, n)
			if was.Before(at) {
				at = was
			}
		}
	}
	return at, count, true
}

// carry has events of an earlier log that came again in a later one keep their places. It
// reports whether any had one.
func (p *places) carry(was store.LogID, run store.CarriedRun) (carried bool) {
	l, to := p.life(was), p.life(run.Log)
	if l == nil || to == nil || l.last == 0 || l.era >= to.era {
		return false
	}
	first, end := max(l.first, run.Was), min(l.last+1, run.Was+run.Count)
	for first < end {
		m := move{was, run.Log, first, run.Seq + first - run.Was, end - first}
		// Up to where another move begins, and not where one is.
		for _, o := range p.moves {
			switch {
			case o.from != was || o.seq+o.count <= first || o.seq >= first+m.count:
			case o.seq > first:
				m.count = o.seq - first
			default:
				m.seq, m.count = 0, min(m.count, o.seq+o.count-first)
			}
		}
		if m.seq > 0 {
			p.move(m)
		}
		carried = true
		first += m.count
	}
	return carried
}

// move notes a move, in one with the last where it goes on from that.
func (p *places) move(m move) {
	p.hold(m.to, m.now, m.now+m.count-1)
	if n := len(p.moves); n > 0 {
		if o := &p.moves[n-1]; o.from == m.from && o.to == m.to && o.seq+o.count == m.seq && o.now+o.count == m.now {
			o.count += m.count
			return
		}
	}
	p.moves = append(p.moves, m)
}

// end is the last place at which something stands or stood; zero while there is none.
func (p *places) end() (at Place) {
	if n := len(p.notices); n > 0 {
		at = p.notices[n-1].Place
	}
	for _, l := range slices.Backward(p.lives) {
		if s := p.own(l, l.last); s > 0 {
			return later(at, Place{Era: l.era, Seq: s})
		}
	}
	return at
}

// own is the last event of a life up to seq that did not come from an earlier one; 0 for
// none.
func (p *places) own(l life, seq uint64) uint64 {
	if l.last == 0 {
		return 0
	}
	for seq = min(seq, l.last); seq >= l.first; {
		moved := false
		for _, m := range p.moves {
			if m.to == l.log && seq >= m.now && seq-m.now < m.count {
				seq, moved = m.now-1, true
				break
			}
		}
		if !moved {
			return seq
		}
	}
	return 0
}

// begin notes from which event on the host lets us read a log. It reports whether that
// is news.
func (p *places) begin(log store.LogID, first uint64) bool {
	l := p.life(log)
	if l == nil || l.begins == first {
		return false
	}
	l.begins = first
	if l.last == 0 {
		l.start = first
	}
	return true
}

// dropped reports whether there was something before all that is shown, which we could
// read.
func (p *places) dropped() bool {
	for _, l := range p.lives {
		if l.last > 0 {
			return l.first > 1 && l.first != l.start
		}
	}
	return false
}

// add puts a notice at the end.
func (p *places) add(m *Message) { p.addBehind(p.end(), m) }

// addBehind puts a notice behind all others, and behind what stands at a place.
func (p *places) addBehind(at Place, m *Message) {
	if n := len(p.notices); n > 0 {
		at = later(at, p.notices[n-1].Place)
	}
	if at.IsZero() {
		at.Era = 1
	}
	m.put(at.Next())
	p.notices = append(p.notices, m)
	if len(p.notices) > maxNotices {
		p.notices = slices.Clone(p.notices[len(p.notices)-maxNotices/2:])
	}
}

// upTo is where a mark at the event seq of a log stands: everything before it and there
// is marked. Zero is before all.
func (p *places) upTo(log store.LogID, seq uint64) (at Place) {
	l := p.life(log)
	if l == nil || l.last == 0 || seq < l.first {
		return Place{}
	}
	seq = min(seq, l.last)
	if s := p.own(*l, seq); s > 0 {
		return Place{Era: l.era, Seq: s}
	}
	for s := l.first; s <= seq; { // all of them came from earlier lives
		was, n, _ := p.run(log, s)
		n = min(n, seq-s+1)
		was.Seq += n - 1
		at, s = later(at, was), s+n
	}
	return at
}

// before is the last event of a log up to which all stand before a place; 0 for none.
func (p *places) before(log store.LogID, at Place) uint64 {
	l := p.life(log)
	if l == nil || l.last == 0 {
		return 0
	}
	seq := l.last
	for _, s := range p.stretches() {
		if s.log != log {
			continue
		}
		switch n := at.offset(s); {
		case n == 0:
			seq = min(seq, s.seq-1)
		case n < s.count:
			seq = min(seq, s.seq+n-1)
		}
	}
	if seq < l.first {
		return 0
	}
	return seq
}

// offset is how many events of a stretch stand before a place.
func (p Place) offset(s stretch) uint64 {
	switch {
	case p.Era < s.at.Era || p.Era == s.at.Era && p.Seq < s.at.Seq:
		return 0
	case p.Era > s.at.Era:
		return s.count
	}
	n := p.Seq - s.at.Seq
	if p.Nth > 0 {
		n++
	}
	return min(n, s.count)
}

// stretches are all events that are shown, in the order of the talk.
func (p *places) stretches() (all []stretch) {
	for _, l := range p.lives {
		if l.last > 0 {
			all = p.resolve(all, Place{Era: l.era, Seq: l.first}, l.log, l.first, l.last-l.first+1)
		}
	}
	return all
}

// resolve adds count events that are, or were, in a log from seq on, and stand from at on.
func (p *places) resolve(all []stretch, at Place, log store.LogID, seq, count uint64) []stretch {
	for count > 0 {
		n, gone := count, (*move)(nil)
		for i := range p.moves {
			m := &p.moves[i]
			switch {
			case m.from != log || m.seq+m.count <= seq || m.seq >= seq+n:
			case m.seq > seq:
				n, gone = m.seq-seq, nil
			default:
				n, gone = min(n, m.seq+m.count-seq), m
			}
		}
		if gone != nil {
			all = p.resolve(all, at, gone.to, gone.now+seq-gone.seq, n)
		} else {
			all = p.show(all, at, log, seq, n)
		}
		at.Seq, seq, count = at.Seq+n, seq+n, count-n
	}
	return all
}

// show adds those of count events of a log that stand from at on, and in no earlier place.
func (p *places) show(all []stretch, at Place, log store.LogID, seq, count uint64) []stretch {
	for count > 0 {
		first, n, ok := p.run(log, seq)
		if !ok {
			return all
		}
		n = min(n, count)
		if first == at {
			if k := len(all); k > 0 && all[k-1].continues(at, log, seq) {
				all[k-1].count += n
			} else {
				all = append(all, stretch{at, log, seq, n})
			}
		}
		at.Seq, seq, count = at.Seq+n, seq+n, count-n
	}
	return all
}

// place is where the event n behind the first of a stretch stands.
func (s stretch) place(n uint64) Place { return Place{Era: s.at.Era, Seq: s.at.Seq + n} }

// from is a stretch without its first n events.
func (s stretch) from(n uint64) stretch { return stretch{s.place(n), s.log, s.seq + n, s.count - n} }

// continues reports whether an event of a log that stands at a place follows those of s.
func (s stretch) continues(at Place, log store.LogID, seq uint64) bool {
	return s.log == log && s.seq+s.count == seq && s.at.Era == at.Era && s.at.Seq+s.count == at.Seq
}

// around are the notices before a place and those there and behind.
func around(notices []*Message, at Place) (before, after []*Message) {
	i := sort.Search(len(notices), func(i int) bool { return !notices[i].Place.Before(at) })
	return notices[:i], notices[i:]
}

// clone is a copy for the executor. Notices never change.
func (p *places) clone() *places {
	return &places{slices.Clone(p.lives), slices.Clone(p.moves), slices.Clone(p.notices)}
}

// behindAll is behind every place.
var behindAll = Place{Era: math.MaxUint32, Seq: math.MaxUint64, Nth: math.MaxUint32}
