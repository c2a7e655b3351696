package core

import (
	"cmp"
	"slices"
	"sort"

	"confab/transport/internal/store"
)

// timeline numbers the lines of a talk of members. What was said is on disk, in
// the log of one or, after the host began anew, of several lives of its host;
// between stand the notices of this run, which are only here. A run of events is
// one span, however long, so that a million messages cost what one costs.
//
// What comes again in a new life keeps its line: the span that it is in goes over to
// the new log. So events of one log need not be in the order of their numbers.
//
// The lines begin at the first event that is held, under its own number, and
// have no gaps. The loop owns it.
type timeline struct {
	spans   []span
	notices int // that are still there to show
	// tops are the newest events of each log that have a line.
	tops map[store.LogID]uint64
}

// span is a run of events of one log, or one notice, or the places of old ones.
type span struct {
	line  uint64 // of the first
	count uint64
	log   store.LogID // of events
	seq   uint64      // of the first
	// notice is nil for events, and for notices so long ago that only their
	// places are kept.
	notice *Message
}

// maxNotices is how many notices of one talk are kept.
const maxNotices = 2000

// bounds are the first and the last line; last is 0 while there are none.
func (t *timeline) bounds() (first, last uint64) {
	if len(t.spans) == 0 {
		return 1, 0
	}
	end := t.spans[len(t.spans)-1]
	return t.spans[0].line, end.line + end.count - 1
}

// next is the number of the line that will be added.
func (t *timeline) next() uint64 {
	_, last := t.bounds()
	return last + 1
}

// base puts events that are on disk already at the end, but for those that have a
// line: they were carried into the place of an earlier log's.
func (t *timeline) base(log store.LogID, first, last uint64) {
	if last < first || last == 0 {
		return
	}
	for _, free := range t.free(log, first, last) {
		line := t.next()
		if len(t.spans) == 0 {
			line = free.seq
		}
		free.line = line
		t.spans = append(t.spans, free)
	}
	t.raise(log, last)
}

// raise notes that the events of a log have lines up to seq.
func (t *timeline) raise(log store.LogID, seq uint64) {
	if t.tops == nil {
		t.tops = map[store.LogID]uint64{}
	}
	t.tops[log] = max(t.tops[log], seq)
}

// free are the events from first to last of a log that have no line, as spans that
// have none yet.
func (t *timeline) free(log store.LogID, first, last uint64) (free []span) {
	var taken []span
	if first <= t.tops[log] {
		for _, s := range t.spans {
			if s.log == log && s.seq <= last && s.seq+s.count > first {
				taken = append(taken, s)
			}
		}
	}
	slices.SortFunc(taken, func(a, b span) int { return cmp.Compare(a.seq, b.seq) })
	for _, s := range taken {
		if s.seq > first {
			free = append(free, span{count: s.seq - first, log: log, seq: first})
		}
		first = s.seq + s.count
	}
	if first <= last {
		free = append(free, span{count: last - first + 1, log: log, seq: first})
	}
	return free
}

// event adds the event seq of a log at the end, and returns its line. An event
// that is there already keeps the line it has, and one from before all that is
// held has none.
func (t *timeline) event(log store.LogID, seq uint64) (line uint64, added bool) {
	if seq <= t.tops[log] {
		line, _ := t.line(log, seq)
		return line, false
	}
	line = t.next()
	n := len(t.spans)
	t.raise(log, seq)
	switch {
	case n == 0:
		line = seq
	case t.spans[n-1].log == log && t.spans[n-1].seq+t.spans[n-1].count == seq:
		t.spans[n-1].count++
		return line, true
	}
	t.spans = append(t.spans, span{line: line, count: 1, log: log, seq: seq})
	return line, true
}

// carry has events of an earlier log that came again stand for those of a later one,
// on the lines that they have. Where an event of the later log has a line already,
// the other line is left empty. It reports whether any had a line.
func (t *timeline) carry(was store.LogID, run store.CarriedRun) (carried bool) {
	for i := 0; i < len(t.spans); i++ {
		s := t.spans[i]
		first, end := max(s.seq, run.Was), min(s.seq+s.count, run.Was+run.Count)
		if s.log != was || first >= end {
			continue
		}
		carried = true
		to := run.Seq + first - run.Was
		pieces := append(s.part(s.seq, first), t.place(s.line+first-s.seq, run.Log, to, to+end-first-1)...)
		t.raise(run.Log, to+end-first-1)
		pieces = append(pieces, s.part(end, s.seq+s.count)...)
		if i > 0 && t.spans[i-1].continues(pieces[0]) {
			t.spans[i-1].count += pieces[0].count
			pieces = pieces[1:]
		}
		t.spans = slices.Replace(t.spans, i, i+1, pieces...)
		i += len(pieces) - 1
	}
	return carried
}

// place are spans from a line on for the events first to last of a log, empty where
// those have lines already.
func (t *timeline) place(line uint64, log store.LogID, first, last uint64) (spans []span) {
	empty := func(count uint64) {
		if count > 0 {
			spans = append(spans, span{line: line, count: count})
			line += count
		}
	}
	for _, free := range t.free(log, first, last) {
		empty(free.seq - first)
		first = free.seq + free.count
		free.line = line
		spans = append(spans, free)
		line += free.count
	}
	empty(last + 1 - first)
	return spans
}

// part is a span of the events from first to before end, none if there are none.
func (s span) part(first, end uint64) []span {
	if first >= end {
		return nil
	}
	return []span{{line: s.line + first - s.seq, count: end - first, log: s.log, seq: first}}
}

// continues reports whether the events of next follow those of s.
func (s span) continues(next span) bool {
	return s.log == next.log && s.log != 0 && s.seq+s.count == next.seq && s.line+s.count == next.line
}

// add puts a notice at the end and returns its line.
func (t *timeline) add(m *Message) uint64 {
	m.Seq = t.next()
	t.spans = append(t.spans, span{line: m.Seq, count: 1, notice: m})
	t.notices++
	if t.notices > maxNotices {
		for i := range t.spans {
			if t.notices <= maxNotices/2 {
				break
			}
			if t.spans[i].notice != nil {
				t.spans[i].notice = nil
				t.notices--
			}
		}
		t.compact()
	}
	return m.Seq
}

// compact makes one span of the places of notices that follow each other: comings
// and goings of months are to cost what is left to show of them.
func (t *timeline) compact() {
	kept := t.spans[:0]
	for _, s := range t.spans {
		if n := len(kept); n > 0 && s.isPlace() && kept[n-1].isPlace() {
			kept[n-1].count += s.count
			continue
		}
		kept = append(kept, s)
	}
	clear(t.spans[len(kept):])
	t.spans = kept
}

// isPlace says that a span has nothing to show any more.
func (s span) isPlace() bool { return s.log == 0 && s.notice == nil }

// line is where the event seq of a log stands.
func (t *timeline) line(log store.LogID, seq uint64) (uint64, bool) {
	for i := len(t.spans) - 1; i >= 0; i-- {
		s := t.spans[i]
		if s.log == log && log != 0 && seq >= s.seq && seq < s.seq+s.count {
			return s.line + seq - s.seq, true
		}
	}
	return 0, false
}

// upTo is the last line that shows nothing after the event seq of a log: where
// a mark at seq stands. 0 is before all.
func (t *timeline) upTo(log store.LogID, seq uint64) uint64 {
	for i := len(t.spans) - 1; i >= 0; i-- {
		if s := t.spans[i]; s.log == log && log != 0 && seq >= s.seq {
			return s.line + min(seq-s.seq, s.count-1)
		}
	}
	return 0
}

// seq is the last event of a log up to which all are at or before a line; 0 is none.
func (t *timeline) seq(log store.LogID, line uint64) (seq uint64) {
	if log == 0 {
		return 0
	}
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].line > line })
	for _, s := range slices.Backward(t.spans[:i]) {
		if s.log == log {
			seq = s.seq + min(line-s.line, s.count-1)
			break
		}
	}
	// What was carried may stand before what is older.
	for _, s := range t.spans[i:] {
		if s.log == log {
			seq = min(seq, s.seq-1)
		}
	}
	return seq
}

// cut returns the spans of n lines from the line from on, the newest n for 0.
func (t *timeline) cut(from uint64, n int) []span {
	first, last := t.bounds()
	if n <= 0 || last == 0 {
		return nil
	}
	if from == 0 {
		from = last - min(last-first, uint64(n)-1)
	}
	from = max(from, first)
	end := min(last, from+uint64(n)-1)
	if from > end {
		return nil
	}
	var cut []span
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].line+t.spans[i].count > from })
	for ; i < len(t.spans) && t.spans[i].line <= end; i++ {
		s := t.spans[i]
		if skip := max(from, s.line) - s.line; skip > 0 {
			s.line, s.seq, s.count = s.line+skip, s.seq+skip, s.count-skip
		}
		s.count = min(s.count, end-s.line+1)
		cut = append(cut, s)
	}
	return cut
}
