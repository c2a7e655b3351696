//go:build windows || (unix && !darwin && !android)

package desktop

import (
	"context"
	"testing"
	"time"
)

var (
	dark  = Appearance{Dark: true, Known: true}
	light = Appearance{Known: true}
)

const (
	// deadline is how long a test waits for what must happen.
	deadline = time.Minute
	// quiet is how long a test waits for what must not.
	quiet = 100 * time.Millisecond
)

// watching is a watch on a goroutine of its own.
type watching struct {
	changes  chan Appearance // has room for more than any test makes
	returned chan struct{}
	cancel   context.CancelFunc
}

func startWatch(t *testing.T, watch func(context.Context, func(Appearance))) *watching {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &watching{changes: make(chan Appearance, 64), returned: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(w.returned)
		watch(ctx, func(a Appearance) { w.changes <- a })
	}()
	t.Cleanup(func() { cancel(); <-w.returned })
	return w
}

func (w *watching) next(t *testing.T) Appearance {
	t.Helper()
	select {
	case a := <-w.changes:
		return a
	case <-w.returned:
		t.Fatal("the watch returned instead of telling a change")
	case <-time.After(deadline):
		t.Fatal("the watch told no change")
	}
	return Appearance{}
}

func (w *watching) mustStayQuiet(t *testing.T) {
	t.Helper()
	select {
	case a := <-w.changes:
		t.Errorf("the watch then told %+v", a)
	case <-time.After(quiet):
	}
}

func (w *watching) mustReturn(t *testing.T) {
	t.Helper()
	select {
	case <-w.returned:
	case <-time.After(deadline):
		t.Fatal("the watch did not return")
	}
}
