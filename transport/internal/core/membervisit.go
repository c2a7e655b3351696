package core

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"runtime"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/plain"
	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// serveMember is the life of a visitor that opened with TLS.
func (v *visitor) serveMember(opening []byte) {
	s := v.server
	var listens context.Context // until Stop
	engine, config := loop.Ask2(s.loop, func() (*hub.Hub, *tls.Config) {
		if h := s.hosting; h != nil && h.hub != nil && s.allowed.Members {
			listens = s.attempt.ctx
			return h.hub, h.tls
		}
		return nil, nil
	})
	switch {
	case s.hosting == nil:
		v.refuseTLS()
		return
	case engine == nil:
		v.conn.Cut(MembersRefused, nil)
		return
	}
	if !v.withdraw() {
		v.conn.Cut(TLSRefused, nil)
		return
	}
	_ = v.conn.NetConn().SetDeadline(time.Time{})
	nc, err := v.shake(opening, config)
	if err != nil {
		v.lingerAfterAlert()
		v.conn.Cut(handshakeFault(err), err)
		return
	}
	carries := nc.Protocol() == secure.File
	if bye, fault := v.welcome(engine, ID(nc.Peer()), carries); fault != NoFault {
		v.turnAway(nc, bye)
		v.conn.Cut(fault, nil)
		return
	}
	if carries {
		s.hosting.transfers.Serve(listens, nc, wire.Identity(nc.Peer()))
		v.conn.Cut(PeerClosed, nil)
		return
	}
	err = engine.Serve(nc, v.seat.From)
	v.conn.Cut(fault.OfSession(err), err)
}

// shake shakes hands with a visitor of which the opening was read before.
func (v *visitor) shake(opening []byte, config *tls.Config) (*secure.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	defer cancel()
	conn, err := v.server.turns.Begin(ctx, v.conn.NetConn(), v.seat.From.Place())
	if err != nil {
		return nil, err
	}
	defer conn.Finish()
	return secure.Server(ctx, &replayed{Conn: conn, bytes: opening}, config)
}

// handshakeFault is why a handshake failed. TLSRefused, which the host sees, is
// when the visitor speaks TLS and not Confab, as browsers do; a connection that
// broke, or a key that is blocked, is no news.
func handshakeFault(err error) Fault {
	var own *Error
	var broken net.Error
	if errors.As(err, &own) || errors.As(err, &broken) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, context.DeadlineExceeded) {
		return ProtocolBroken
	}
	return TLSRefused
}

// welcome has admission count a visitor that has proved a key, or says why it may
// not stay.
// Strangers carry no files.
func (v *visitor) welcome(engine *hub.Hub, id ID, carries bool) (bye wire.Bye, fault Fault) {
	known := engine.Knows(secure.ID(id))
	s := v.server
	now := time.Now()
	return loop.Ask2(s.loop, func() (bye wire.Bye, fault Fault) {
		v.identity = id
		retry := v.seat.Retry
		bye = wire.Bye{Reason: wire.ByeFull, Limit: wire.LimitOfAddress}
		switch only := v.seat.Only; {
		case known && carries:
			fault, retry = s.admission.Carries(v.seat, id, now)
		case carries:
			fault = Declined
		case known:
			s.turns.Prefer(v.seat.From.Place())
			fault, retry = s.admission.Proved(v.seat, id, now)
			bye.Limit = wire.LimitOfIdentity
		case only == Blocked:
			return wire.Bye{Reason: wire.ByeBlocked}, only
		case only != NoFault:
			fault = only
			s.acceptFailed(&Error{Fault: only, Addr: v.seat.From.Addr.String()})
		default:
			fault = s.admission.Decided(v.seat)
		}
		if v.member = fault == NoFault; !v.member {
			bye.RetryAfter = max(retry.Sub(now).Round(time.Second), time.Second)
		}
		return bye, fault
	})
}

// turnAway says to a visitor over TLS why it may not stay.
func (v *visitor) turnAway(nc *secure.Conn, bye wire.Bye) {
	if nc.Protocol() != secure.Talk {
		return
	}
	last := session.New(session.Config{Conn: nc})
	last.Bye(bye)
	_ = last.Run() // how the other end takes it changes nothing
}

// withdraw takes back that the visitor was announced, or counted, as a guest:
// from now on what is written to its conn is TLS. It reports false if a message
// is written already.
func (v *visitor) withdraw() bool {
	s := v.server
	left, ok := loop.Ask2(s.loop, func() ([]plain.Message, bool) {
		p := v.peer
		if p == nil {
			return nil, true
		}
		left, ok := v.conn.Withhold()
		if !ok {
			return nil, false
		}
		v.peer, p.conn, p.Here = nil, nil, false
		if p.InRoom {
			s.letOut(p, s.hosting.hub)
		}
		s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: PeerClosed, Addr: p.Addr}})
		s.forget(p)
		return left, true
	})
	settleAll(left, PeerGone)
	return ok
}

// handshakeTime bounds a TLS handshake.
const handshakeTime = 5 * time.Second

// shakingAtOnce is how many handshakes are worked on at once: half of the processors are
// left to those who are in.
func shakingAtOnce() int { return max(1, runtime.GOMAXPROCS(0)/2) }

// lingerAfterAlert lets the alert that says why a handshake failed reach the
// visitor: a close with bytes unread would take it back.
func (v *visitor) lingerAfterAlert() {
	if half, ok := v.conn.NetConn().(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = v.conn.NetConn().SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	_, _ = io.CopyN(io.Discard, v.conn.NetConn(), secure.HandshakeBytes)
}

// replayed is a conn of which some bytes were read before.
type replayed struct {
	net.Conn
	bytes []byte
}

func (r *replayed) Read(p []byte) (int, error) {
	if len(r.bytes) == 0 {
		return r.Conn.Read(p)
	}
	n := copy(p, r.bytes)
	r.bytes = r.bytes[n:]
	if len(r.bytes) == 0 {
		r.bytes = nil
	}
	return n, nil
}
