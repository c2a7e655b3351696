package hub

import (
	"errors"
	"sync"
	"time"

	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

const (
	// softPause is the least time between two rounds of presence, receipts and
	// typing, and softEach how much longer it gets with each session: each round
	// costs all of them some work.
	softPause = 200 * time.Millisecond
	softEach  = 100 * time.Microsecond
	// keepPause is the time between two rounds of writing receipts down, and
	// keepMost how many are written in one: what a crash loses of them is told
	// again by the next HELLO.
	keepPause = time.Second
	keepMost  = 512
	// keepers is how many receipts are written at once, to share commits.
	keepers = 32
)

// wakeUp puts a token into a channel that holds one.
func wakeUp(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// softly is what goes round less often than messages. It is guarded by the
// hub's mu.
type softly struct {
	pending  bool
	last     time.Time // of the last round
	roster   bool
	receipts map[*room]struct{} // to be counted anew
	writing  map[*room]struct{} // somebody writes there
}

func (s *softly) init() {
	s.receipts, s.writing = map[*room]struct{}{}, map[*room]struct{}{}
}

// softly has the loop make a round soon. It is called with mu held.
func (h *Hub) softly() {
	if !h.soft.pending {
		h.soft.pending = true
		wakeUp(h.kick)
	}
}

// loop wakes the sessions that have something to send.
func (h *Hub) loop() {
	again := time.NewTimer(time.Hour)
	defer again.Stop()
	var due wakes
	for {
		select {
		case <-h.stop:
			return
		case <-h.kick:
		case <-again.C:
		}
		h.mu.Lock()
		for r := range h.stirred {
			due.add(r)
		}
		clear(h.stirred)
		if h.soft.pending {
			pause := max(softPause, time.Duration(len(h.live))*softEach)
			if wait := pause - time.Since(h.soft.last); wait > 0 {
				again.Reset(wait)
			} else {
				h.round(&due)
				h.soft.pending, h.soft.last = false, time.Now()
			}
		}
		due.take(h)
		h.mu.Unlock()
		for i, s := range due.sessions {
			s.Wake()
			due.sessions[i] = nil
		}
		due.sessions = due.sessions[:0]
	}
}

// wakes are the sessions to wake, collected with mu held and woken without.
type wakes struct {
	all      bool
	sessions []*session.Session
}

func (w *wakes) add(r *room) {
	if r.id == wire.Everyone {
		w.all = true
		return
	}
	for _, m := range r.pair {
		if m.link != nil && m.link.joined {
			w.sessions = append(w.sessions, m.link.session)
		}
	}
}

func (w *wakes) take(h *Hub) {
	if !w.all {
		return
	}
	w.all = false
	w.sessions = w.sessions[:0]
	for _, l := range h.live {
		w.sessions = append(w.sessions, l.session)
	}
}

// round makes ready what goes round less often. It is called with mu held.
func (h *Hub) round(due *wakes) {
	if h.soft.roster {
		h.soft.roster, due.all = false, true
	}
	for r := range h.soft.receipts {
		sessions, watcher := h.tally(r)
		if sessions {
			due.add(r)
		}
		if watcher {
			h.config.Watcher.Received(r.id, r.since, r.heard, r.seen)
		}
	}
	clear(h.soft.receipts)
	for r := range h.soft.writing {
		if r.id == wire.Everyone {
			for _, l := range h.live {
				l.typed(r)
			}
		} else {
			for _, m := range r.pair {
				if m.link != nil && m.link.joined {
					m.link.typed(r)
				}
			}
		}
		due.add(r)
		r.writing = nil
	}
	clear(h.soft.writing)
}

// see has the store told that a member was seen. It is called with mu held.
func (h *Hub) see(m *member) {
	h.unseen[m] = struct{}{}
	wakeUp(h.keep)
}

// keepLoop writes receipts and sightings down, some at a time and at last all.
func (h *Hub) keepLoop() {
	for {
		h.forgetOld()
		select {
		case <-h.stop:
			h.forgetOld()
			h.writeDown(0)
			return
		case <-h.keep:
		}
		select {
		case <-h.stop:
		case <-time.After(keepPause):
			h.writeDown(keepMost)
		}
	}
}

// remark is what the store is to be told of one member.
type remark struct {
	id        wire.Identity
	name      string
	seen      bool
	got, read wire.Cursors
	keys      []progressKey
}

// writeDown tells the store what it was not told, of about most members, or all
// for 0. What cannot be written is tried again in the next round.
func (h *Hub) writeDown(most int) {
	h.mu.Lock()
	todo := map[*member]*remark{}
	of := func(m *member) *remark {
		if todo[m] == nil && (most == 0 || len(todo) < most) {
			todo[m] = &remark{id: m.id, name: m.name, got: wire.Cursors{}, read: wire.Cursors{}}
		}
		return todo[m]
	}
	for m := range h.unseen {
		if t := of(m); t != nil {
			t.seen = true
			delete(h.unseen, m)
		}
	}
	for key := range h.unkept {
		t := of(key.member)
		if t == nil {
			continue
		}
		p := key.room.progress(key.member)
		t.got[key.room.id] = p.got
		if p.read > 0 {
			t.read[key.room.id] = p.read
		}
		t.keys = append(t.keys, key)
		delete(h.unkept, key)
	}
	if len(h.unseen)+len(h.unkept) > 0 {
		wakeUp(h.keep)
	}
	h.telling = len(todo)
	h.mu.Unlock()

	var group sync.WaitGroup
	slots := make(chan struct{}, keepers)
	for m, t := range todo {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			h.kept(m, t, h.writeRemark(t))
		})
	}
	group.Wait()
}

func (h *Hub) writeRemark(t *remark) error {
	if t.seen {
		if err := h.config.Host.Seen(t.id, t.name); err != nil {
			return err
		}
	}
	if len(t.got) > 0 {
		if err := h.config.Store.NoteGot(h.log, t.id, t.got); err != nil {
			return err
		}
	}
	if len(t.read) > 0 {
		return h.config.Store.NoteRead(h.log, t.id, t.read)
	}
	return nil
}

// kept takes note of what writing a remark came to.
func (h *Hub) kept(m *member, t *remark, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.telling--
	var temporary *store.TemporaryError
	switch {
	case err == nil:
		h.note(nil)
		return
	case !errors.As(err, &temporary):
		return // the store is closed or damaged: it is of no use to try again
	}
	h.note(err)
	if t.seen {
		h.unseen[m] = struct{}{}
	}
	for _, key := range t.keys {
		h.unkept[key] = struct{}{}
	}
	wakeUp(h.keep)
}
