package model

import (
	"confab/transport"
	"confab/ui/internal/words"
)

// minFold is how many comings and goings in a row become one line.
const minFold = 3

// Fold stands for a run of notices about who came and went, with no message
// between. All strings are safe to show.
type Fold struct {
	// Text says all of it in few words, Time from when to when.
	Text, Time string
	// Open says that the notices are shown one by one below.
	Open bool
}

// passing says whether the row only tells that somebody came or went as people
// do. How a connection ended otherwise is worth a line of its own.
func (r *Row) passing() bool {
	if !r.Notice() {
		return false
	}
	switch r.message.Notice {
	case transport.PeerConnected, transport.PeerAsks:
		return true
	case transport.PeerDisconnected:
		if r.refused() {
			return !r.visitor() // whose line says what to do
		}
		switch r.message.Fault {
		case transport.NoFault, transport.Unknown, transport.PeerClosed, transport.PeerReset, transport.PeerVanished,
			transport.ServerStopped:
			return true
		}
	}
	return false
}

// refused says whether the row tells that a visitor was turned away, as it may be again and
// again.
func (r *Row) refused() bool {
	return r.message.Notice == transport.PeerDisconnected && turnsAway(r.message.Fault)
}

// visitor says whether the row tells of visitors that never were in the list.
func (r *Row) visitor() bool { return r.refused() && r.message.Peer == 0 }

// continues says whether row i belongs to the run that the row before it is in,
// if that is in one. No run goes across the line of a day or of unread messages.
func (t *Talk) continues(i int) bool {
	r := t.rows[i]
	return r.passing() && r.Day == "" && !r.Unread
}

// runEnd is the index behind the run that begins at row i.
func (t *Talk) runEnd(i int) int {
	for i++; i < len(t.rows) && t.continues(i); {
		i++
	}
	return i
}

// fold makes the runs anew from that on which row from is in.
func (t *Talk) fold(from int) {
	for from > 0 && from < len(t.rows) && t.continues(from) {
		from--
	}
	for i := from; i < len(t.rows); {
		end := i + 1
		if t.rows[i].passing() {
			end = t.runEnd(i)
		}
		t.foldRun(t.rows[i:end])
		i = end
	}
	t.folded = len(t.rows)
}

// settle folds what has come, once for a batch of events: a run is made anew as
// a whole.
func (t *Talk) settle() {
	if t.folded < len(t.rows) {
		t.fold(t.folded)
		t.slide()
	}
}

// foldRun folds a run that is long enough. Once somebody has opened it, it
// stays open however it grows.
func (t *Talk) foldRun(run []*Row) {
	n, open := 0, false
	last := run[len(run)-1]
	for _, r := range run {
		if r.passing() {
			n, open = n+1, open || r.unfolded
		}
	}
	for _, r := range run {
		r.Fold, r.Folded = nil, n >= minFold && !open && r.passing()
	}
	if n < minFold {
		return
	}
	first := run[0]
	first.Fold = &Fold{Text: t.side.m.w.ComingsAndGoings(traffic(run)), Time: first.Time, Open: open}
	if last.Time != first.Time {
		first.Fold.Time += "–" + last.Time
	}
}

// traffic sums up a run: what became of each in the end.
func traffic(run []*Row) (sum words.Traffic) {
	type passage struct {
		name                string
		cameFirst, hereLast bool
		refused             bool
		moves               int
	}
	// By name: a member that is let in again is another peer, and who is in the
	// list no more is none.
	var all []*passage
	by := map[string]*passage{}
	for _, r := range run {
		if !r.passing() {
			continue
		}
		p := by[r.Name]
		if p == nil {
			p = new(passage)
			by[r.Name] = p
			all = append(all, p)
		}
		p.name = r.Name
		if r.message.Notice == transport.PeerAsks {
			continue
		}
		p.hereLast, p.refused = r.message.Notice == transport.PeerConnected, r.refused()
		p.cameFirst = p.cameFirst || p.moves == 0 && p.hereLast
		p.moves++
	}
	for _, p := range all {
		list := &sum.Left
		switch {
		case p.moves == 0:
			list = &sum.Asked
		case p.refused:
			list = &sum.Refused
		case p.cameFirst && p.hereLast:
			list = &sum.Came
		case p.cameFirst:
			list = &sum.Passed
		case p.hereLast:
			list = &sum.Back
		}
		*list = append(*list, p.name)
	}
	return sum
}

// Unfold shows the notices of the run that begins with the row of a Local key one by
// one, or folds them again.
func (m *Model) Unfold(local uint64) {
	t := m.Active().Talk()
	r := t.Find(local)
	if r == nil || r.Fold == nil {
		return
	}
	i := int(local - t.rows[0].Local)
	open := !r.Fold.Open
	for _, r := range t.rows[i:t.runEnd(i)] {
		r.unfolded = open
	}
	t.fold(i)
	m.settle()
}
