package core

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
)

func isBusy(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Fault == Busy
}

func TestWhatIsTooMuchIsRefusedAndSaysSo(t *testing.T) {
	s, e, _ := startServer(t, Limits{})
	s.lock()
	var taken sync.WaitGroup
	for range maxCommands {
		taken.Go(func() {
			if _, err := s.Send(Everyone, "nobody is here"); isBusy(err) {
				t.Error("one that may wait is refused")
			}
		})
	}
	eventually(t, "all wait", func() bool {
		s.loop.mu.Lock()
		defer s.loop.mu.Unlock()
		return len(s.loop.commands) == maxCommands
	})
	if _, err := s.Send(Everyone, "one too much"); !isBusy(err) {
		t.Errorf("of what is too much the caller is told %v: it has lost it", err)
	}
	s.Rename(1, "one too much")
	asked := make(chan []Peer)
	go func() { asked <- s.Peers() }()
	s.unlock()
	taken.Wait()
	<-asked // which is never refused
	if ev, _ := e.kind(t, 0, Overloaded); !isBusy(ev.Err) {
		t.Errorf("the event says %v", ev.Err)
	}
	if _, err := s.Send(Everyone, "after"); isBusy(err) {
		t.Error("it is refused when all is over")
	}
}

func TestTheLoopDoesAllInOrder(t *testing.T) {
	l := newLoop(newDelivery(nil))
	var did []int
	for i := range 1000 {
		if i%3 == 0 {
			l.do(func() { did = append(did, i) })
		} else {
			l.post(taskFunc(func() { did = append(did, i) }))
		}
	}
	l.close()
	if !slices.IsSorted(did) || len(did) != 1000 {
		t.Errorf("it did %d: %.100q", len(did), fmt.Sprint(did))
	}
	l.do(func() { did = nil })
	if did != nil {
		t.Error("after the end nobody does what is to be done")
	}
}

// A person does not wait until thousands of guests are served.
func TestACallOfTheProgramWaitsForOneTaskAtMost(t *testing.T) {
	l := newLoop(newDelivery(nil))
	defer l.close()
	var did []string
	begun, held := make(chan struct{}), make(chan struct{})
	l.post(taskFunc(func() { close(begun); <-held }))
	<-begun
	for range 100 {
		l.post(taskFunc(func() { did = append(did, "guest") }))
	}
	called := make(chan bool)
	go func() { called <- l.try(func() { did = append(did, "call") }) }()
	eventually(t, "it calls", func() bool { return l.calling.Load() })
	close(held)
	if !<-called {
		t.Fatal("it is refused")
	}
	l.do(func() {})
	if did[0] != "call" || len(did) != 101 {
		t.Errorf("%d things, %q first", len(did), did[0])
	}
}

// A call costs a program no memory, however many there are.
func TestACallAllocatesNothing(t *testing.T) {
	l := newLoop(newDelivery(nil))
	defer l.close()
	n := 0
	f := func() { n++ }
	l.do(f)
	l.try(f)
	l.try(f)
	if got := testing.AllocsPerRun(100, func() { l.do(f); l.try(f) }); got > 0 {
		t.Errorf("%v allocations", got)
	}
}
