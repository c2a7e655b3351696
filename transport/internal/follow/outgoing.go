package follow

import (
	"sync"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

const (
	// maxReady is how many posts are handed to a session before it has written
	// them; maxSent how many the host may have without having answered.
	maxReady = 64
	maxSent  = 1024
	// cursorsPerFrame keeps GOT and READ within the smallest frame.
	cursorsPerFrame = 64
)

// outgoing is what a session is to send: at most one of each kind and room, and
// posts in the order of the outbox.
type outgoing struct {
	kick chan struct{} // to the desk, when there is room for posts

	mu       sync.Mutex
	got      wire.Cursors             // guarded by mu
	read     wire.Cursors             // guarded by mu
	typings  map[wire.RoomID]struct{} // guarded by mu
	fetches  []wire.Fetch             // guarded by mu
	copies   []wire.Event             // guarded by mu; for the host, whose own are damaged
	copied   int                      // guarded by mu; how much that is in bytes
	posts    [][]byte                 // guarded by mu; encoded
	sent     map[wire.CID]wire.Post   // guarded by mu; without an answer yet, those in posts included
	limits   wire.Limits              // guarded by mu
	messages meter                    // guarded by mu
	bytes    meter                    // guarded by mu
	after    store.Outgoing           // guarded by mu; the last row of the outbox that was looked at
	turn     int                      // guarded by mu; how often the outbox was begun anew
	resume   time.Time                // guarded by mu; the host cannot write until then
	pause    time.Duration            // guarded by mu; after the next temporary NAK
}

func newOutgoing(kick chan struct{}) *outgoing {
	return &outgoing{kick: kick, got: wire.Cursors{}, read: wire.Cursors{}, typings: map[wire.RoomID]struct{}{},
		sent: map[wire.CID]wire.Post{}, pause: firstPause}
}

// firstPause is how long to wait after a host could not write, at first.
const (
	firstPause = time.Second
	lastPause  = 15 * time.Second
)

// open begins to send as a member.
func (o *outgoing) open(limits wire.Limits, read wire.Cursors) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.limits = limits
	o.messages = newMeter(float64(limits.MessagesPerSecond), float64(limits.Burst))
	o.bytes = newMeter(float64(limits.BytesPerSecond), float64(limits.BytesPerSecond))
	raise(o.read, read)
}

// raise sets what is lower in to.
func raise(to, by wire.Cursors) {
	for room, seq := range by {
		to[room] = max(to[room], seq)
	}
}

func (o *outgoing) typing(room wire.RoomID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.typings[room] = struct{}{}
}

func (o *outgoing) displayed(room wire.RoomID, seq uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.read[room] = max(o.read[room], seq)
}

func (o *outgoing) stored(cursors wire.Cursors) {
	o.mu.Lock()
	defer o.mu.Unlock()
	raise(o.got, cursors)
}

func (o *outgoing) fetch(f wire.Fetch) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fetches = append(o.fetches, f)
}

// copy has an event sent to the host; false if too much waits already.
func (o *outgoing) copy(e wire.Event) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.copied > maxAnswer {
		return false
	}
	o.copies = append(o.copies, e)
	o.copied += weight(&e)
	return true
}

// more is the session's: it appends what there is to the batch.
func (o *outgoing) more(w *wire.Writer) (bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer poke(o.kick)
	for !w.Full() {
		var err error
		if f := o.next(); f != nil {
			err = w.Append(f)
		} else if len(o.posts) > 0 {
			err = w.AppendEncoded(o.posts[0])
			o.posts[0] = nil
			o.posts = o.posts[1:]
		} else {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// next takes the frame that goes out next, before all posts; nil if there is none. It is
// called with mu held.
func (o *outgoing) next() wire.Frame {
	if some := cut(o.got); some != nil {
		return &wire.Got{Cursors: some}
	}
	if len(o.fetches) > 0 {
		f := o.fetches[0]
		o.fetches = o.fetches[1:]
		return &f
	}
	if len(o.copies) > 0 {
		e := o.copies[0]
		o.copies = o.copies[1:]
		o.copied -= weight(&e)
		return &e
	}
	if some := cut(o.read); some != nil {
		return &wire.Read{Cursors: some}
	}
	for room := range o.typings {
		delete(o.typings, room)
		return &wire.Typing{Room: room}
	}
	return nil
}

// cut takes some cursors away; nil if there are none.
func cut(from wire.Cursors) (some wire.Cursors) {
	for room, seq := range from {
		if some == nil {
			some = wire.Cursors{}
		}
		some[room] = seq
		delete(from, room)
		if len(some) == cursorsPerFrame {
			break
		}
	}
	return some
}

// fits reports whether the host takes a post of that length.
func (o *outgoing) fits(p *wire.Post, bytes int) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(p.Body) <= int(o.limits.TextBytes) && bytes-headBytes <= int(o.limits.FrameBytes)
}

// headBytes is what a frame has beside its map.
const headBytes = 5

// post hands over the post of a row, or says how long to wait. The row was read
// in that turn.
func (o *outgoing) post(row ready, turn int) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.turn != turn || len(o.posts) >= maxReady || len(o.sent) >= maxSent {
		return blocked
	}
	bytes := float64(len(row.encoded))
	if d := max(o.messages.wait(1), o.bytes.wait(bytes)); d > 0 {
		return d
	}
	o.messages.take(1)
	o.bytes.take(bytes)
	o.after = row.Outgoing
	o.posts = append(o.posts, row.encoded)
	o.sent[row.CID] = row.Post
	return 0
}

// pass goes by a row that is not to be sent. The row was read in that turn.
func (o *outgoing) pass(row store.Outgoing, turn int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.turn == turn {
		o.after = row
	}
}

// place is where to read on in the outbox, or how long to wait before that;
// blocked until kick says more.
func (o *outgoing) place() (after store.Outgoing, turn int, wait time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.posts) >= maxReady || len(o.sent) >= maxSent {
		return o.after, o.turn, blocked
	}
	return o.after, o.turn, max(0, time.Until(o.resume))
}

// answered takes the post that an ACK or a lasting NAK names, if it was sent.
func (o *outgoing) answered(cid wire.CID) (p wire.Post, found bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if p, found = o.sent[cid]; found {
		delete(o.sent, cid)
		o.pause = firstPause
	}
	return p, found
}

// refused begins the outbox again after a pause, since order is kept: the host
// has no room for a message and takes none that follows it. It reports whether
// that was not known yet.
func (o *outgoing) refused(cid wire.CID) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if _, found := o.sent[cid]; !found {
		return false
	}
	o.resume = time.Now().Add(o.pause)
	o.pause = min(2*o.pause, lastPause)
	o.after, o.posts = store.Outgoing{}, nil
	o.turn++
	clear(o.sent)
	return true
}

// idle reports whether nothing handed over is without an answer.
func (o *outgoing) idle() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.sent) == 0 && time.Until(o.resume) <= 0
}
