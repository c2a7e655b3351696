package plain

import (
	"testing"
	"time"
)

// TestPace counts with a clock of its own what is written at a rate.
func TestPace(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	// write has so many seconds of writes at a rate, each of which takes took, and returns how
	// many bytes went, and the most in any one second.
	write := func(rate int, seconds int, took time.Duration) (all, burst int) {
		p, now := pacer{rate: rate}, begin
		in := make([]int, seconds+1)
		for now.Before(begin.Add(time.Duration(seconds) * time.Second)) {
			now = now.Add(p.wait(now))
			n := p.most(streamPiece)
			at := int(now.Sub(begin) / time.Second)
			p.wrote(n, now)
			now = now.Add(took)
			in[at] += n
			all += n
			burst = max(burst, in[at])
		}
		return all, burst
	}
	for _, rate := range []int{1, 10, 30, 960, 1000, 11520, 100_000} {
		all, burst := write(rate, 100, time.Microsecond)
		piece := (&pacer{rate: rate}).most(streamPiece)
		if all < rate*100-piece || all > rate*100+piece || burst > rate+2*piece {
			t.Errorf("at %d bytes a second %d went in 100 s, %d in one of them", rate, all, burst)
		}
	}
	t.Run("writes that take a moment are made up for", func(t *testing.T) {
		if all, _ := write(960, 100, 20*time.Millisecond); all < 95_000 {
			t.Errorf("only %d bytes", all)
		}
	})
	t.Run("what a peer has held up does not come in a burst", func(t *testing.T) {
		p := pacer{rate: 1000}
		p.wrote(50, begin)
		late := begin.Add(time.Hour)
		went := 0
		for p.wait(late) == 0 {
			n := p.most(streamPiece)
			p.wrote(n, late)
			went += n
		}
		if most := int(2 * 1000 * (paceSlack + paceTick) / time.Second); went > most {
			t.Errorf("%d bytes at once", went)
		}
	})
	t.Run("without a rate nothing waits", func(t *testing.T) {
		var p pacer
		p.wrote(1<<20, begin)
		if p.wait(begin) != 0 || p.most(77) != 77 {
			t.Error("it waits")
		}
	})
}
