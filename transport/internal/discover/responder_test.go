package discover

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestQuestionsAreAnsweredOnceASecondAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSockets()
		r := responder{}
		own := instance{salt: [8]byte{1}}
		r.announce(s, nil, own, 1, time.Now())
		if r.asked(instance{salt: [8]byte{2}}, time.Now()); !r.due.IsZero() {
			t.Error("a question for another server is answered")
		}
		answers := 0
		for range 20_000 { // 2 000 a second, for 10 s
			r.asked(instance{}, time.Now())
			r.asked(own, time.Now())
			if !r.due.IsZero() && !r.due.After(time.Now()) {
				r.announce(s, nil, own, 1, time.Now())
				answers++
			}
			time.Sleep(time.Second / 2_000)
		}
		if answers < 9 || answers > 10 {
			t.Errorf("%d answers in 10 s", answers)
		}
		r.announce(s, nil, own, 1, time.Now())
		time.Sleep(time.Minute)
		r.asked(instance{}, time.Now())
		if wait := time.Until(r.due); wait < respondAfter || wait > respondAfter+respondWithin {
			t.Errorf("a question is answered after %v", wait)
		}
	})
}
