package transfer

import (
	"context"
	"time"

	"confab/transport/internal/wire"
)

// The pauses between two attempts, where nothing wakes the next one.
const (
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// gate is what is known of the way to somebody who offers. It is shut until something has
// come that way: of the many fetches that wait for one who is away, one tries it at a time.
// The engine's mu guards it.
type gate struct {
	open    bool
	tried   bool      // somebody tries it now
	shut    time.Time // when that was found
	next    time.Time // when it may be tried again
	pause   time.Duration
	why     Reason        // it is shut
	changed chan struct{} // closed, and replaced, when something of it is another
}

// way is how something that somebody offers is reached: with own, from its author alone,
// and otherwise also from the host's copy.
type way struct {
	author wire.Identity
	own    bool
}

// gateOf is the gate of a way. It is called with mu held.
func (e *Engine) gateOf(w way) *gate {
	g := e.gates[w]
	if g == nil {
		g = &gate{why: Queued, changed: make(chan struct{})}
		e.gates[w] = g
	}
	return g
}

func (g *gate) tell() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// due has a gate that is shut be tried again at once.
func (g *gate) due() {
	if g.pause, g.next = 0, (time.Time{}); !g.open {
		g.tell()
	}
}

// soon has a gate that is shut be tried again as soon as after the first time.
func (g *gate) soon() {
	if next := g.shut.Add(firstPause); !g.open && next.Before(g.next) {
		g.pause, g.next = 0, next
		g.tell()
	}
}

// pass returns when a fetch may go, with try if it is the one that tries the way. It tells
// shut why it waits. It fails when ctx ends.
func (e *Engine) pass(ctx context.Context, w way, shut func(Reason)) (try bool, err error) {
	told := NoReason
	for {
		e.mu.Lock()
		g := e.gateOf(w)
		wait := time.Until(g.next)
		if g.open || !g.tried && wait <= 0 {
			g.tried = !g.open
			try = g.tried
			e.mu.Unlock()
			return try, nil
		}
		if g.tried {
			wait = lastPause // it is told before
		}
		why, changed := g.why, g.changed
		e.mu.Unlock()
		if why != told {
			told = why
			shut(why)
		}
		timer := time.NewTimer(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return false, ctx.Err()
		}
		timer.Stop()
	}
}

// opened notes that the way is good.
func (e *Engine) opened(w way) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if g := e.gateOf(w); !g.open {
		g.open, g.tried, g.pause = true, false, 0
		g.tell()
	}
}

// shut notes that nothing comes that way, and why.
func (e *Engine) shut(w way, why Reason) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g := e.gateOf(w)
	g.open, g.tried, g.why = false, false, why
	g.pause = min(max(2*g.pause, firstPause), lastPause)
	g.shut = time.Now()
	g.next = g.shut.Add(g.pause)
	g.tell()
}

// untried notes that who tried the way has learned nothing.
func (e *Engine) untried(w way) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if g := e.gateOf(w); g.tried {
		g.tried = false
		g.tell()
	}
}

// Wake has what waits try again at once: call it when the host is reached, or a member has
// come. It is still one that tries, for each who offers.
func (e *Engine) Wake() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, g := range e.gates {
		g.due()
	}
	close(e.wake)
	e.wake = make(chan struct{})
}

// woken is closed by the next Wake.
func (e *Engine) woken() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.wake
}
