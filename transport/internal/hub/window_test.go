package hub

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestWindow(t *testing.T) {
	t.Run("a member with long messages on their way keeps no other waiting", func(t *testing.T) {
		var held sync.RWMutex
		hold := store.Hooks{AfterRead: func() { held.RLock(); defer held.RUnlock() }}
		p := open(t, t.TempDir(), hold, nil)
		loud, quiet := newActor(t), newActor(t)
		a, b := p.enter(loud), p.enter(quiet)
		var long []wire.Frame
		for range 8 {
			long = append(long, loud.text(wire.Everyone, strings.Repeat("long ", wire.MaxTextBytes/5)))
		}
		short := quiet.text(wire.Everyone, "short")
		held.Lock()
		a.say(long...)
		poll(t, "the window is full", func() bool { return p.waiting(loud) > windowBytes/2 })
		b.say(short)
		b.settle()
		held.Unlock()
		b.ack(short)
		for _, f := range long {
			a.ack(f.(*wire.Post))
		}
		if at := slices.Index(p.texts(wire.Everyone), "short"); at < 0 || at > 3 {
			t.Errorf("the short message stands behind %d long ones", at)
		}
		poll(t, "the window is empty", func() bool { return p.waiting(loud) == 0 })
	})
	t.Run("one that does not fit waits, one in an empty window never", func(t *testing.T) {
		w, over := newWindow(windowBytes), make(chan struct{})
		if !w.enter(2*windowBytes, over) {
			t.Fatal("an empty window is closed")
		}
		entered := make(chan bool)
		go func() { entered <- w.enter(1, over) }()
		w.leave(2 * windowBytes)
		if !<-entered {
			t.Fatal("there was room")
		}
		go func() { entered <- w.enter(windowBytes, over) }()
		close(over)
		if <-entered {
			t.Fatal("there was no room")
		}
	})
}

func TestTheLongOnesOfAll(t *testing.T) {
	h := &Hub{long: newWindow(allLongBytes)}
	visitor := func() *link {
		return &link{hub: h, window: newWindow(windowBytes), ended: make(chan struct{})}
	}
	long, short := &wire.Post{Body: strings.Repeat("l", wire.MaxTextBytes)}, &wire.Post{Body: "short"}
	a, b := visitor(), visitor()
	if !a.enterWindows(long) {
		t.Fatal("an empty window is closed")
	}
	if !b.enterWindows(short) {
		t.Fatal("a short one did not get in beside a long one")
	}
	b.leaveWindows(postBytes(short))
	entered := make(chan bool)
	go func() { entered <- b.enterWindows(long) }()
	select {
	case <-entered:
		t.Fatal("two of the greatest at once")
	case <-time.After(20 * time.Millisecond):
	}
	close(b.ended)
	if <-entered {
		t.Fatal("a connection that ended was let in")
	}
	a.leaveWindows(postBytes(long))
	c := visitor()
	if !c.enterWindows(long) {
		t.Fatal("what left did not make room")
	}
	c.leaveWindows(postBytes(long))
	if h.long.in != 0 || a.window.in != 0 || b.window.in != 0 || c.window.in != 0 {
		t.Errorf("left over: %d of all, %d, %d, %d", h.long.in, a.window.in, b.window.in, c.window.in)
	}
}

// waiting is how many bytes of an actor are on their way to the disk.
func (p *stage) waiting(a *actor) int {
	p.mu.Lock()
	w := p.members[a.id].link.window
	p.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.in
}
