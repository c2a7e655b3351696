package core

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"confab/transport/internal/address"
	"confab/transport/internal/discover"
	"confab/transport/internal/hub"
	"confab/transport/internal/listen"
	"confab/transport/internal/loop"
	"confab/transport/internal/origin"
	"confab/transport/internal/turns"
	"confab/transport/internal/web"
	"confab/transport/internal/wire"
)

// Server listens on a port and talks to every peer that connects.
type Server struct {
	*core
	interfaces func() ([]netip.Addr, error)
	turns      *turns.Turns // of shaking hands
	networks   discover.Lister
	version    string
	web        *web.Server // what browsers get
	hidden     atomic.Bool // see SetVisible

	// owned by the loop
	state     serverState
	listener  net.Listener
	addrs     []string // under which guests reach us, the likeliest first
	admission *listen.Admission
	visitors  map[*visitor]struct{} // every conn, announced or not
	refusals  *listen.Refusals[Event]
	// away are the lines in the talk of all about those who were turned away, by why.
	away      map[Fault]*record
	browsed   browsed
	departed  []*peer // those whose talk is kept, in the order they left
	allowed   Visitors
	hosting   *hosting // nil without a Home
	discovery discovery
	arrivals  arrivals // since the last Start
	// attempt is the Start that stands or is made; nil: none.
	attempt *attempt
}

type serverState uint8

const (
	stopped serverState = iota
	starting
	listening
	stopping
)

// NewServer returns a Server that is stopped.
func NewServer(o Options) *Server {
	c := newCore(o)
	c.limits.Guests = min(c.limits.Guests, listen.Descriptors())
	c.plain.Accepts = true
	s := &Server{
		core: c, version: o.Version, interfaces: o.Interfaces, networks: discover.SystemOr(o.Interfaces), allowed: Visitors{Plain: true, Browsers: true, Members: true},
		admission: listen.NewAdmission(c.limits.admission()), visitors: map[*visitor]struct{}{}, away: map[Fault]*record{}, browsed: browsed{},
		turns: turns.New(shakingAtOnce()),
	}
	s.hidden.Store(o.Hidden)
	s.refusals = s.newRefusals()
	if s.interfaces == nil {
		s.interfaces = address.System
	}
	s.web = newWeb(o, s)
	c.overheard, c.renamed = s.relay, s.label
	c.restore = s.askMembers
	if s.home != nil {
		if err := s.openLog(o); err != nil {
			s.hosting = nil
			s.executor.Do(func() { s.notDone(err) })
		}
	}
	return s
}

// Start listens on addr, host:port.
func (s *Server) Start(addr string) {
	s.command(func() {
		if s.closed {
			return
		}
		if s.state != stopped {
			s.post(Event{Kind: ListenFailed, Addr: addr, Err: &Error{Fault: AlreadyListening, Addr: addr}})
			return
		}
		ctx, cancel := context.WithCancel(context.Background())
		a := &attempt{addr, ctx, cancel}
		s.state, s.attempt, s.arrivals = starting, a, arrivals{}
		s.running.Go(func() {
			defer cancel()
			s.listen(ctx, a)
		})
	})
}

// Stop ends listening and every conversation.
func (s *Server) Stop() {
	s.loop.Do(func() {
		switch s.state {
		case starting:
			s.attempt.cancel()
			s.attempt = nil
			s.state = stopped
			s.post(Event{Kind: Stopped})
		case listening:
			s.state = stopping
			s.attempt.cancel()
			s.announce()
			_ = s.listener.Close()
			s.endInvite(&Error{Fault: ServerStopped})
			if s.hosting != nil && s.hosting.hub != nil {
				h := s.hosting.hub
				s.hosting.hub, s.hosting.tls, s.hosting.closing = nil, nil, true
				s.running.Go(func() { s.stopHosting(h) })
			} else {
				s.finishGuests()
			}
			s.finishStopping()
		}
	})
}

// finishGuests ends the conversations with all but members, to whom the hub says BYE.
func (s *Server) finishGuests() {
	for v := range s.visitors {
		if !v.member {
			v.conn.Finish(ServerStopped)
		}
	}
}

// finishStopping tells Stopped once the last visitor is gone.
func (s *Server) finishStopping() {
	if s.state == stopping && len(s.visitors) == 0 && (s.hosting == nil || !s.hosting.closing) {
		s.state, s.attempt, s.listener, s.addrs = stopped, nil, nil, nil
		s.post(Event{Kind: Stopped})
	}
}

// Close stops the Server for good and waits until its last goroutine ended and the sink
// has returned from the last event.
func (s *Server) Close() {
	s.loop.Do(func() { s.closed = true })
	s.Stop()
	if s.hosting != nil {
		s.hosting.copies.Close()
		s.hosting.transfers.Close()
	}
	s.shut()
	s.web.Close()
}

// Listening returns the address under which guests most likely reach the
// Server, and whether it listens.
func (s *Server) Listening() (addr string, ok bool) {
	if addrs := s.Addrs(); len(addrs) > 0 {
		return addrs[0], true
	}
	return "", false
}

// Addrs returns every host:port under which guests reach the Server, the likeliest first.
func (s *Server) Addrs() []string {
	return loop.Ask(s.loop, func() []string {
		if s.state != listening {
			return nil
		}
		return append([]string(nil), s.addrs...)
	})
}

// Peers returns the roster in order of arrival.
func (s *Server) Peers() []Peer { return s.peers() }

// Send posts text.
func (s *Server) Send(to TalkID, text string) (MessageID, error) {
	return s.Post(to, Draft{Text: text})
}

// SendBytes sends bytes as they are to a plain guest, or to all plain guests.
func (s *Server) SendBytes(to TalkID, raw []byte) (MessageID, error) {
	return commandMessage(s.core, func() (MessageID, error) { return s.send(to, string(raw), true, s.absent(to)) })
}

// absent is why a message finds no recipient.
func (s *Server) absent(to TalkID) Fault {
	switch {
	case s.state != listening:
		return NotListening
	case to == Everyone:
		return NobodyHere
	}
	return PeerGone
}

// SetEncoding fixes how a plain guest's text is read and written, earlier messages too.
func (s *Server) SetEncoding(id PeerID, e Encoding) { s.setEncoding(id, e) }

// Rename gives a guest a name.
func (s *Server) Rename(id PeerID, name string) { s.rename(id, name) }

// Load asks for messages of a talk.
func (s *Server) Load(talk TalkID, asked Range) { s.load(talk, asked) }

// Disconnect ends the connection of a plain guest, once what is queued is written.
func (s *Server) Disconnect(id PeerID) {
	s.loop.Do(func() {
		if p := s.roster[id]; p != nil && p.conn != nil {
			p.conn.Finish(ClosedHere)
		}
	})
}

// Forget removes a departed plain guest and its talk from memory.
func (s *Server) Forget(id PeerID) {
	s.command(func() {
		if p := s.roster[id]; p != nil && p.conn == nil && p.Kind != Member {
			s.departed = slices.DeleteFunc(s.departed, func(d *peer) bool { return d == p })
			s.forget(p)
		}
	})
}

// Block disconnects a member and refuses its key until Unblock, in later runs too.
func (s *Server) Block(id PeerID) {
	s.loop.Do(func() {
		p := s.roster[id]
		if p == nil {
			return
		}
		if p.Kind == Member {
			s.manage(p, func(h *hub.Hub, id wire.Identity) error { return h.Block(id) })
			return
		}
		if !p.from.Addr.IsValid() {
			return
		}
		s.admission.Block(p.from)
		for v := range s.visitors {
			if s.admission.IsBlocked(v.seat.From) && !s.isMember(v) {
				v.conn.Refuse(Blocked)
			}
		}
	})
}

// isMember reports whether a visitor has proved the key of a member.
func (s *Server) isMember(v *visitor) bool {
	if !v.member {
		return false
	}
	p := s.hosting.byID[v.identity]
	return p != nil && !p.Asking
}

// Unblock ends what Block did, for an entry of Blocked or the address of host:port.
func (s *Server) Unblock(entry string) {
	s.command(func() {
		place, err := origin.ParsePlace(entry)
		if at, portErr := netip.ParseAddrPort(entry); portErr == nil {
			place, err = origin.ParsePlace(at.Addr().String())
		}
		if err != nil {
			s.unbar(entry)
			return
		}
		s.admission.Unblock(place)
	})
}

// Blocked lists what Block refuses, in order.
func (s *Server) Blocked() []string {
	return loop.Ask(s.loop, func() []string {
		return append(s.admission.Blocked(), s.barredList()...)
	})
}

// Visitors are kinds of visitors. The zero value is none.
type Visitors struct{ Plain, Browsers, Members bool }

// Allow says which visitors may connect from now on. Without Members it ends the open
// invitation, by which nobody could come.
func (s *Server) Allow(v Visitors) {
	s.command(func() {
		s.allowed = v
		if !v.Members {
			s.endInvite(&Error{Fault: MembersRefused})
		}
		s.announce()
	})
}

// depart takes a visitor out of the Server's books when its conn has ended.
func (s *Server) depart(v *visitor) {
	fault, err := v.conn.CloseReason()
	v.logEnded(fault, err)
	s.loop.Do(func() {
		delete(s.visitors, v)
		s.admission.Leave(v.seat)
		why := &Error{Fault: fault, Addr: v.addr, Err: err}
		if v.member || v.seat.Only != NoFault {
			// The hub has told of it, or it never came in.
		} else if v.peer == nil && fault == LimitReached {
			s.acceptFailed(&Error{Fault: fault, Addr: v.seat.From.Addr.String()}) // there may be very many
		} else if v.peer == nil {
			s.refusals.TurnedAway(v.seat.From, Event{Kind: Disconnected, Peer: Peer{Kind: v.kind, Addr: v.addr}}, why, time.Now())
		} else {
			p := v.peer
			p.conn, p.Here, p.HalfClosed, p.Seen = nil, false, false, time.Now()
			if p.InRoom {
				s.letOut(p, s.hosting.hub)
			}
			s.notice(p, PeerDisconnected, fault, true)
			s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: why})
			s.keep(p)
		}
		s.finishStopping()
	})
}

// keep keeps the talk of a peer that left, if it is worth it, and at most Limits.GonePeers
// of such talks.
func (s *Server) keep(p *peer) {
	if !p.spoken {
		s.forget(p)
		return
	}
	s.departed = append(s.departed, p)
	if len(s.departed) > s.limits.GonePeers {
		oldest := s.departed[0]
		s.departed = slices.Delete(s.departed, 0, 1)
		s.forget(oldest)
	}
}
