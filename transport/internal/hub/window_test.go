package hub

import (
	"slices"
	"strings"
	"sync"
	"testing"

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
		w, over := newWindow(), make(chan struct{})
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

// waiting is how many bytes of an actor are on their way to the disk.
func (p *stage) waiting(a *actor) int {
	p.mu.Lock()
	w := p.members[a.id].link.window
	p.mu.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes
}
