package core

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"confab/transport/internal/store"
)

func TestTimeline(t *testing.T) {
	t.Run("lines of one log are its numbers, from the first held on", func(t *testing.T) {
		var l timeline
		l.base(1, 5, 9)
		if first, last := l.bounds(); first != 5 || last != 9 {
			t.Errorf("bounds are %d and %d, want 5 and 9", first, last)
		}
		if line, added := l.event(1, 10); line != 10 || !added {
			t.Errorf("event 10 has line %d (added %v), want 10", line, added)
		}
		if line, added := l.event(1, 7); line != 7 || added {
			t.Errorf("event 7 again has line %d (added %v), want 7 and not added", line, added)
		}
		if line, added := l.event(1, 3); line != 0 || added {
			t.Errorf("event 3, before all that is held, has line %d (added %v)", line, added)
		}
	})
	t.Run("an empty one begins with line 1, whatever comes first", func(t *testing.T) {
		var l timeline
		if first, last := l.bounds(); first != 1 || last != 0 {
			t.Errorf("bounds are %d and %d, want 1 and 0", first, last)
		}
		if line := l.add(&Message{}); line != 1 {
			t.Errorf("the first notice has line %d, want 1", line)
		}
		if line, _ := l.event(1, 1); line != 2 {
			t.Errorf("the first event has line %d, want 2", line)
		}
		if l.cut(0, 0) != nil || (&timeline{}).cut(0, 5) != nil {
			t.Error("nothing was asked for, or is there, and something came")
		}
	})
	t.Run("a mark between lines stands at the event before it", func(t *testing.T) {
		var l timeline
		l.base(1, 1, 3)
		l.add(&Message{}) // line 4
		l.event(1, 4)     // line 5
		for seq, want := range map[uint64]uint64{0: 0, 3: 3, 4: 5, 9: 5} {
			if got := l.upTo(1, seq); got != want {
				t.Errorf("a mark at event %d is at line %d, want %d", seq, got, want)
			}
		}
		for line, want := range map[uint64]uint64{0: 0, 3: 3, 4: 3, 5: 4, 99: 4} {
			if got := l.seq(1, line); got != want {
				t.Errorf("line %d is event %d, want %d", line, got, want)
			}
		}
	})
	t.Run("the oldest notices keep their places only", func(t *testing.T) {
		var l timeline
		for range 3 * maxNotices {
			l.add(&Message{Kind: Notice})
		}
		if _, last := l.bounds(); last != 3*maxNotices {
			t.Errorf("%d lines, want %d", last, 3*maxNotices)
		}
		kept := 0
		for _, s := range l.spans {
			if s.notice != nil {
				kept++
			}
		}
		if kept > maxNotices || kept != l.notices || l.spans[len(l.spans)-1].notice == nil {
			t.Errorf("%d notices are kept (%d counted), want at most %d and the newest", kept, l.notices, maxNotices)
		}
		if len(l.spans) > maxNotices+1 {
			t.Errorf("they take %d spans", len(l.spans))
		}
		lines := uint64(0)
		for _, s := range l.cut(1, 3*maxNotices) {
			if s.line != lines+1 {
				t.Fatalf("line %d follows line %d", s.line, lines)
			}
			lines += s.count
		}
		if lines != 3*maxNotices {
			t.Errorf("a page has %d of %d lines", lines, 3*maxNotices)
		}
	})
	t.Run("any mixture is as a plain list of lines", func(t *testing.T) {
		for seed := range uint64(200) {
			mixture(t, rand.New(rand.NewPCG(seed, 1)))
		}
	})
	t.Run("what comes again in a later log keeps its line", func(t *testing.T) {
		var l timeline
		l.base(1, 1, 5)
		l.add(&Message{}) // line 6
		for seq := uint64(1); seq <= 3; seq++ {
			if !l.carry(1, store.CarriedRun{Was: seq, Count: 1, Log: 2, Seq: seq}) {
				t.Errorf("event %d has no line", seq)
			}
		}
		if line, added := l.event(2, 4); line != 7 || !added {
			t.Errorf("what is new has line %d (added %v)", line, added)
		}
		if !l.carry(1, store.CarriedRun{Was: 5, Count: 1, Log: 2, Seq: 5}) || l.carry(1, store.CarriedRun{Was: 5, Count: 1, Log: 2, Seq: 6}) {
			t.Error("what was carried is carried again, or not at all")
		}
		for seq, want := range map[uint64]uint64{1: 1, 3: 3, 4: 7, 5: 5} {
			if line, ok := l.line(2, seq); line != want || !ok {
				t.Errorf("event %d stands at %d, want %d", seq, line, want)
			}
		}
		if line, _ := l.line(1, 4); line != 4 {
			t.Errorf("what did not come again stands at %d", line)
		}
		if got := l.seq(2, 5); got != 3 {
			t.Errorf("at line 5 all up to event %d were seen, want 3", got)
		}
		if len(l.spans) != 5 {
			t.Errorf("it takes %d spans: %+v", len(l.spans), l.spans)
		}
	})
	t.Run("any carrying is as a plain list of lines", func(t *testing.T) {
		for seed := range uint64(500) {
			carrying(t, rand.New(rand.NewPCG(seed, 2)))
		}
	})
}

// mixture builds a timeline and the plain list that it stands for, and compares
// all answers.
func mixture(t *testing.T, r *rand.Rand) {
	t.Helper()
	type line struct {
		log store.LogID
		seq uint64
	}
	var l timeline
	var list []line
	first := uint64(1)
	log, seq := store.LogID(1), r.Uint64N(5)
	for range 40 {
		switch r.IntN(6) {
		case 0:
			l.add(&Message{})
			list = append(list, line{})
		case 1:
			log, seq = log+1, r.Uint64N(3)
		case 2:
			if seq > 0 {
				seq += r.Uint64N(3) // a gap that the host retired
			}
			fallthrough
		default:
			seq++
			if len(list) == 0 {
				first = seq
			}
			l.event(log, seq)
			list = append(list, line{log, seq})
		}
	}
	for i := range l.spans { // as if they were old
		if l.spans[i].notice != nil && r.IntN(3) > 0 {
			l.spans[i].notice = nil
		}
	}
	l.compact()
	from, last := l.bounds()
	if from != first || last != first+uint64(len(list))-1 {
		t.Fatalf("bounds are %d to %d, want %d and %d lines", from, last, first, len(list))
	}
	for i, want := range list {
		at := first + uint64(i)
		if want.log != 0 {
			if got, ok := l.line(want.log, want.seq); !ok || got != at {
				t.Fatalf("event %v stands at %d (%v), want %d", want, got, ok, at)
			}
		}
	}
	for range 20 {
		begin, n := first+r.Uint64N(uint64(len(list))), 1+r.IntN(len(list))
		var got []string
		for _, s := range l.cut(begin, n) {
			for k := range s.count {
				got = append(got, fmt.Sprint(s.line+k, line{s.log, (s.seq + k) * min(1, uint64(s.log))}))
			}
		}
		var want []string
		for i := begin - first; i < uint64(len(list)) && len(want) < n; i++ {
			want = append(want, fmt.Sprint(first+i, list[i]))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("lines from %d, %d of them:\n got %v\nwant %v", begin, n, got, want)
		}
	}
}

// carrying has events of several logs come again in later ones, in runs and one by
// one, in another order and more than once, and compares with a plain list.
func carrying(t *testing.T, r *rand.Rand) {
	t.Helper()
	type event struct {
		log store.LogID
		seq uint64
	}
	var l timeline
	list := map[uint64]event{} // by line
	at := func(e event) (uint64, bool) {
		for line, has := range list {
			if has == e {
				return line, true
			}
		}
		return 0, false
	}
	tops := map[store.LogID]uint64{}
	for log := store.LogID(1); log <= 4; log++ {
		for range 12 {
			was := store.LogID(1 + r.IntN(int(log)))
			seq := tops[log] + 1
			switch n := r.Uint64N(4); {
			case was == log: // new
				line, added := l.event(log, seq)
				if !added {
					t.Fatalf("event %d of %d was there", seq, log)
				}
				list[line], tops[log] = event{log, seq}, seq
			case n == 0:
				l.add(&Message{})
			default:
				if r.IntN(4) == 0 && seq > 1 {
					seq-- // an earlier program held it in several logs
				}
				run := store.CarriedRun{Was: 1 + r.Uint64N(12), Count: n, Log: log, Seq: seq}
				want := false
				for k := range n {
					line, had := at(event{was, run.Was + k})
					if !had {
						continue
					}
					want = true
					if _, twice := at(event{log, seq + k}); twice {
						delete(list, line)
					} else {
						list[line] = event{log, seq + k}
					}
					tops[log] = max(tops[log], seq+k)
				}
				if got := l.carry(was, run); got != want {
					t.Fatalf("carried %v, want %v", got, want)
				}
			}
		}
	}
	// What else there is of the last log is laid at the end.
	const log = store.LogID(4)
	l.base(log, 1, tops[log]+2)
	_, last := l.bounds()
	for i := len(l.spans) - 1; i >= 0 && l.spans[i].log == log; i-- {
		for k := range l.spans[i].count {
			list[l.spans[i].line+k] = event{log, l.spans[i].seq + k}
		}
	}
	for seq := uint64(1); seq <= tops[log]+2; seq++ {
		if _, ok := at(event{log, seq}); !ok {
			t.Fatalf("event %d has no line", seq)
		}
	}
	next := uint64(1)
	if len(l.spans) > 0 {
		next = l.spans[0].line
	}
	for _, s := range l.spans {
		if s.line != next || s.count == 0 {
			t.Fatalf("a span of %d begins at line %d, want %d", s.count, s.line, next)
		}
		next += s.count
	}
	for line, e := range list {
		if got, ok := l.line(e.log, e.seq); !ok || got != line {
			t.Fatalf("event %v stands at %d (%v), want %d", e, got, ok, line)
		}
	}
	for line := range last + 1 {
		seq := l.seq(log, line)
		for other, e := range list {
			if e.log == log && e.seq <= seq && other > line {
				t.Fatalf("at line %d event %d is taken for seen, which stands at %d", line, e.seq, other)
			}
		}
	}
	for seq := range tops[log] + 3 {
		want := uint64(0)
		for line, e := range list {
			if e.log == log && e.seq <= seq {
				want = max(want, line)
			}
		}
		if got := l.upTo(log, seq); got != want {
			t.Fatalf("a mark at event %d stands at line %d, want %d", seq, got, want)
		}
	}
}
