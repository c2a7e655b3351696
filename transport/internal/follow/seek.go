package follow

import (
	"context"
	"slices"

	"confab/transport/internal/wire"
)

// soughtMost is how many ways are kept of those where the host was met, and of those where
// it was heard: the newest.
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
	select {
	case <-f.reseek: // that was before it is looked for
	default:
	}
	search := Search{Host: f.state.Host, Again: f.reseek, Met: f.metAt, Heard: f.heardAt}
	f.gone.Go(func() { f.config.Seek(ctx, search) })
}

// settle ends that, as the host is reached or there will be no further attempt. Only the
// run goroutine calls it.
func (f *Follower) settle() {
	if f.seeking != nil {
		f.seeking()
		f.seeking = nil
	}
}

// sought are the ways that Seek found. Guarded by Follower.mu.
type sought struct {
	met, heard []Way // the likeliest first
	lead       bool  // they are tried before those of the Config
}

// take takes ways, the likeliest first, into a list where each stands once, before what is
// there. It reports whether one of them is new.
func take(list, ways []Way) (_ []Way, news bool) {
	at := func(list []Way, w Way) bool {
		return slices.ContainsFunc(list, func(o Way) bool { return o.Addr == w.Addr })
	}
	ways = slices.Clone(ways[:min(len(ways), soughtMost)])
	news = slices.ContainsFunc(ways, func(w Way) bool { return !at(list, w) })
	for _, w := range list {
		if len(ways) < soughtMost && !at(ways, w) {
			ways = append(ways, w)
		}
	}
	return ways, news
}

// metAt takes where the host was met. The goroutine of Seek calls it.
func (f *Follower) metAt(ways []Way) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, news := take(f.sought.met, ways)
	if f.sought.met = list; news {
		f.tryNow()
	}
}

// heardAt takes where it is heard now. What is heard again does not end the attempt that
// is under way, which tries it, but the next one does not wait. The goroutine of Seek
// calls it.
func (f *Follower) heardAt(ways []Way) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, news := take(f.sought.heard, ways)
	if f.sought.heard = list; news {
		f.tryNow()
		return
	}
	f.sought.lead = true
	poke(f.again)
}

// tryNow has what is sought tried at once, before the ways that led there last: an attempt
// may wait long for an address that nobody has any more. The caller holds mu.
func (f *Follower) tryNow() {
	f.sought.lead = true
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
	if f.sought.lead {
		at = 0
	}
	heard := f.sought.heard
	for _, w := range slices.Concat(heard, slices.DeleteFunc(slices.Clone(f.sought.met), func(w Way) bool {
		return slices.ContainsFunc(heard, func(o Way) bool { return o.Addr == w.Addr })
	})) {
		ways = slices.Insert(ways, at, way{Way: w, sought: true})
		at++
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
		f.sought.lead = w.sought
		f.mu.Unlock()
	}
}

// Search is what a Seeker gets.
type Search struct {
	Host wire.Identity
	// Again has something when it is to be looked for at once: a person wants it, or the
	// networks of this machine are others.
	Again <-chan struct{}
	// Met takes the ways by which the host was met, Heard those by which it may be there
	// now, the likeliest first. One call comes at a time.
	Met, Heard func([]Way)
}

// Seeker looks for a host until ctx ends.
type Seeker func(ctx context.Context, s Search)
