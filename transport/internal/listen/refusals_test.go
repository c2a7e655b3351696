package listen

import (
	"fmt"
	"testing"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// told is Refusals of addresses, with why it said something.
type told struct {
	*Refusals[string]
	whys    []*fault.Error
	flushes time.Duration // after which Flush is to be called; zero: it is not
}

func newTold() *told {
	r := &told{}
	r.Refusals = NewRefusals(func(_ string, why *fault.Error) { r.whys = append(r.whys, why) }, func(after time.Duration) { r.flushes = after })
	return r
}

// took takes what was said: how often, and of how many in all.
func (r *told) took() (events, all int) {
	for _, why := range r.whys {
		all += 1 + why.More
	}
	events = len(r.whys)
	r.whys = nil
	return events, all
}

// pass has time pass, and Flush called when it is to be.
func (r *told) pass(now *time.Time, d time.Duration) {
	for end := now.Add(d); now.Before(end); {
		*now = now.Add(time.Second)
		if r.flushes > 0 {
			r.flushes = 0
			r.Flush(*now)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	begin := func() (*told, time.Time) { return newTold(), time.Unix(1e9, 0) }
	away := func(r *told, o origin.Origin, f fault.Fault, now time.Time) {
		r.TurnedAway(o, o.Addr.String(), &fault.Error{Fault: f, Addr: o.Addr.String()}, now)
	}
	check := func(t *testing.T, r *told, what string, events, all int) {
		t.Helper()
		if gotEvents, gotAll := r.took(); gotEvents != events || gotAll != all {
			t.Errorf("%s: told %d times of %d, want %d of %d", what, gotEvents, gotAll, events, all)
		}
	}
	t.Run("an address is told of once in a while, and how many more times it came", func(t *testing.T) {
		r, now := begin()
		for range 20 {
			away(r, from(1), fault.RequestRefused, now)
		}
		check(t, r, "at once", 1, 1)
		r.pass(&now, refusalPause-time.Second)
		check(t, r, "too soon", 0, 0)
		r.pass(&now, 2*time.Second)
		check(t, r, "after the pause", 1, 19)
		r.pass(&now, 3*refusalPause)
		check(t, r, "when no more come", 0, 0)
		if r.flushes != 0 || len(r.said) > 1 {
			t.Errorf("%d are kept, a flush in %v", len(r.said), r.flushes)
		}
	})
	t.Run("a page that was shown hides nothing that is refused", func(t *testing.T) {
		r, now := begin()
		for _, f := range []fault.Fault{fault.PageServed, fault.RequestRefused, fault.TLSRefused, fault.PlainRefused, fault.BrowsersRefused, fault.MembersRefused} {
			away(r, from(1), f, now)
		}
		check(t, r, "six kinds", 6, 6)
	})
	t.Run("what is no refusal is not held back", func(t *testing.T) {
		r, now := begin()
		for range 3 {
			away(r, from(1), fault.PeerClosed, now)
		}
		check(t, r, "three ends", 3, 3)
	})
	t.Run("thousands of addresses are a bounded number of lines, and a number", func(t *testing.T) {
		r, now := begin()
		for i := range 5000 {
			away(r, from(i), fault.RequestRefused, now)
		}
		events, all := r.took()
		if events > 5*refusalsKept || events < refusalsKept {
			t.Errorf("told %d times", events)
		}
		for range 10 {
			r.pass(&now, refusalPause)
			more, rest := r.took()
			if all += rest; more > 1 {
				t.Errorf("told %d times when all is over", more)
			}
		}
		if all != 5000 {
			t.Errorf("told of %d in all", all)
		}
		if len(r.said) > refusalsKept+1 || r.places.Len() > refusalsKept {
			t.Errorf("kept %d, %d places", len(r.said), r.places.Len())
		}
	})
	t.Run("who comes again and again with many addresses hides no other network, and no machine", func(t *testing.T) {
		r, now := begin()
		told := 0
		for round := range 5 {
			for i := range 1000 {
				away(r, onLink(1000*round+i, 1), fault.RequestRefused, now)
			}
			r.took()
			away(r, onLink(50_000+round, byte(10+round)), fault.RequestRefused, now)
			away(r, remote(fmt.Sprintf("2001:db8:%x::1", round)), fault.RequestRefused, now)
			events, _ := r.took()
			told += events
			r.pass(&now, time.Second)
		}
		if told != 10 {
			t.Errorf("of 10 others %d were told", told)
		}
	})
	t.Run("each trouble has a pace of its own", func(t *testing.T) {
		r, now := begin()
		for range 10 {
			r.Trouble("accepting", &fault.Error{Fault: fault.LimitReached, Addr: "10.0.0.1"}, now)
			r.Trouble("accepting", &fault.Error{Fault: fault.TooManyOpen}, now)
		}
		check(t, r, "at once", 2, 2)
		r.pass(&now, time.Second)
		check(t, r, "after a second", 2, 18)
		r.pass(&now, 5*time.Second)
		check(t, r, "later", 0, 0)
	})
}
