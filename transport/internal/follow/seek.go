package follow

import (
	"context"
	"slices"

	"confab/transport/internal/wire"
)

// soughtMost is how many addresses that Seek found are kept, the newest of them.
const soughtMost = 8

// Way is how to get to the host.
type Way struct {
	Addr string
	Dial Dialer
}

// seek has Seek look for a host that was met and is not reached, until settle. Only the
// run goroutine calls it.
func (f *Follower) seek() {
	if f.config.Seek == nil || f.seeking != nil || !f.known {
		return
	}
	ctx, cancel := context.WithCancel(f.ctx)
	f.seeking = cancel
	host := f.state.Host
	f.gone.Go(func() { f.config.Seek(ctx, host, f.found) })
}

// settle ends that, as the host is reached or there will be no further attempt. Only the
// run goroutine calls it.
func (f *Follower) settle() {
	if f.seeking != nil {
		f.seeking()
		f.seeking = nil
	}
}

// found takes a way to the host that may be right, and has it tried now, before those
// that led there last: an attempt may wait long for an address that nobody has any more.
// The goroutine of Seek calls it.
func (f *Follower) found(w Way) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sought = slices.DeleteFunc(f.sought, func(o Way) bool { return o.Addr == w.Addr })
	f.sought = slices.Insert(f.sought, 0, w)
	f.sought = f.sought[:min(len(f.sought), soughtMost)]
	f.lead = true
	if f.dialing != nil {
		f.dialing()
	}
	poke(f.again)
}

// way is one of those of a race: of the Config by its number, or sought.
type way struct {
	Way
	number int
	sought bool
}

// ways are those that are tried, in this order.
func (f *Follower) ways() (ways []way) {
	for i, dial := range append([]Dialer{f.config.Dial}, f.config.Others...) {
		ways = append(ways, way{Way: Way{Dial: dial}, number: i})
	}
	ways = append(ways[f.state.Way:], ways[:f.state.Way]...)
	f.mu.Lock()
	defer f.mu.Unlock()
	at := len(ways)
	if f.lead {
		at = 0
	}
	for i, w := range f.sought {
		ways = slices.Insert(ways, at+i, way{Way: w, sought: true})
	}
	return ways
}

// took notes by which way the host was reached, or which one the error is of.
func (f *Follower) took(w way, reached bool) {
	if f.state.Found = w.Addr; !w.sought {
		f.state.Way = w.number
	}
	if reached {
		f.mu.Lock()
		f.lead = w.sought
		f.mu.Unlock()
	}
}

// Seeker looks for a host until ctx ends, and calls found, one call at a time, with ways
// that may lead to it.
type Seeker func(ctx context.Context, host wire.Identity, found func(Way))
