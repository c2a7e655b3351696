package desktop

import (
	"context"
	"time"
)

// Appearance is what the person chose for the windows of all programs. The zero
// value says nothing: the system did not tell, and the window uses its default.
type Appearance struct {
	Dark  bool // never true unless Known
	Known bool
}

// patience bounds what Current waits for another process. The promise is
// 300 ms; what is left of it is for a busy machine.
const patience = 200 * time.Millisecond

// Current asks the system. It takes at most 300 ms, or until ctx ends, and may
// be called from any goroutine.
func Current(ctx context.Context) Appearance {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return current(ctx)
}

// Watch calls changed from its own goroutine whenever the person switches, until
// ctx ends. The first call may come without a switch: it says how things stood
// when the watch took hold, so that neither a switch after Current nor a portal
// that was too slow for Current is missed.
//
// It returns at once where the system cannot tell, and early when the bus goes
// away.
func Watch(ctx context.Context, changed func(Appearance)) { watch(ctx, changed) }

// reporter passes on only what differs from what it passed on last. The zero
// value takes an Appearance that is not Known for the one before the first.
type reporter struct {
	last    Appearance
	changed func(Appearance)
}

func (r *reporter) report(a Appearance) {
	if a == r.last {
		return
	}
	r.last = a
	r.changed(a)
}
