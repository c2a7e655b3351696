package hub

import (
	"net"
	"sync"
	"time"

	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// maxFetches is how many FETCHes of one member wait. A client has one for each
// gap, and gaps are rare.
const maxFetches = 64

// link is one connection. What is not said to be another's is guarded by the
// hub's mu.
type link struct {
	hub     *Hub
	number  uint64 // of the connection, from 1
	id      wire.Identity
	addr    string
	from    origin.Origin
	session *session.Session
	secret  exporter
	window  *window  // of posts on their way to the disk
	pace    *pace    // the member's, before HELLO its own or nil; owned by the reading goroutine
	page    int      // owned by the writing goroutine; see history
	version uint16   // owned by the reading goroutine until said
	shared  features // likewise

	exchange *exchange // over the code; nil while there is none; owned by the reading goroutine
	shares   uint64    // exchanges that were begun; likewise

	// ended is closed when nothing that the link says counts any more: what waits for
	// its time need not.
	ended chan struct{}

	// turn is held while a frame is acted upon, so that whoever takes the
	// place of this link can wait for the last one.
	turn sync.Mutex

	said    bool // HELLO
	coded   bool // it said that a code follows
	proved  bool // it is no connection of long ago that another one had replaced
	asking  bool
	joined  bool       // a member's; may post and is sent events
	over    bool       // expelled: nothing it says counts any more
	shown   bool       // the watcher knows of it
	index   int        // in Hub.live
	resumes resumption // since HELLO
	member  *member
	told    uint64 // the revision of the roster up to which changes were sent
	listing listing
	follows []follow
	fetches []wire.Fetch
	typing  []typed
	halts   []*wire.Halt // at most maxHalts
	acked   bool         // it is in the hub's acks; guarded by their mu
}

type features = wire.Features

// follow is how far a link is in a room.
type follow struct {
	room     *room
	seq      uint64 // the last event sent
	receipts uint64 // the revision of the room's receipts that was sent
}

// typed says that somebody writes in a room.
type typed struct {
	room *room
	from *member
}

// Serve is one accepted connection until its end. It returns why it ended, never
// nil; the connection is closed then. Those who ask to join share their places by
// from.
func (h *Hub) Serve(conn *secure.Conn, from origin.Origin) error {
	if conn.Protocol() != secure.Talk {
		_ = conn.NetConn().Close()
		return secure.ErrProtocol
	}
	return h.serve(conn, wire.Identity(conn.Peer()), from)
}

// securedConn is what a link needs of a *secure.Conn.
type securedConn interface {
	net.Conn
	exporter
}

func (h *Hub) serve(conn securedConn, id wire.Identity, from origin.Origin) error {
	l := &link{hub: h, id: id, addr: conn.RemoteAddr().String(), from: from, secret: conn, index: -1, ended: make(chan struct{}), window: newWindow(windowBytes)}
	l.session = session.New(session.Config{Conn: conn, Received: l.received, Skipped: l.skipped, More: l.more})
	h.mu.Lock()
	if h.closed {
		h.mu.Unlock()
		l.session.Cut(ErrClosed)
		return l.session.Run()
	}
	h.serving.Add(1)
	defer h.serving.Done()
	h.served++
	l.number = h.served
	h.links[l] = struct{}{}
	if m := h.members[id]; m != nil && m.accepted {
		l.session.SetMember() // with many rooms HELLO is long
	}
	h.mu.Unlock()
	impatient := time.AfterFunc(h.limits.Hello, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if !l.said {
			h.expel(l, wire.Bye{Reason: wire.ByeSilent, Detail: "no HELLO"})
		}
	})
	why := l.session.Run()
	impatient.Stop()
	l.endExchange()
	h.left(l, why)
	return why
}

// left takes note that a link has ended.
func (h *Hub) left(l *link, why error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.links, l)
	h.unlist(l)
	m := l.member
	if m == nil || m.link != l {
		return
	}
	m.link = nil
	m.since, m.seen = time.Now(), time.Now()
	if m.accepted {
		m.away = false
		h.changed(m)
		h.see(m)
	}
	// A member is told of even when this link was never let in: it may have
	// taken the place of one that was.
	if l.shown || m.accepted {
		h.tell(m, why)
	}
	if !m.accepted && !m.blocked && m.revision == 0 && len(m.rooms) == 0 {
		delete(h.members, m.id)
	}
	h.stray(m)
}

// unlist takes a link out of those that are woken, and of those that ask.
func (h *Hub) unlist(l *link) {
	if l.index >= 0 {
		last := h.live[len(h.live)-1]
		h.live[l.index], last.index = last, l.index
		h.live[len(h.live)-1] = nil
		h.live = h.live[:len(h.live)-1]
		l.index = -1
	}
	if l.asking {
		l.asking = false
		h.askers.Leave(l)
	}
}

// expel ends a link from this side. It is called with mu held.
func (h *Hub) expel(l *link, b wire.Bye) {
	l.joined = false
	l.finish()
	h.unlist(l)
	l.session.Bye(b)
}

// finish has nothing that the link says count any more. It is called with mu held.
func (l *link) finish() {
	if !l.over {
		l.over = true
		close(l.ended)
	}
}

// received is called by the session for each frame, on its reading goroutine.
func (l *link) received(f wire.Frame) error {
	h := l.hub
	switch f := f.(type) {
	case *wire.Hello:
		return l.greet(f)
	case *wire.Share, *wire.Proof:
		return l.takeCode(f)
	}
	h.mu.Lock()
	said, joined := l.said, l.joined
	h.mu.Unlock()
	if !said {
		return unexpected(f, "before HELLO")
	}
	if joined {
		if !l.pace.wait(f, l.ended) {
			return nil
		}
		if h.config.Await != nil {
			h.config.Await(h.ctx)
		}
	}
	post, _ := f.(*wire.Post)
	if post != nil && !l.enterWindows(post) {
		return nil
	}
	l.turn.Lock()
	defer l.turn.Unlock()
	h.mu.Lock()
	over, joined := l.over || h.closed, l.joined
	if post != nil {
		h.mu.Unlock()
		if !over && joined {
			h.post(l, *post)
			return nil
		}
		l.leaveWindows(postBytes(post))
	} else {
		defer h.mu.Unlock()
	}
	switch {
	case over:
		return nil // the BYE is on its way
	case !joined:
		return unexpected(f, "before membership")
	}
	m := l.member
	switch f := f.(type) {
	case *wire.Fetch:
		if len(l.fetches) >= maxFetches {
			return unexpected(f, "too many at once")
		}
		if r := h.rooms[f.Room]; r != nil && r.has(m) {
			l.fetches = append(l.fetches, *f)
			l.session.Wake()
		}
	case *wire.Event:
		if l.shared&wire.Copies == 0 {
			return unexpected(f, "from a member")
		}
		h.copied(f)
	case *wire.Got:
		h.reached(m, f.Cursors, false)
	case *wire.Read:
		h.reached(m, f.Cursors, true)
	case *wire.Typing:
		h.typing(m, f.Room)
	case *wire.Presence:
		h.present(m, f)
	case *wire.Halt:
		h.halt(m, f)
	default:
		return unexpected(f, "from a member")
	}
	return nil
}

// skipped is called by the session for each frame that nobody here knows: it
// costs who sends it as much as others do.
func (l *link) skipped(bytes int) {
	if l.pace == nil {
		l.pace = newPace(l.hub.limits)
	}
	l.pace.take(1, bytes, l.ended)
}

func unexpected(f wire.Frame, why string) error {
	return &wire.Refusal{Type: f.Type(), Why: why, Reason: wire.ByeUnexpected}
}
