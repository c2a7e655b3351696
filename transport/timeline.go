package transport

import (
	"sort"

	"confab/transport/internal/store"
)

// timeline numbers the lines of a talk of members. What was said is on disk, in
// the log of one or, after the host began anew, of several lives of its host;
// between stand the notices of this run, which are only here. A run of events is
// one span, however long, so that a million messages cost what one costs.
//
// The lines begin at the first event that is held, under its own number, and
// have no gaps. All methods need the lock of the core.
type timeline struct {
	spans   []span
	notices int // that are still there to show
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

// base puts events that are on disk already at the end.
func (t *timeline) base(log store.LogID, first, last uint64) {
	if last < first || last == 0 {
		return
	}
	line := t.next()
	if len(t.spans) == 0 {
		line = first
	}
	t.spans = append(t.spans, span{line: line, count: last - first + 1, log: log, seq: first})
}

// event adds the event seq of a log at the end, and returns its line. An event
// that is there already keeps the line it has, and one from before all that is
// held has none.
func (t *timeline) event(log store.LogID, seq uint64) (line uint64, added bool) {
	for i := len(t.spans) - 1; i >= 0; i-- {
		if s := t.spans[i]; s.log == log && seq < s.seq+s.count {
			line, _ := t.line(log, seq)
			return line, false
		} else if s.log == log {
			break
		}
	}
	line = t.next()
	n := len(t.spans)
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
		if s.log == log && log != 0 && seq >= s.seq {
			if seq < s.seq+s.count {
				return s.line + seq - s.seq, true
			}
			return 0, false
		}
	}
	return 0, false
}

// newest is the last event of a log that has a line; 0 is none.
func (t *timeline) newest(log store.LogID) uint64 {
	for i := len(t.spans) - 1; i >= 0; i-- {
		if s := t.spans[i]; s.log == log {
			return s.seq + s.count - 1
		}
	}
	return 0
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

// seq is the last event of a log at or before a line; 0 is none.
func (t *timeline) seq(log store.LogID, line uint64) uint64 {
	i := sort.Search(len(t.spans), func(i int) bool { return t.spans[i].line > line }) - 1
	for ; i >= 0; i-- {
		if s := t.spans[i]; s.log == log && log != 0 {
			return s.seq + min(line-s.line, s.count-1)
		}
	}
	return 0
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
