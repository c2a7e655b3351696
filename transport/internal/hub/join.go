package hub

import (
	"time"

	"confab/transport/internal/wire"
)

const (
	// fullRetry is when somebody for whom there is no room should come again.
	fullRetry = 30 * time.Second
	// failedRetry is when to come again after the disk failed.
	failedRetry = 5 * time.Second
)

// greet takes HELLO. Where the identity has a connection already, which of the
// two is the newer one cannot be told from the order in which they speak: the
// last words of one that was given up may come late. So the newcomer has to
// answer a PING before it takes the place of the other.
func (l *link) greet(f *wire.Hello) (err error) {
	h := l.hub
	if l.version, l.shared, err = wire.Negotiate(f); err != nil {
		return err
	}
	h.mu.Lock()
	if l.said {
		h.mu.Unlock()
		return unexpected(f, "a second one")
	}
	l.said, l.hello = true, f
	m := h.members[l.id]
	stands := m != nil && m.link != nil && !m.link.over
	h.mu.Unlock()
	if !stands {
		return l.greeted(f)
	}
	time.AfterFunc(h.limits.Hello, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if !l.proved {
			l.session.Bye(wire.Bye{Reason: wire.ByeReplaced, Detail: "another connection stands"})
		}
	})
	l.session.Prove(func() error { return l.greeted(f) })
	return nil
}

// greeted goes on with HELLO. When it returns nil, no other link of this identity
// is acted upon any more, and this one is a member's, or asks, or is being ended.
func (l *link) greeted(f *wire.Hello) error {
	h := l.hub
	h.mu.Lock()
	l.proved = true
	m := h.members[l.id]
	switch {
	case h.closed:
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
	accepted := m.accepted
	h.mu.Unlock()
	if old != nil {
		old.turn.Lock() // what it is doing is done first
		defer old.turn.Unlock()
	}
	switch {
	case accepted:
	case h.config.AcceptAll:
		if err := h.config.Host.Admit(l.id, f.Name); err != nil {
			h.failed(err)
			l.session.Bye(wire.Bye{Reason: wire.ByeFailed, RetryAfter: failedRetry})
			return nil
		}
		h.mu.Lock()
		h.admit(m)
		h.mu.Unlock()
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

// ask lets a stranger wait for a decision. It returns true if that was made
// just now, and they are a member.
func (h *Hub) ask(l *link) (accepted bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case l.over || h.closed:
	case l.member.accepted:
		return true
	case h.asking >= h.limits.Asking || h.askers[l.place] >= h.limits.AskingPerAddr:
		l.session.Bye(wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry})
	default:
		l.asking = true
		h.asking++
		h.askers[l.place]++
		l.member.since = time.Now()
		l.session.Send(h.welcome(l, wire.JoinRequired))
		l.shown = true
		h.tell(l.member, nil)
	}
	return false
}

// enter makes a link a member's: WELCOME, then everything after its cursors.
func (h *Hub) enter(l *link) error {
	h.mu.Lock()
	for ; h.ahead(l); h.mu.Lock() {
		epoch := h.epoch
		h.mu.Unlock()
		if err := h.renew(epoch); err != nil {
			l.session.Bye(wire.Bye{Reason: wire.ByeFailed, RetryAfter: failedRetry})
			return nil
		}
	}
	defer h.mu.Unlock()
	m := l.member
	switch {
	case l.over || l.joined || h.closed || !m.accepted || m.link != l:
		return nil
	case len(h.live) >= h.limits.Members:
		l.session.Bye(wire.Bye{Reason: wire.ByeFull, RetryAfter: fullRetry})
		return nil
	}
	h.unlist(l) // it asked
	l.joined, l.shown, l.index = true, true, len(h.live)
	h.live = append(h.live, l)
	l.session.SetMember()

	var cursors wire.Cursors
	if l.hello.Epoch == h.epoch {
		cursors = l.hello.Cursors
	}
	l.hello = nil
	l.follows = make([]follow, 0, 1+len(m.rooms))
	l.follows = append(l.follows, follow{room: h.everyone, seq: cursors[wire.Everyone]})
	for _, r := range m.rooms {
		l.follows = append(l.follows, follow{room: r, seq: cursors[r.id]})
	}
	h.reached(m, cursors, false)

	m.away = false
	m.since = time.Now()
	h.changed(m)
	l.began = h.revision
	h.see(m)
	l.session.Send(h.welcome(l, wire.Member))
	h.tell(m, nil)
	h.askCopies(l)
	l.session.Wake()
	return nil
}

// ahead reports whether HELLO knows more of this epoch than is in the log. It
// is called with mu held.
func (h *Hub) ahead(l *link) bool {
	if l.hello == nil || l.hello.Epoch != h.epoch || h.closed || h.renewed {
		return false
	}
	for id, seq := range l.hello.Cursors {
		var last uint64
		if r := h.rooms[id]; r != nil {
			last = r.last
		}
		if seq > last {
			return true
		}
	}
	return false
}

// renew gives the log a new epoch if it still has the one given, and sends
// everybody away who counts in that.
func (h *Hub) renew(old wire.Epoch) error {
	h.renewing.Lock()
	defer h.renewing.Unlock()
	h.mu.Lock()
	current := h.epoch
	h.mu.Unlock()
	if current != old {
		return nil
	}
	epoch, err := h.config.Host.Renew()
	if err != nil {
		h.failed(err)
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.epoch, h.renewed = epoch, true
	for len(h.live) > 0 {
		h.expel(h.live[0], wire.Bye{Reason: wire.ByeFailed, Detail: "the log was put back"})
	}
	h.config.Watcher.Renewed(epoch)
	return nil
}

func (h *Hub) welcome(l *link, state wire.Membership) *wire.Welcome {
	return &wire.Welcome{
		Version: l.version, Features: l.shared, Server: h.self.id, Name: h.self.name, Epoch: h.epoch,
		Limits: wire.Limits{
			FrameBytes: wire.MaxFrameBytes, TextBytes: wire.MaxTextBytes,
			MessagesPerSecond: clamp16(h.limits.MessagesPerSecond), Burst: clamp16(h.limits.Burst),
			BytesPerSecond: uint32(min(int64(h.limits.BytesPerSecond), 1<<32-1)),
		},
		ServerTime: wire.MillisOf(time.Now()), State: state,
	}
}

func clamp16(n int) uint16 { return uint16(min(n, 1<<16-1)) }
