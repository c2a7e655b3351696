package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"confab/transport/internal/store"
)

// one is the place of the event seq of the first era.
func one(seq uint64) Place { return Place{Era: 1, Seq: seq} }

// nth is the place of the nth notice behind a place.
func nth(at Place, n uint32) Place {
	at.Nth = n
	return at
}

// inEpochs returns the order of a talk with so many epochs: the log n is era n.
func inEpochs(n int) *Order {
	p := &Order{}
	for log := range n {
		p.Enter(store.LogID(log+1), uint32(log+1))
	}
	return p
}

func TestOrder(t *testing.T) {
	t.Run("those of one log are its numbers, from the first held on", func(t *testing.T) {
		p := inEpochs(1)
		p.Hold(1, 5, 9)
		if at, added := p.Append(1, 10); at != one(10) || !added {
			t.Errorf("event 10 stands at %v (added %v)", at, added)
		}
		if at, added := p.Append(1, 7); at != one(7) || added {
			t.Errorf("event 7 again stands at %v (added %v)", at, added)
		}
		if at, added := p.Append(1, 3); !at.IsZero() || added {
			t.Errorf("event 3, before all that is held, stands at %v (added %v)", at, added)
		}
		if !p.Dropped() || p.End() != one(10) {
			t.Errorf("dropped %v, the end is %v", p.Dropped(), p.End())
		}
	})
	t.Run("who comes back reads on later, and nothing before was dropped", func(t *testing.T) {
		p := inEpochs(1)
		p.Begin(1, 5)
		p.Begin(1, 7) // before anything was said
		p.Append(1, 7)
		if !p.Begin(1, 20) || p.Dropped() {
			t.Errorf("it is no news, or dropped: %v", p.Dropped())
		}
		if p.Append(1, 20); p.Dropped() {
			t.Error("something was dropped")
		}
		p = inEpochs(1)
		p.Hold(1, 6, 9) // from 5 on, of which the first is gone
		if p.Begin(1, 20); !p.Dropped() {
			t.Error("nothing was dropped")
		}
	})
	t.Run("a mark stands at the last event that is there", func(t *testing.T) {
		p := inEpochs(1)
		p.Hold(1, 3, 5)
		p.Hold(1, 8, 9) // what is between the host retired
		p.Append(1, 10)
		for seq, want := range map[uint64]Place{0: {}, 2: {}, 3: one(3), 9: one(9), 10: one(10), 99: one(10)} {
			if got := p.UpTo(1, seq); got != want {
				t.Errorf("a mark at event %d stands at %v, want %v", seq, got, want)
			}
		}
		for _, c := range []struct {
			before Place
			want   uint64
		}{{one(3), 0}, {nth(one(2), 1), 0}, {one(4), 3}, {one(10), 9}, {nth(one(9), 1), 9}, {nth(one(10), 1), 10}, {behindAll, 10}} {
			if got := p.Before(1, c.before); got != c.want {
				t.Errorf("before %v all up to event %d stand, want %d", c.before, got, c.want)
			}
		}
	})
	t.Run("what comes again in a later log keeps its place", func(t *testing.T) {
		p := inEpochs(2)
		p.Hold(1, 1, 5)
		for seq := uint64(1); seq <= 3; seq++ {
			if !p.Carry(1, store.CarriedRun{Was: seq, Count: 1, Log: 2, Seq: seq}) {
				t.Errorf("event %d has no place", seq)
			}
		}
		if p.End() != one(5) {
			t.Errorf("the end is %v, want that of the fifth", p.End())
		}
		if at, added := p.Append(2, 4); at != (Place{Era: 2, Seq: 4}) || !added {
			t.Errorf("what is new stands at %v (added %v)", at, added)
		}
		p.Carry(1, store.CarriedRun{Was: 5, Count: 1, Log: 2, Seq: 5})
		if p.Carry(1, store.CarriedRun{Was: 6, Count: 1, Log: 2, Seq: 6}) || p.Carry(3, store.CarriedRun{Was: 1, Count: 1, Log: 2, Seq: 6}) {
			t.Error("what is not held is carried")
		}
		for seq, want := range map[uint64]Place{1: one(1), 3: one(3), 4: {Era: 2, Seq: 4}, 5: one(5)} {
			if at, ok := p.At(2, seq); at != want || !ok {
				t.Errorf("event %d stands at %v, want %v", seq, at, want)
			}
		}
		if got := p.Before(2, one(5).Next()); got != 3 {
			t.Errorf("up to the fifth all up to event %d were seen, want 3", got)
		}
		if got := p.UpTo(2, 3); got != one(3) {
			t.Errorf("a mark at event 3 stands at %v", got)
		}
		want := "[{1 2 1 3} {4 1 4 1} {5 2 5 1} {2.4 2 4 1}]"
		if got := fmt.Sprint(p.Runs()); got != want {
			t.Errorf("there is %v, want %v", got, want)
		}
		before := len(p.carried)
		if !p.Carry(1, store.CarriedRun{Was: 1, Count: 5, Log: 2, Seq: 1}) || len(p.carried) != before+1 {
			t.Errorf("said again, it makes %+v", p.carried)
		}
	})
	t.Run("any carrying is as a plain list", func(t *testing.T) {
		for seed := range uint64(500) {
			carrying(t, rand.New(rand.NewPCG(seed, 2)))
		}
	})
}

// carrying has events of several logs come again in later ones, in runs and one by one,
// in another order and out of two logs at once, and compares with a plain list.
func carrying(t *testing.T, r *rand.Rand) {
	t.Helper()
	type event struct {
		log store.LogID
		seq uint64
	}
	const logs = 4
	p := inEpochs(logs)
	list := map[Place]event{}
	find := func(e event) (Place, bool) {
		for at, has := range list {
			if has == e {
				return at, true
			}
		}
		return Place{}, false
	}
	var tops [logs + 1]uint64
	for log := store.LogID(1); log <= logs; log++ {
		for range 12 {
			was, n := store.LogID(1+r.IntN(int(log))), 1+r.Uint64N(3)
			seq := tops[log] + 1
			switch {
			case was == log:
				at, added := p.Append(log, seq)
				if want := (Place{Era: uint32(log), Seq: seq}); !added || at != want {
					t.Fatalf("event %d of %d stands at %v (added %v)", seq, log, at, added)
				}
				list[at], tops[log] = event{log, seq}, seq
			default:
				from := 1 + r.Uint64N(12)
				for k := range n { // of which all must be there
					if _, ok := find(event{was, from + k}); !ok {
						n = k
						break
					}
				}
				if n == 0 {
					continue
				}
				if !p.Carry(was, store.CarriedRun{Was: from, Count: n, Log: log, Seq: seq}) {
					t.Fatalf("%d events from %d of %d are not carried", n, from, was)
				}
				for k := range n {
					at, _ := find(event{was, from + k})
					list[at] = event{log, seq + k}
				}
				tops[log] = seq + n - 1
				// An earlier program held it in a second log too.
				other := store.LogID(1 + r.IntN(int(log)))
				if at, ok := find(event{other, 1}); ok && other < log && r.IntN(3) == 0 && n == 1 {
					p.Carry(other, store.CarriedRun{Was: 1, Count: 1, Log: log, Seq: seq})
					first, _ := find(event{log, seq})
					if delete(list, Later(at, first)); at.Before(first) {
						list[at] = event{log, seq}
					}
				}
			}
		}
	}
	all := p.Runs()
	got := map[Place]event{}
	for i, s := range all {
		if i > 0 && !all[i-1].At.Before(s.At) {
			t.Fatalf("%v stands before %v", all[i-1], s)
		}
		for k := range s.Count {
			got[s.place(k)] = event{s.Log, s.Seq + k}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(list) {
		t.Fatalf("there is\n%v\nwant\n%v\nwith %+v", got, list, p.carried)
	}
	var order []Place
	for at, e := range list {
		order = append(order, at)
		if is, ok := p.At(e.log, e.seq); !ok || is != at {
			t.Fatalf("event %v stands at %v (%v), want %v", e, is, ok, at)
		}
	}
	slices.SortFunc(order, Place.Compare)
	for _, at := range order {
		for _, at := range []Place{at, at.Next()} {
			want := tops[logs]
			for place, e := range list {
				if e.log == logs && !place.Before(at) {
					want = min(want, e.seq-1)
				}
			}
			if got := p.Before(logs, at); got != want {
				t.Fatalf("before %v all up to event %d stand, want %d of\n%v", at, got, want, list)
			}
		}
	}
	for seq := range tops[logs] + 3 {
		var want Place
		for at, e := range list {
			if e.log == logs && e.seq <= seq {
				want = Later(want, at)
			}
		}
		if got := p.UpTo(logs, seq); got != want {
			t.Fatalf("a mark at event %d stands at %v, want %v", seq, got, want)
		}
	}
}
