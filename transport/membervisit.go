package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/secure"
)

// serveMember is the life of a visitor that opened with TLS.
func (v *visitor) serveMember(opening []byte) {
	s := v.server
	s.mu.Lock()
	h := s.hosting
	var engine *hub.Hub
	var config *tls.Config
	if h != nil && s.members {
		engine, config = h.hub, h.tls
	}
	s.mu.Unlock()
	switch {
	case h == nil:
		v.refuseTLS()
		return
	case engine == nil:
		v.conn.cut(MembersRefused, nil)
		return
	}
	if !v.withdraw() {
		v.conn.cut(TLSRefused, nil)
		return
	}
	_ = v.conn.nc.SetDeadline(time.Time{})
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTime)
	nc, err := secure.Server(ctx, &replayed{Conn: v.conn.nc, bytes: opening}, config)
	cancel()
	if err != nil {
		v.lingerAfterAlert()
		v.conn.cut(handshakeFault(err), err)
		return
	}
	s.mu.Lock()
	v.member, v.decided = true, true
	fault := s.admission.decided(v.ip)
	s.mu.Unlock()
	if fault != NoFault {
		v.conn.cut(fault, nil)
		return
	}
	err = engine.Serve(nc)
	v.conn.cut(memberFault(err), err)
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

// withdraw takes back that the visitor was announced, or counted, as a guest:
// from now on what is written to its conn is TLS. It reports false if a message
// is written already.
func (v *visitor) withdraw() bool {
	s := v.server
	s.mu.Lock()
	p := v.peer
	if p == nil {
		s.mu.Unlock()
		return true
	}
	left, ok := v.conn.withhold()
	if !ok {
		s.mu.Unlock()
		return false
	}
	v.peer, p.conn, p.Here = nil, nil, false
	if v.decided {
		v.decided = false
		s.admission.undecide(v.ip)
	}
	if p.InRoom {
		s.letIn(p, false)
	}
	s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: PeerClosed, Addr: p.Addr}})
	s.forget(p)
	s.mu.Unlock()
	for _, it := range left {
		s.settled(it.record, PeerGone)
	}
	return true
}

// handshakeTime bounds a TLS handshake.
const handshakeTime = 5 * time.Second

// lingerAfterAlert lets the alert that says why a handshake failed reach the
// visitor: a close with bytes unread would take it back.
func (v *visitor) lingerAfterAlert() {
	if half, ok := v.conn.nc.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	_ = v.conn.nc.SetReadDeadline(time.Now().Add(500 * time.Millisecond))
	_, _ = io.CopyN(io.Discard, v.conn.nc, secure.HandshakeBytes)
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
