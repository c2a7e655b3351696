//go:build attack && linux

package attack

import (
	"slices"
	"testing"
	"time"
)

// What is wrong with a talk must be found: an instrument that finds nothing
// says the same as a program without faults.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		sentence                string
		seen                    []int
		lost, doubled, disorder int
	}{
		{"all once and in order is fine", []int{0, 1, 2, 3}, 0, 0, 0},
		{"a loss in the middle is found", []int{0, 1, 3}, 1, 0, 0},
		{"a loss at the end is found", []int{0, 1}, 2, 0, 0},
		{"a message twice is found", []int{0, 1, 2, 1, 3}, 0, 1, 0},
		{"all once more is found", []int{0, 1, 2, 3, 0, 1, 2, 3}, 0, 4, 0},
		{"another order is found", []int{0, 2, 1, 3}, 0, 0, 1},
		{"what was never said is found", []int{0, 1, 2, 3, 4}, 0, 1, 0},
	} {
		t.Run(c.sentence, func(t *testing.T) {
			if lost, doubled, disorder := judge(c.seen, 4); lost != c.lost || doubled != c.doubled || disorder != c.disorder {
				t.Errorf("%d lost, %d doubled, %d out of order", lost, doubled, disorder)
			}
		})
	}
	t.Run("an altered text is none of the honest members'", func(t *testing.T) {
		for _, text := range []string{body(1, 3) + "x", "crew1 3", body(crewSize, 3), "flood 3", ""} {
			if _, _, ok := numbered(text); ok {
				t.Errorf("%q is taken for one", text)
			}
		}
		if who, n, ok := numbered(body(1, 3)); who != 1 || n != 3 || !ok {
			t.Errorf("%d %d %v", who, n, ok)
		}
	})
	t.Run("what is beyond an aim is marked", func(t *testing.T) {
		r := &row{allowed: memoryAim, risen: memoryAim, took: []time.Duration{ackAim}}
		if missed := r.above(); len(missed) > 0 {
			t.Errorf("%q at the aim", missed)
		}
		r.risen, r.took = r.risen+0.1, append(r.took, ackAim+1)
		if missed := r.above(); !slices.Equal(missed, []string{"p99", "memory"}) {
			t.Errorf("%q beyond it", missed)
		}
	})
}
