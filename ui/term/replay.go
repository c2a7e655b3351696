package term

import (
	"context"
	"sync"

	"confab/transport"
)

// replayPage is how many lines are asked for at once.
const replayPage = 500

// replay prints the room of all from one message on. It takes all of the room
// from the copy on disk, page after page, and what arrives only says that there
// is more: so nothing is lost however slow the output is.
type replay struct {
	link *link
	// next is the number of the message to print next; owned by run.
	next uint64
	// pages answers the one Load that is under way.
	pages chan transport.Page

	mu   sync.Mutex
	last uint64 // the newest message known of; guarded by mu
	// fresh says that the copy on disk was taken up, with messages that nothing
	// else tells of; guarded by mu
	fresh bool
}

// newReplay has l print the room from the message next on.
func newReplay(l *link, next uint64) *replay {
	r := &replay{link: l, next: next, pages: make(chan transport.Page, 1)}
	l.show = r.show
	return r
}

// show takes the events of the link's client.
func (r *replay) show(ev transport.Event) {
	switch {
	case ev.Kind == transport.PageLoaded:
		select {
		case r.pages <- ev.Page():
		default: // nobody asked
		}
	case ev.Kind == transport.Resync:
		r.mu.Lock()
		r.fresh = true
		r.mu.Unlock()
	case ev.Kind == transport.Appended && ev.Peer.Server == transport.Everyone:
		r.mu.Lock()
		r.last = max(r.last, ev.Message().Seq)
		r.mu.Unlock()
		if ev.Message().Kind == transport.Notice && !logged(ev.Message()) {
			r.link.printer.put(ev)
		}
	default:
		r.link.printer.put(ev)
	}
}

// run prints until the link ends or ctx is canceled.
func (r *replay) run(ctx context.Context) {
	asking, begun := false, false
	var asked uint64
	for {
		server, known := r.link.room()
		r.mu.Lock()
		last, fresh := r.last, r.fresh
		ask := known && !asking && (last >= r.next || !begun || fresh)
		if ask {
			r.fresh = false
		}
		r.mu.Unlock()
		if ask {
			asking, begun, asked = true, true, last
			r.link.client.Load(server, r.link.places.line(server, r.next), replayPage)
		}
		select {
		case page := <-r.pages:
			asking = false
			r.take(ctx, page, asked)
		case <-r.link.news:
		case <-r.link.down:
			return
		case <-ctx.Done():
			return
		}
	}
}

// take prints a page; asked is the newest message known of when it was asked for.
func (r *replay) take(ctx context.Context, page transport.Page, asked uint64) {
	all, last := r.link.places.page(r.link.serverPeer(), page)
	var events []transport.Event
	for _, ev := range all {
		m := ev.Message()
		// Notices of this run are told when they happen.
		if m.Seq >= r.next && (m.Kind != transport.Notice || logged(m)) {
			events = append(events, ev)
		}
		r.next = max(r.next, m.Seq+1)
	}
	r.mu.Lock()
	switch {
	case len(all) > 0:
		r.last = max(r.last, last)
	case r.last == asked:
		r.last = 0 // nothing is held from here on
	}
	r.mu.Unlock()
	r.link.printer.putAll(ctx, events)
}
