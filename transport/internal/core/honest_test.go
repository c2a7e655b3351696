package core

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
// that end a message, 100 ms between two writes, and the rest for a machine that
// is busy with a disaster. What the machine itself is late comes on top.
const honestBound = 500 * time.Millisecond

// hops is how often in a round trip one waits for the machine to go on with
// another goroutine, or for a timer.
const hops = 8

// metronome measures how late this process is by no fault of its own: with
// other programs, or other tests, on the same few cores.
type metronome struct {
	stop  chan struct{}
	worst chan time.Duration // sent once, after stop
}

func startMetronome(t testing.TB) *metronome {
	m := &metronome{stop: make(chan struct{}), worst: make(chan time.Duration, 1)}
	go func() {
		const beat = 5 * time.Millisecond
		worst := time.Duration(0)
		for {
			begun := time.Now()
			select {
			case <-m.stop:
				m.worst <- worst
				return
			case <-time.After(beat):
				worst = max(worst, time.Since(begun)-beat)
			}
		}
	}()
	t.Cleanup(func() { m.late() })
	return m
}

// late ends the metronome and returns by how much it was late at worst.
func (m *metronome) late() time.Duration {
	select {
	case <-m.stop:
	default:
		close(m.stop)
	}
	worst := <-m.worst
	m.worst <- worst
	return worst
}

// startEcho starts a Server whose host answers whoever says "honest …".
func startEcho(t testing.TB, limits Limits) (*Server, *events, string) {
	t.Helper()
	e := newEvents()
	asked := make(chan Message, 1024)
	s := NewServer(Options{Limits: limits, Sink: func(ev Event) {
		e.sink(ev)
		if ev.Kind == Appended && ev.Message().Kind == Incoming && strings.HasPrefix(ev.Message().Text, "honest ") {
			asked <- ev.Message()
		}
	}})
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		for m := range asked {
			_, _ = s.Send(m.Peer.Talk(), "heard "+m.Text) // a guest who left meanwhile needs no answer
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
	clock  *metronome
}

func newHonest(t testing.TB, addr string) *honest {
	nc := dial(t, addr)
	h := &honest{nc: nc, clock: startMetronome(t)}
	h.ask = func(text string) time.Duration {
		begun := time.Now()
		_ = nc.SetDeadline(begun.Add(patience))
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
	for len(h.trips) < 10 { // a slow machine makes fewer in the same time
		h.talk()
	}
	late := h.clock.late()
	slices.Sort(h.trips)
	p99 := h.trips[len(h.trips)*99/100]
	t.Logf("%d round trips through %s: median %v, p99 %v, worst %v; the machine was late by %v",
		len(h.trips), through, h.trips[len(h.trips)/2], p99, h.trips[len(h.trips)-1], late)
	if bound := honestBound + hops*late; p99 > bound {
		t.Errorf("the honest guest waited %v through %s, more than %v", p99, through, bound)
	}
}

// until is a stop condition: d has passed.
func until(d time.Duration) func() bool {
	end := time.Now().Add(d)
	return func() bool { return time.Now().After(end) }
}
