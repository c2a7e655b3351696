package store

import (
	"slices"
	"sync"
	"testing"
)

// What is committed together is answered, and only then is it said that all is.
func TestAppendTogether(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	entered, release := make(chan struct{}), make(chan struct{})
	hold := sync.OnceFunc(func() {
		close(entered)
		<-release
	})
	var order []string // owned by the writer goroutine
	over := make(chan struct{})
	submit := func(n int, last bool) {
		h.AppendTogether([]Entry{says(anna, text(n, "hello"))}, func(_ []Answer, err error) {
			if err != nil {
				t.Error(err)
			}
			hold()
			order = append(order, "done")
		}, func() {
			order = append(order, "after")
			if last {
				close(over)
			}
		})
	}
	submit(1, false)
	<-entered
	for n := range 3 {
		submit(n+2, n == 2) // they wait together
	}
	close(release)
	<-over
	if want := []string{"done", "after", "done", "done", "done", "after", "after", "after"}; !slices.Equal(order, want) {
		t.Errorf("%v, want %v", order, want)
	}

	no(t, s.Close())
	order = nil
	h.AppendTogether([]Entry{says(anna, text(9, "late"))}, func(_ []Answer, err error) {
		if err != ErrClosed {
			t.Error(err)
		}
		order = append(order, "done")
	}, func() { order = append(order, "after") })
	if want := []string{"done", "after"}; !slices.Equal(order, want) {
		t.Errorf("in a closed store: %v, want %v", order, want)
	}
}
