package hub

import (
	"errors"
	"time"

	"confab/transport/internal/passcode"
	"confab/transport/internal/wire"
)

const (
	// fullRetry is when somebody for whom there is no room should come again.
	fullRetry = 30 * time.Second
	// failedRetry is when to come again after the disk failed.
	failedRetry = 5 * time.Second
	// askingStay is how long somebody who asks is shown before others of other
	// addresses may take their place in turn, so that a person sees them; after
	// askingOld one of the same address may.
	askingStay = time.Minute
	askingOld  = 10 * time.Minute
)

// greet takes HELLO. Where the identity has a connection already, which of the
// two is the newer one cannot be told from the order in which they speak: the
// last words of one that was given up may come late. So the newcomer has to
// answer a PING before it takes the place of the other.
func (l *link) greet(f *wire.Hello) (err error) {
	h := l.hub
	if l.version, l.shared, err = wire.Negotiate(f); err != nil {
		var r *wire.Refusal
		if errors.As(err, &r) && h.config.Hidden != nil {
			r.Hidden = h.config.Hidden()
		}
		return err
	}
	if h.config.Keeps == nil || !h.config.Keeps() {
		l.shared &^= wire.Keeps
	}
	h.mu.Lock()
	if l.said {
		h.mu.Unlock()
		return unexpected(f, "a second one")
	}
	f.Name = called(l.id, f.Name)
	l.said, l.coded = true, f.Code
	rival := l.rival()
	h.mu.Unlock()
	if rival == nil {
		return l.greeted(f, nil)
	}
	time.AfterFunc(h.limits.Hello, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if !l.proved {
			h.expel(l, wire.Bye{Reason: wire.ByeSilent, Detail: "no answer to PING while another connection stands"})
		}
	})
	l.proveAgainst(rival, f)
	return nil
}

// rival is another connection of the same identity that stands, nil for none. It is
// called with mu held.
func (l *link) rival() *link {
	m := l.hub.members[l.id]
	if m == nil || m.link == nil || m.link == l || m.link.over {
		return nil
	}
	return m.link
}

// proveAgainst goes on with HELLO once the client has answered a PING that was sent
// while rival stood.
func (l *link) proveAgainst(rival *link, f *wire.Hello) {
	l.session.Prove(func() error { return l.greeted(f, rival) })
}

// greeted goes on with HELLO, of a link that is known to live longer than rival. When
// it returns nil, no other link of this identity is acted upon any more, and this one is
// a member's, or asks, or is being ended; or it has to prove once more that it lives:
// its PONG may be older than a link that has come to stand since.
func (l *link) greeted(f *wire.Hello, rival *link) error {
	h := l.hub
	resumes, failed := h.resume(l, f)
	h.mu.Lock()
	if now := l.rival(); now != nil && now != rival && !l.over {
		h.mu.Unlock()
		l.proveAgainst(now, f)
		return nil
	}
	l.proved, l.resumes = true, resumes
	m := h.members[l.id]
	switch {
	case h.closed || l.over:
		h.mu.Unlock()
		return nil
	case m == h.self:
		l.session.Bye(wire.Bye{Reason: wire.ByeDeclined, Detail: "the host itself"})
		h.mu.Unlock()
		return nil
	case m != nil && m.blocked:
		l.session.Bye(wire.Bye{Reason: wire.ByeBlocked})
		h.mu.Unlock()
		return nil
	case failed != nil:
		l.session.Bye(wire.Bye{Reason: wire.ByeFailed, RetryAfter: failedRetry})
		h.mu.Unlock()
		h.failed(failed)
		return nil
	}
	m = h.someone(l.id)
	if m.pace == nil {
		m.pace = newPace(h.limits)
	}
	l.pace = m.pace
	old := m.link
	l.member, m.link = m, l
	if old != nil {
		h.expel(old, wire.Bye{Reason: wire.ByeReplaced})
	}
	renamed := m.name != f.Name
	m.name, m.app, m.addr = f.Name, f.App, l.addr
	admitted := m.accepted
	h.mu.Unlock()
	if old != nil {
		old.turn.Lock() // what it is doing is done first, and may have made it a member
		defer old.turn.Unlock()
		h.mu.Lock()
		admitted = m.accepted
		h.mu.Unlock()
	}
	refused := wire.ByeReason(0)
	if !admitted && f.Token != (wire.Token{}) {
		refused = h.redeem(l, f.Token)
		admitted = refused == 0
	}
	switch {
	case admitted:
	case h.config.AcceptAll:
		if !h.welcomes(l, m, f.Name) {
			return nil
		}
	case refused != 0:
		l.turnAway(refused)
		return nil
	default:
		if !h.ask(l) {
			return nil
		}
	}
	if renamed {
		h.mu.Lock()
		h.see(m)
		h.mu.Unlock()
	}
	return h.enter(l)
}

// ask lets a stranger wait for a decision, in the place of another perhaps. It
// returns true if that was made just now, and they are a member.
func (h *Hub) ask(l *link) (accepted bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case l.over || h.closed:
	case l.member.accepted:
		return true
	default:
		given, gave, ok := h.askers.Enter(l, l.from, time.Now())
		full := wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry, Limit: wire.LimitOfAsking}
		if !ok {
			l.session.Bye(full)
			break
		}
		if gave {
			h.expel(given, full)
		}
		l.asking = true
		l.member.since = time.Now()
		l.session.Send(h.welcome(l, wire.JoinRequired))
		if !l.coded {
			h.show(l)
			break
		}
		time.AfterFunc(passcode.ExchangeTime, func() {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.show(l)
		})
	}
	return false
}

// show has the host's person know that somebody asks. It is called with mu held.
func (h *Hub) show(l *link) {
	if l.asking && !l.shown {
		l.shown = true
		h.tell(l.member, nil)
	}
}

// enter makes a link a member's: WELCOME, then everything after its cursors.
func (h *Hub) enter(l *link) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := l.member
	switch {
	case l.over || l.joined || h.closed || !m.accepted || m.link != l:
		return nil
	case len(h.live) >= h.limits.Members && !h.makeRoom(m):
		l.session.Bye(wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry})
		return nil
	}
	h.unlist(l) // it asked
	l.joined, l.shown, l.index = true, true, len(h.live)
	h.live = append(h.live, l)
	l.session.SetMember()

	cursors := l.resumes.cursors
	l.resumes.cursors = nil
	l.follows = make([]follow, 0, 1+len(m.rooms))
	l.follows = append(l.follows, follow{room: h.everyone, seq: cursors[wire.Everyone]})
	for _, r := range m.rooms {
		l.follows = append(l.follows, follow{room: r, seq: cursors[r.id]})
	}
	h.reached(m, cursors, false)

	m.away = false
	m.since = time.Now()
	h.changed(m)
	l.listFrom(h.revision)
	h.see(m)
	l.session.Send(h.welcome(l, wire.Member))
	h.tell(m, nil)
	if l.resumes.misfit && !h.misfit {
		h.misfit = true
		h.config.Watcher.Misfit(m.id)
	}
	h.askCopies(l)
	l.session.Wake()
	return nil
}

// makeRoom ends the session of a member that was let in unasked, for one about whom
// a person has decided. It is called with mu held.
func (h *Hub) makeRoom(m *member) bool {
	if m.undecided() {
		return false
	}
	for _, l := range h.live {
		if l.member.undecided() {
			h.expel(l, wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry})
			return true
		}
	}
	return false
}

func (h *Hub) welcome(l *link, state wire.Membership) *wire.Welcome {
	first := uint64(0)
	if state == wire.Member && l.member.first > 1 {
		first = l.member.first
	}
	return &wire.Welcome{
		Version: l.version, Features: l.shared, Server: h.self.id, Name: h.self.name,
		Epoch: l.resumes.epoch, Misfit: l.resumes.misfit,
		Limits: wire.Limits{
			FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes,
			MessagesPerSecond: clamp16(h.limits.MessagesPerSecond), Burst: clamp16(h.limits.Burst),
			BytesPerSecond: uint32(min(int64(h.limits.BytesPerSecond), 1<<32-1)),
		},
		ServerTime: wire.MillisOf(time.Now()), State: state, First: first,
	}
}

func clamp16(n int) uint16 { return uint16(min(n, 1<<16-1)) }
