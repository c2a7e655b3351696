package core

import (
	"cmp"
	"net"
	"net/netip"
	"time"

	"confab/transport/internal/listen"
	"confab/transport/internal/loop"
	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
)

// admission returns the limits for those who connect.
func (l Limits) admission() listen.Limits {
	return listen.Limits{
		Undecided: l.Undecided, UndecidedPerAddr: l.UndecidedPerAddr,
		NewPerAddr: l.NewPerAddr, NewPerMember: l.NewPerMember, NewWindow: l.NewWindow,
		Guests: l.Guests, GuestsPerAddr: l.GuestsPerAddr,
		HalfClosed: l.HalfClosed, HalfClosedPerAddr: l.HalfClosedPerAddr, LimitLoopback: l.LimitLoopback,
	}
}

// admit makes a visitor of a connection that the limits allow; see listen.Acceptor, on
// whose goroutine it runs.
func (s *Server) admit(nc net.Conn, remote netip.AddrPort, from origin.Origin) (run func(), ended bool) {
	v := &visitor{server: s, addr: remote.String()}
	var why Fault
	ended = loop.Ask(s.loop, func() bool {
		if s.state != listening {
			return true
		}
		s.arrivals.connected(nc.LocalAddr(), remote.Addr())
		v.seat, why = s.admission.Enter(from, time.Now(), s.hosting != nil && s.allowed.Members, func(f Fault) { v.conn.Refuse(f) })
		switch {
		case v.seat != nil:
			v.conn = plain.New(s.plain, nc)
			s.visitors[v] = struct{}{}
		case why == LimitReached:
			s.acceptFailed(&Error{Fault: why, Addr: from.Addr.String()})
		}
		return false
	})
	switch {
	case ended:
		return nil, true
	case v.seat == nil:
		s.logTurnedAway(v.addr, why)
		return nil, false
	}
	return v.run, false
}

// newRefusals paces the events about visitors who are turned away.
func (s *Server) newRefusals() *listen.Refusals[Event] {
	say := func(e Event, why *Error) {
		e.Err = why
		s.post(e)
		s.tellTurnedAway(cmp.Or(e.Peer.Addr, e.Addr), why)
	}
	return listen.NewRefusals(say, func(after time.Duration) { time.AfterFunc(after, s.sayRefusals) })
}

// acceptFailed posts AcceptFailed, of each Fault at most once a second.
func (s *Server) acceptFailed(err *Error) {
	s.refusals.Trouble(Event{Kind: AcceptFailed, Addr: err.Addr}, err, time.Now())
}

// sayRefusals says what was only counted of those who were turned away.
func (s *Server) sayRefusals() {
	s.loop.Do(func() {
		if !s.closed {
			s.refusals.Flush(time.Now())
		}
	})
}
