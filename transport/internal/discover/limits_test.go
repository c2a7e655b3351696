package discover

import (
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnswersAreLimited(t *testing.T) {
	from := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, 0, byte(n >> 8), byte(n)}) }
	of := func(n int) nonce { return nonce{byte(n >> 16), byte(n >> 8), byte(n)} }
	synctest.Test(t, func(t *testing.T) {
		l := newAnswerLimits()
		if l.take(from(1), of(1), time.Now()) != allowed {
			t.Error("a probe is not answered")
		}
		if l.take(from(1), of(1), time.Now()) != ignored {
			t.Error("the copy of a probe is answered")
		}
		one := 0
		for i := range 1000 {
			if l.take(from(1), of(2+i), time.Now()) == allowed {
				one++
			}
		}
		if want := 2*perSource - 1; one != want {
			t.Errorf("%d probes of one source are answered at once, not %d", one, want)
		}
		if l.take(from(2), of(1), time.Now()) != allowed {
			t.Error("one source that asks too often keeps others from being answered")
		}
	})
	synctest.Test(t, func(t *testing.T) {
		l := newAnswerLimits()
		all, over := 0, 0
		for i := range 20_000 {
			switch l.take(from(i), of(i), time.Now()) {
			case allowed:
				all++
			case tooMany:
				over++
			}
			if len(l.sources) > sourcesMost {
				t.Fatalf("%d sources are remembered", len(l.sources))
			}
			time.Sleep(time.Millisecond / 2) // 2 000 a second, for 10 s
		}
		if most := answersPerSecond*10 + answersPerSecond; all > most || all < most-2 || all+over != 20_000 {
			t.Errorf("%d of 20 000 probes in 10 s are answered, not %d, and %d are too many", all, most, over)
		}
	})
}
