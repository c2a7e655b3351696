package transport

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
