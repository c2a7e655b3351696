package journal

import (
	"math/rand/v2"
	"testing"
)

// note is an entry that stands in one talk.
type note struct{ value, bytes int }

func (n note) Hold() int    { return n.bytes }
func (n note) Release() int { return n.bytes }

// copied is an entry that may stand in many.
type copied struct{ holders, bytes int }

func (c *copied) Hold() int {
	c.holders++
	if c.holders == 1 {
		return c.bytes
	}
	return 0
}

func (c *copied) Release() int {
	c.holders--
	if c.holders == 0 {
		return c.bytes
	}
	return 0
}

func put(j *Journal[uint64, note], id uint64, value, bytes int) uint64 {
	return j.Append(id, note{value, bytes}, bytes)
}

func page(j *Journal[uint64, note], id, from uint64, n int) (seqs []uint64, values []int) {
	j.Page(id, from, n, func(seq uint64, v note) {
		seqs, values = append(seqs, seq), append(values, v.value)
	})
	return seqs, values
}

func TestJournal(t *testing.T) {
	t.Run("an empty talk has no entries and no last number", func(t *testing.T) {
		j := New[uint64, note](1000, 1000)
		if first, last := j.Bounds(7); first != 1 || last != 0 {
			t.Errorf("bounds %d…%d", first, last)
		}
		if seqs, _ := page(j, 7, 0, 10); seqs != nil {
			t.Errorf("got %v", seqs)
		}
	})
	t.Run("a page from 0 is the newest, in order", func(t *testing.T) {
		j := New[uint64, note](1<<20, 1<<20)
		for i := range 10 {
			put(j, 1, i, 1)
		}
		seqs, values := page(j, 1, 0, 3)
		if len(seqs) != 3 || seqs[0] != 8 || values[2] != 9 {
			t.Errorf("got %v %v", seqs, values)
		}
		if seqs, _ = page(j, 1, 0, 100); len(seqs) != 10 || seqs[0] != 1 {
			t.Errorf("a page larger than the talk: %v", seqs)
		}
		if seqs, _ = page(j, 1, 11, 5); seqs != nil {
			t.Errorf("a page past the end: %v", seqs)
		}
	})
	t.Run("past the budget of a talk the oldest go and the first number moves", func(t *testing.T) {
		j := New[uint64, note](10*(overhead+100), 1<<20)
		for i := range 1000 {
			put(j, 1, i, 100)
		}
		first, last := j.Bounds(1)
		if first != 991 || last != 1000 {
			t.Errorf("bounds %d…%d", first, last)
		}
		if seqs, values := page(j, 1, 5, 3); seqs[0] != 991 || values[0] != 990 {
			t.Errorf("a dropped page starts at %v %v", seqs, values)
		}
	})
	t.Run("one entry above the budget is kept all the same", func(t *testing.T) {
		j := New[uint64, note](10, 10)
		put(j, 1, 1, 500)
		put(j, 1, 2, 500)
		if seqs, values := page(j, 1, 0, 9); len(seqs) != 1 || values[0] != 2 {
			t.Errorf("got %v %v", seqs, values)
		}
	})
	t.Run("the budget of all is taken from the largest talk", func(t *testing.T) {
		j := New[uint64, note](1<<20, 100*(overhead+1000))
		put(j, 1, -1, 10)
		for i := range 500 {
			put(j, 2, i, 1000)
		}
		if _, values := page(j, 1, 0, 9); len(values) != 1 {
			t.Errorf("the small talk lost its entry")
		}
		if j.Bytes() > 100*(overhead+1000)+overhead+1000 {
			t.Errorf("%d bytes held", j.Bytes())
		}
	})
	t.Run("forgetting a talk gives its bytes back", func(t *testing.T) {
		j := New[uint64, note](1<<20, 1<<20)
		put(j, 1, 1, 100)
		put(j, 2, 1, 100)
		j.Forget(1)
		j.Forget(1)
		if j.Bytes() != overhead+100 {
			t.Errorf("%d bytes held", j.Bytes())
		}
	})
	t.Run("a random walk keeps numbers without gaps and counts its bytes", func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		j := New[uint64, note](20_000, 60_000)
		appended := map[uint64]int{}
		for range 20_000 {
			id := r.Uint64N(6)
			switch {
			case r.IntN(200) == 0:
				j.Forget(id)
				appended[id] = 0
			default:
				appended[id]++
				if seq := put(j, id, appended[id], r.IntN(900)); seq != uint64(appended[id]) {
					t.Fatalf("number %d for entry %d", seq, appended[id])
				}
			}
			seqs, values := page(j, id, 0, 1000)
			for i := range seqs {
				if seqs[i] != uint64(values[i]) || i > 0 && seqs[i] != seqs[i-1]+1 {
					t.Fatalf("talk %d: %v %v", id, seqs, values)
				}
			}
			sum := 0
			for _, talk := range j.talks {
				sum += talk.bytes
				if talk.bytes > 20_000 && talk.held() > 1 {
					t.Fatalf("a talk of %d bytes", talk.bytes)
				}
			}
			if sum != j.Bytes() || sum > 60_000+1000 {
				t.Fatalf("%d bytes, counted %d", sum, j.Bytes())
			}
		}
	})
	t.Run("what stands in many talks counts once, and until the last gives it up", func(t *testing.T) {
		j := New[uint64, *copied](1<<20, 1<<20)
		c := &copied{bytes: 1000}
		for id := range uint64(10) {
			j.Append(id, c, c.bytes)
		}
		if j.Bytes() != 1000+10*overhead {
			t.Errorf("%d bytes held", j.Bytes())
		}
		for id := range uint64(9) {
			j.Forget(id)
		}
		if j.Bytes() != 1000+overhead {
			t.Errorf("%d bytes held by the last", j.Bytes())
		}
		j.Forget(9)
		if j.Bytes() != 0 {
			t.Errorf("%d bytes held by nobody", j.Bytes())
		}
	})
	t.Run("copies in other talks do not keep the total above its budget", func(t *testing.T) {
		const budget = 100_000
		j := New[uint64, *copied](1<<20, budget)
		for range 1000 {
			c := &copied{bytes: 5000}
			for id := range uint64(8) {
				j.Append(id, c, c.bytes)
			}
			if j.Bytes() > budget+5000+8*overhead {
				t.Fatalf("%d bytes held", j.Bytes())
			}
		}
	})
}
