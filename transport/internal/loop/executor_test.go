package loop

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
)

func TestAnExecutorDoesAllInOrderAndToTheEnd(t *testing.T) {
	x := NewExecutor()
	var did []int
	for i := range 1000 {
		x.Do(func() { did = append(did, i) })
	}
	x.Wait(func() {
		if len(did) != 1000 {
			t.Errorf("it waited for %d", len(did))
		}
	})
	for i := range 1000 {
		x.Add(Func(func() { did = append(did, 1000+i) }))
	}
	x.Close()
	if !slices.IsSorted(did) || len(did) != 2000 {
		t.Errorf("it did %d: %.100q", len(did), fmt.Sprint(did))
	}
	if x.Do(func() { t.Error("it does something after the end") }) {
		t.Error("it says that it does something after the end")
	}
	x.CatchUp()
}

func TestWhoeverAddsMoreIsHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := NewExecutor()
		begin := make(chan struct{})
		x.Do(func() { <-begin })
		for range ManyJobs - 1 {
			x.Await(t.Context())
			x.Do(func() { begin <- struct{}{} })
		}
		if n := x.Behind(); n != ManyJobs {
			t.Fatalf("%d are not done", n)
		}
		went, left := false, false
		go func() {
			x.Await(t.Context())
			went = true
		}()
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			x.Await(ctx)
			left = true
		}()
		synctest.Wait()
		if went || left {
			t.Error("it is not held back")
		}
		leave()
		synctest.Wait()
		if went || !left {
			t.Errorf("whoever left is held back %v, the other %v", !left, !went)
		}
		begin <- struct{}{}
		synctest.Wait()
		if !went {
			t.Error("it is held back still")
		}
		for range ManyJobs - 1 {
			<-begin
		}
		x.Close()
	})
}

func TestABoundedDoesAFewThingsAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBounded(3)
		next := make(chan int)
		for i := range 9 {
			b.Start(func() { next <- i })
		}
		synctest.Wait()
		begun := len(b.slots)
		if begun != 3 {
			t.Errorf("%d are begun", begun)
		}
		seen := map[int]bool{}
		for range 9 {
			seen[<-next] = true
		}
		b.Wait()
		if len(seen) != 9 {
			t.Errorf("%d are done", len(seen))
		}
	})
}
