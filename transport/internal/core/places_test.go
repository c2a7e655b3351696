package core

import "testing"

// one is the place of the event seq of the first era.
func one(seq uint64) Place { return Place{Era: 1, Seq: seq} }

// nth is the place of the nth notice behind a place.
func nth(at Place, n uint32) Place {
	at.Nth = n
	return at
}

func TestNotices(t *testing.T) {
	inOneLog := func() *places {
		p := &places{}
		p.Enter(1, 1)
		return p
	}
	t.Run("a notice has none of the numbers, and stands behind what was there", func(t *testing.T) {
		p := inOneLog()
		var ms [4]Message
		if !p.latest().IsZero() || p.Dropped() {
			t.Error("an empty one has an end")
		}
		p.add(&ms[0])
		p.Append(1, 1)
		p.add(&ms[1])
		p.add(&ms[2])
		p.Append(1, 2)
		p.add(&ms[3])
		for i, want := range []Place{nth(one(0), 1), nth(one(1), 1), nth(one(1), 2), nth(one(2), 1)} {
			if ms[i].Place != want || ms[i].Seq != 0 {
				t.Errorf("notice %d stands at %v with the number %d, want %v", i, ms[i].Place, ms[i].Seq, want)
			}
		}
		if got := p.latest(); got != ms[3].Place {
			t.Errorf("the end is %v, want %v", got, ms[3].Place)
		}
		if at, _ := p.Append(1, 3); p.latest() != at {
			t.Errorf("the end is %v, want %v", p.latest(), at)
		}
	})
	t.Run("the oldest notices go", func(t *testing.T) {
		p := inOneLog()
		for range 3 * maxNotices {
			p.add(&Message{Kind: Notice})
		}
		if n := len(p.notices); n > maxNotices || p.notices[n-1].Place != nth(one(0), 3*maxNotices) {
			t.Errorf("%d are kept, the last at %v", n, p.notices[n-1].Place)
		}
	})
}
