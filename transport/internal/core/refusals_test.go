package core

import (
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"confab/transport/internal/origin"
)

// browse has a page at an address of the loopback make its visitor's browser send
// something, and reads the answer.
func browse(t *testing.T, from, addr string) {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	nc, err := d.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, "PUT /x HTTP/1.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, nc)
}

// moreIn is Error.More.
func moreIn(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.More
	}
	return 0
}

func TestOneStrangerHidesNoOtherFromTheHost(t *testing.T) {
	t.Parallel()
	t.Run("who is refused, behind many addresses", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		const many = 100
		for i := range many {
			browse(t, fmt.Sprint("127.0.1.", 1+i), addr)
		}
		browse(t, "127.0.9.9", addr)
		said, other := 0, false
		e.wait(t, 0, "all who were refused, and the other", func(ev Event) bool {
			if ev.Kind == Disconnected && faultIn(ev.Err) == RequestRefused {
				said += 1 + moreIn(ev.Err)
				host, _, _ := net.SplitHostPort(ev.Peer.Addr)
				other = other || host == "127.0.9.9"
			}
			return other && said == many+1
		})
	})
	t.Run("what else goes wrong, behind one cause that goes on", func(t *testing.T) {
		s, e, _ := startServer(t, Limits{})
		s.lock()
		for i := range 50 {
			s.acceptFailed(&Error{Fault: LimitReached, Addr: fmt.Sprint("10.0.0.", i)})
		}
		s.acceptFailed(&Error{Fault: TooManyOpen})
		s.unlock()
		e.wait(t, 0, "the other cause", func(ev Event) bool {
			return ev.Kind == AcceptFailed && faultIn(ev.Err) == TooManyOpen
		})
		said := 0
		e.wait(t, 0, "all of the first", func(ev Event) bool {
			if ev.Kind == AcceptFailed && faultIn(ev.Err) == LimitReached {
				said += 1 + moreIn(ev.Err)
			}
			return said == 50
		})
	})
}

// told is refusals with what it said.
type told struct {
	*refusals
	events  []Event
	flushes time.Duration // after which flush is to be called; zero: it is not
}

func newTold() *told {
	r := &told{}
	r.refusals = newRefusals(func(e Event) { r.events = append(r.events, e) }, func(after time.Duration) { r.flushes = after })
	return r
}

// took takes what was said: how often, and of how many in all.
func (r *told) took() (events, all int) {
	for _, e := range r.events {
		all += 1 + moreIn(e.Err)
	}
	events = len(r.events)
	r.events = nil
	return events, all
}

// pass has time pass, and flush called when it is to be.
func (r *told) pass(now *time.Time, d time.Duration) {
	for end := now.Add(d); now.Before(end); {
		*now = now.Add(time.Second)
		if r.flushes > 0 {
			r.flushes = 0
			r.flush(*now)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	begin := func() (*told, time.Time) { return newTold(), time.Unix(1e9, 0) }
	away := func(r *told, o origin.Origin, f Fault, now time.Time) {
		r.turnedAway(o, Peer{Addr: o.Addr.String()}, &Error{Fault: f, Addr: o.Addr.String()}, now)
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
			away(r, from(1), RequestRefused, now)
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
		for _, f := range []Fault{PageServed, RequestRefused, TLSRefused, PlainRefused, MembersRefused} {
			away(r, from(1), f, now)
		}
		check(t, r, "five kinds", 5, 5)
	})
	t.Run("what is no refusal is not held back", func(t *testing.T) {
		r, now := begin()
		for range 3 {
			away(r, from(1), PeerClosed, now)
		}
		check(t, r, "three ends", 3, 3)
	})
	t.Run("thousands of addresses are a bounded number of lines, and a number", func(t *testing.T) {
		r, now := begin()
		for i := range 5000 {
			away(r, from(i), RequestRefused, now)
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
				away(r, onLink(1000*round+i, 1), RequestRefused, now)
			}
			r.took()
			away(r, onLink(50_000+round, byte(10+round)), RequestRefused, now)
			away(r, remote(fmt.Sprintf("2001:db8:%x::1", round)), RequestRefused, now)
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
			r.trouble(&Error{Fault: LimitReached, Addr: "10.0.0.1"}, now)
			r.trouble(&Error{Fault: TooManyOpen}, now)
		}
		check(t, r, "at once", 2, 2)
		r.pass(&now, time.Second)
		check(t, r, "after a second", 2, 18)
		r.pass(&now, 5*time.Second)
		check(t, r, "later", 0, 0)
	})
}
