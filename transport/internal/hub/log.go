package hub

import (
	"errors"
	"maps"
	"sync"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// room is guarded by the hub's mu.
type room struct {
	id   wire.RoomID
	pair [2]*member  // of a direct room; nil in the room of everyone
	both [2]progress // theirs, likewise
	last uint64      // the Seq of the last event

	recent []recent // EVs from Seq ringed on, without a gap up to last
	ringed uint64

	got, read uint64 // the lowest of all members
	revision  uint64 // of the two
	receipts  []byte // the frames that tell them
	heard     uint64 // the lowest got that the watcher was told
	seen      uint64 // and the lowest read
	since     uint64 // the first Seq that one of those may read, of whom it was told; 0: of none
	writing   []*member
}

// How many direct rooms there may be: in all, and of one member that begins one.
const (
	maxRooms    = 65_536
	maxOwnRooms = wire.MaxElements
)

func (h *Hub) newRoom(id wire.RoomID, a, b *member, last uint64) *room {
	r := &room{id: id, pair: [2]*member{a, b}, last: last, ringed: last + 1}
	h.rooms[id] = r
	if a != nil && b != nil {
		a.rooms, b.rooms = append(a.rooms, r), append(b.rooms, r)
		for _, m := range r.pair {
			if m.link != nil && m.link.joined {
				m.link.follows = append(m.link.follows, follow{room: r})
			}
		}
	}
	return r
}

// has reports whether the events of the room are for m.
func (r *room) has(m *member) bool {
	return r.id == wire.Everyone || m == r.pair[0] || m == r.pair[1]
}

// recent is an EV in memory, and for an edit the Seq of the message that it changes.
type recent struct {
	encoded []byte
	edited  uint64
}

// encoded returns the EV with that Seq, of nil if it is not in memory.
func (r *room) encoded(seq uint64) recent {
	if seq < r.ringed || seq-r.ringed >= uint64(len(r.recent)) {
		return recent{}
	}
	return r.recent[seq-r.ringed]
}

// ring bounds what is in memory of all rooms together. The oldest event of all
// is the oldest of its room.
type ring struct {
	maxEvents, maxBytes int
	bytes               int
	rooms               []*room // whose the events are, the oldest first
}

func (g *ring) push(r *room, ev recent) {
	r.recent = append(r.recent, ev)
	g.rooms = append(g.rooms, r)
	g.bytes += len(ev.encoded)
	for len(g.rooms) > g.maxEvents || g.bytes > g.maxBytes {
		oldest := g.rooms[0]
		g.rooms[0] = nil
		g.rooms = g.rooms[1:]
		g.bytes -= len(oldest.recent[0].encoded)
		oldest.recent[0] = recent{}
		oldest.recent = oldest.recent[1:]
		oldest.ringed++
	}
}

// Post puts a message of the host's own person into the log, on the road of
// everybody's. To is the other of a direct room. Done is called once, on
// the store's writer after the commit and after Watcher.Logged, or before Post
// returns; it does not block. Post waits while the store's queue is full. Where it
// gets a *store.TemporaryError, what was posted behind is refused for the same reason
// until that message is posted again.
func (h *Hub) Post(p wire.Post, to wire.Identity, done func(store.Answer, error)) {
	// What comes from a member was checked when it was decoded.
	if err := wire.Check(&p); err != nil {
		done(store.Answer{}, err)
		return
	}
	h.submit(h.self, p, to, h.own, nil, done)
}

// post puts a member's message, which has entered the link's window, into the log,
// and answers what came of it.
func (h *Hub) post(l *link, p wire.Post) {
	bytes := postBytes(&p)
	h.submit(l.member, p, wire.Identity{}, l.number, l.ended, func(a store.Answer, err error) {
		l.leaveWindows(bytes)
		switch {
		case errors.Is(err, ErrClosed): // a BYE says it
		case err != nil:
			l.session.Send(&wire.Nak{CID: p.CID, Reason: store.NakFor(err)})
		case a.Refused != 0:
			l.session.Send(&wire.Nak{CID: p.CID, Reason: a.Refused, Detail: a.Detail})
		default:
			l.session.Queue(&a.Ack)
			h.acks.add(l)
			h.settles.Store(true)
		}
	})
}

// submit puts a post into the log, unless over is closed while it waits for its time.
func (h *Hub) submit(m *member, p wire.Post, to wire.Identity, session uint64, over <-chan struct{}, done func(store.Answer, error)) {
	refuse := func(reason wire.NakReason) {
		done(store.Answer{Ack: wire.Ack{CID: p.CID, Room: p.Room}, Refused: reason}, nil)
	}
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		done(store.Answer{}, ErrClosed)
		return
	}
	if (p.Guest != "" || p.Kind.Passage()) && m != h.self {
		h.mu.Unlock()
		refuse(wire.NakKind)
		return
	}
	h.posting.Add(1)
	defer h.posting.Done()
	_, known := h.rooms[p.Room]
	var others []wire.Identity
	if !known {
		others = h.others()
	}
	full := m != h.self && (len(m.rooms) >= maxOwnRooms || len(h.rooms) >= maxRooms)
	first, pace := m.unasked && !m.spoke, m.pace
	h.mu.Unlock()
	if !known {
		if to = (wire.Identity{}); !full {
			if pace != nil && !(pace.seeks.wait(over) && h.seeks.wait(over)) {
				done(store.Answer{}, ErrClosed)
				return
			}
			to, _ = other(m.id, p.Room, others)
		}
		// Without the other the store refuses it: if what comes behind was waiting
		// for this message, it waits no more.
	}
	h.posting.Add(1)
	h.config.Host.AppendTogether([]store.Entry{{Post: p, From: m.id, To: to, Session: session, First: first}}, func(answers []store.Answer, err error) {
		defer h.posting.Done()
		var a store.Answer
		if err == nil {
			a = answers[0]
		}
		h.committed(m, &p, to, a, err)
		done(a, err)
	}, h.settled)
}

// others are all who may have a direct room with somebody. The slice is never
// changed. It is called with mu held.
func (h *Hub) others() []wire.Identity {
	if h.accepted == nil {
		h.accepted = make([]wire.Identity, 0, len(h.members))
		for id, m := range h.members {
			if m.accepted {
				h.accepted = append(h.accepted, id)
			}
		}
	}
	return h.accepted
}

// other finds with whom a room is direct. Its name is a hash that tells nobody,
// so that all are tried; that is done once for each room there will be.
func other(author wire.Identity, id wire.RoomID, others []wire.Identity) (wire.Identity, bool) {
	for _, o := range others {
		if o != author && wire.Direct(author, o) == id {
			return o, true
		}
	}
	return wire.Identity{}, false
}

// committed takes what the store made of a post: an event on disk goes round.
// It runs on the store's writer, in the order of the log.
func (h *Hub) committed(m *member, p *wire.Post, to wire.Identity, a store.Answer, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil || !a.Refused.Temporary() {
		// What waits behind another message was not tried: it says nothing of the disk.
		h.note(err)
	}
	if err != nil || a.Refused != 0 || a.Repeat {
		return
	}
	m.spoke = true
	e := wire.Event{Post: *p, Seq: a.Seq, From: m.id, ServerTime: a.ServerTime}
	ev, err := wire.Encode(&e)
	if err != nil {
		return // cannot be: post, seq and identity are within their limits
	}
	r := h.rooms[p.Room]
	if r == nil {
		r = h.newRoom(p.Room, m, h.someone(to), 0)
	}
	r.last = e.Seq
	h.ring.push(r, recent{ev, a.Edited})
	// Who said it has it, and so has the host, which committed it.
	if own := r.progress(m); own != nil {
		if own.got == e.Seq-1 {
			own.got = e.Seq
		}
		if own.read == e.Seq-1 {
			own.read = e.Seq
		}
	}
	if r.has(h.self) {
		r.progress(h.self).got = e.Seq
		h.config.Watcher.Logged(e)
	} else if h.config.Offered != nil && (e.File != "" || e.Kind == wire.Delete) {
		h.config.Offered(e)
	}
	h.recountRoom(r)
	h.stirring[r] = struct{}{}
	h.settles.Store(true)
}

// acks are the links with ACKs that are queued and not sent yet.
type acks struct {
	mu    sync.Mutex
	links []*link // guarded by mu
}

func (a *acks) add(l *link) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !l.acked {
		l.acked = true
		a.links = append(a.links, l)
	}
}

// take returns the links, none of which is in it then.
func (a *acks) take() []*link {
	a.mu.Lock()
	defer a.mu.Unlock()
	links := a.links
	a.links = nil
	for _, l := range links {
		l.acked = false
	}
	return links
}

// settled has go out what the store committed together: of each link the ACKs and
// the events in one piece. It runs on the store's writer, behind committed, for
// each post.
func (h *Hub) settled() {
	if !h.settles.Swap(false) {
		return // the first of them has seen to all
	}
	h.mu.Lock()
	if len(h.stirring) > 0 {
		maps.Copy(h.stirred, h.stirring)
		clear(h.stirring)
		wakeUp(h.kick)
	}
	h.mu.Unlock()
	for _, l := range h.acks.take() {
		l.session.Wake()
	}
}

// failed notes that the disk could not be written, if that is what err says.
func (h *Hub) failed(err error) {
	var temporary *store.TemporaryError
	var corrupt *store.CorruptError
	if errors.As(err, &temporary) || errors.As(err, &corrupt) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.note(err)
	}
}
