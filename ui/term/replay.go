package term

import (
	"context"
	"sync"

	"confab/transport"
)

// replayPage is how many messages are asked for at once.
const replayPage = 500

// replay prints the room of all from one message on. It takes all of the room
// from the copy on disk, page after page, and what arrives only says that there
// is more: so nothing is lost however slow the output is.
type replay struct {
	link *link
	// next is from where on everything is still to be printed, and more says that the last
	// page was not all of that; owned by run.
	next transport.Place
	more bool
	// pages answers the one Load that is under way.
	pages chan transport.Page

	mu   sync.Mutex
	last transport.Place // the newest message known of; guarded by mu
	// fresh says that the copy on disk was taken up, with messages that nothing
	// else tells of; guarded by mu
	fresh bool
}

// newReplay has l print the room from a place on.
func newReplay(l *link, next transport.Place) *replay {
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
	case ev.Kind == transport.Appended && ev.Peer.Server == 0:
		m := ev.Message()
		r.mu.Lock()
		if r.last.Before(m.Place) {
			r.last = m.Place
		}
		r.mu.Unlock()
		if m.Seq == 0 { // a notice of this run
			r.link.printer.put(ev)
		}
	default:
		r.link.printer.put(ev)
	}
}

// run prints until the link ends, ctx is canceled, or the host has not taken the code,
// for the reason that it returns.
func (r *replay) run(ctx context.Context) (refused error) {
	asking, begun := false, false
	var asked transport.Place
	for {
		room, known := r.link.room()
		r.mu.Lock()
		last, fresh := r.last, r.fresh
		ask := known && !asking && (!last.Before(r.next) || r.more || !begun || fresh)
		if ask {
			r.fresh = false
		}
		r.mu.Unlock()
		if ask {
			asking, begun, asked = true, true, last
			r.link.client.Load(room, transport.Range{At: r.next, After: replayPage})
		}
		select {
		case page := <-r.pages:
			asking = false
			r.take(ctx, page, asked)
		case <-r.link.news:
			if refused = r.link.settleCode(); refused != nil {
				return refused
			}
		case <-r.link.down:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// take prints a page; asked is the newest message known of when it was asked for.
func (r *replay) take(ctx context.Context, page transport.Page, asked transport.Place) {
	server := r.link.serverPeer()
	var events []transport.Event
	for _, m := range page.Messages {
		if m.Seq > 0 { // notices of this run are told when they happen
			events = append(events, transport.Event{Kind: transport.Appended, Time: m.Time, Peer: server, Detail: m})
		}
		r.next = m.Place.Next()
	}
	r.more = page.Newer
	r.mu.Lock()
	if !page.Newer && r.last == asked {
		r.last = transport.Place{} // all of it is printed, or gone
	}
	r.mu.Unlock()
	r.link.printer.putAll(ctx, events)
}
