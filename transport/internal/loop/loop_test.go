package loop

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
)

func TestTheLoopDoesAllInOrder(t *testing.T) {
	l := New(func() {})
	var did []int
	for i := range 1000 {
		if i%3 == 0 {
			l.Do(func() { did = append(did, i) })
		} else {
			l.Post(Func(func() { did = append(did, i) }))
		}
	}
	l.Close()
	if !slices.IsSorted(did) || len(did) != 1000 {
		t.Errorf("it did %d: %.100q", len(did), fmt.Sprint(did))
	}
	l.Do(func() { did = nil })
	if did != nil {
		t.Error("after the end nobody does what is to be done")
	}
}

// A person does not wait until thousands of guests are served.
func TestACallOfTheProgramWaitsForOneTaskAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(func() {})
		defer l.Close()
		var did []string
		held := make(chan struct{})
		l.Post(Func(func() { <-held }))
		synctest.Wait() // it is begun
		for range 100 {
			l.Post(Func(func() { did = append(did, "guest") }))
		}
		called := make(chan bool)
		go func() { called <- l.Try(func() { did = append(did, "call") }) }()
		synctest.Wait() // it waits
		close(held)
		if !<-called {
			t.Fatal("it is refused")
		}
		l.Do(func() {})
		if did[0] != "call" || len(did) != 101 {
			t.Errorf("%d things, %q first", len(did), did[0])
		}
	})
}

func TestCallsBeyondTheMostAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(func() {})
		defer l.Close()
		held := make(chan struct{})
		l.Post(Func(func() { <-held }))
		synctest.Wait()
		did := 0
		for range MaxCommands {
			go func() {
				if !l.Try(func() { did++ }) {
					t.Error("one that may wait is refused")
				}
			}()
		}
		synctest.Wait()
		if l.Try(func() { did++ }) {
			t.Error("one too much is done")
		}
		close(held)
		synctest.Wait()
		l.Do(func() {
			if did != MaxCommands {
				t.Errorf("%d are done", did)
			}
		})
		if !l.Try(func() {}) {
			t.Error("it is refused when all is over")
		}
	})
}

func TestALoopFlushesWhenABatchIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		did, flushed := 0, []int{}
		var l *Loop
		begin := make(chan struct{})
		l = New(func() { flushed = append(flushed, did) })
		l.Post(Func(func() { <-begin }))
		synctest.Wait()
		for range 3 {
			l.Post(Func(func() { did++ }))
		}
		close(begin)
		synctest.Wait()
		l.Close()
		if !slices.Equal(flushed, []int{0, 3}) {
			t.Errorf("it flushed after %d things", flushed)
		}
	})
}

// A call costs a program no memory, however many there are.
func TestACallAllocatesNothing(t *testing.T) {
	l := New(func() {})
	defer l.Close()
	n := 0
	f := func() { n++ }
	l.Do(f)
	l.Try(f)
	l.Try(f)
	if got := testing.AllocsPerRun(100, func() { l.Do(f); l.Try(f) }); got > 0 {
		t.Errorf("%v allocations", got)
	}
}
