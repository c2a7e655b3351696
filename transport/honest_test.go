package transport

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// The honest guest: whatever happens around it, it says something, is heard,
// and gets its answer within a bound.

// honestBound is within which 99 of 100 round trips are done: 40 ms of quiet
// that end a message, 30 ms between two writes, and the rest for a machine that
// is busy with a disaster.
const honestBound = 500 * time.Millisecond

// startEcho starts a Server whose host answers whoever says "honest …".
func startEcho(t testing.TB, limits Limits) (*Server, *events, string) {
	t.Helper()
	e := newEvents()
	asked := make(chan Message, 1024)
	s := NewServer(Options{Limits: limits, Sink: func(ev Event) {
		e.sink(ev)
		if ev.Kind == Appended && ev.Message.Kind == Incoming && strings.HasPrefix(ev.Message.Text, "honest ") {
			asked <- ev.Message
		}
	}})
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		for m := range asked {
			_ = s.Send(m.Peer, "heard "+m.Text) // a guest who left meanwhile needs no answer
		}
	}()
	t.Cleanup(func() {
		s.Close()
		close(asked)
		<-answered
	})
	s.Start("127.0.0.1:0")
	ev, _ := e.kind(t, 0, Listening)
	return s, e, ev.Addr
}

// honest is a guest of an echoing host.
type honest struct {
	nc     interface{ Write([]byte) (int, error) }
	ask    func(text string) time.Duration
	trips  []time.Duration
	number int
}

func newHonest(t testing.TB, addr string) *honest {
	nc := dial(t, addr)
	h := &honest{nc: nc}
	h.ask = func(text string) time.Duration {
		begun := time.Now()
		_ = nc.SetDeadline(begun.Add(20 * time.Second))
		say(t, nc, text)
		want := "heard " + text
		if got := hear(t, nc, len(want)); got != want {
			t.Fatalf("an honest guest asked %q and got %q", text, got)
		}
		return time.Since(begun)
	}
	return h
}

// talk asks once.
func (h *honest) talk() {
	h.number++
	h.trips = append(h.trips, h.ask(fmt.Sprintf("honest 你好 %d", h.number)))
}

// talkUntil asks again and again until stop holds.
func (h *honest) talkUntil(stop func() bool) {
	for !stop() {
		h.talk()
	}
}

// judge fails the test if the guest had to wait too long.
func (h *honest) judge(t testing.TB, through string) {
	t.Helper()
	if len(h.trips) < 10 {
		t.Fatalf("only %d round trips through %s", len(h.trips), through)
	}
	slices.Sort(h.trips)
	p99 := h.trips[len(h.trips)*99/100]
	t.Logf("%d round trips through %s: median %v, p99 %v, worst %v",
		len(h.trips), through, h.trips[len(h.trips)/2], p99, h.trips[len(h.trips)-1])
	if p99 > honestBound {
		t.Errorf("the honest guest waited %v through %s, more than %v", p99, through, honestBound)
	}
}

// until is a stop condition: d has passed.
func until(d time.Duration) func() bool {
	end := time.Now().Add(d)
	return func() bool { return time.Now().After(end) }
}
