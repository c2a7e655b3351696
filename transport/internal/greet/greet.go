package greet

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"confab/transport/internal/fault"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

const (
	// saidMost is how much is kept of what a program says that is no Confab.
	saidMost = 48
	// framesMost is how many frames may come before the answer.
	framesMost = 16
)

// Kind says what listens at an address.
type Kind uint8

// The kinds.
const (
	Confab    Kind = iota
	Plain          // it speaks, and no TLS
	Silent         // it does not answer to TLS
	Closed         // it closed the connection before it said what it is
	OtherTLS       // it speaks TLS and is no Confab
	TLSFailed      // TLS failed for the reason Answer.Why
)

// Answer is what came of Ask.
type Answer struct {
	Kind Kind
	Said []byte // its first bytes, of Plain
	Why  error
	// Key is that of a Confab, which it has proved to have.
	Key secure.ID
	// Versions are those of the protocol that it speaks; none: it does not say.
	Versions []uint16
	// Hidden says that the host does not want to be found by those who do not know it.
	Hidden bool
}

// Ask shakes hands as a stranger, with an identity that it makes for this, and asks for the
// versions that are spoken. It blocks until there is an answer or ctx ends, and does not
// close the connection.
func Ask(ctx context.Context, raw net.Conn) (a Answer) {
	self, err := secure.NewIdentity()
	if err != nil {
		return Answer{Kind: TLSFailed, Why: err}
	}
	listening := &overheard{Conn: raw}
	conn, err := secure.Client(ctx, listening, secure.ClientConfig(self, secure.FirstContact(), secure.Talk))
	if err != nil {
		a.Kind, a.Why = classify(err, listening.said)
		if a.Kind == Plain {
			a.Said = listening.said
		}
		return a
	}
	a.Key = conn.Peer()
	deadline, _ := ctx.Deadline()
	_ = conn.SetDeadline(deadline) // an error comes again below
	out := wire.NewWriter(conn)
	if err = out.Append(wire.VersionQuestion()); err == nil {
		err = out.Flush()
	}
	in := wire.NewReader(conn)
	for range framesMost {
		var f wire.Frame
		if err != nil {
			break
		}
		if f, err = in.Next(); err != nil {
			break
		}
		if bye, ok := f.(*wire.Bye); ok {
			if a.Versions, a.Hidden = wire.SpokenIn(bye), bye.Hidden; bye.Reason == wire.ByeFull {
				a.Kind, a.Why = Closed, fmt.Errorf("BYE: %v", fault.OfBye(*bye))
			}
			return a
		}
	}
	a.Why = err
	return a
}

// classify says what somebody is who did not shake hands.
func classify(err error, said []byte) (Kind, error) {
	var record tls.RecordHeaderError
	var remote *net.OpError
	waited := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)
	cut := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	isTLS := len(said) > 0 && (said[0] == 0x15 || said[0] == 0x16)
	switch f := fault.Of(err); {
	case len(said) == 0 && waited:
		return Silent, nil
	case len(said) == 0 && (cut || f == fault.PeerReset):
		return Closed, err
	case len(said) > 0 && !isTLS, errors.As(err, &record):
		return Plain, nil
	case errors.As(err, &remote) && remote.Op == "remote error" && noConfab(remote.Err), errors.Is(err, secure.ErrProtocol):
		return OtherTLS, err
	}
	return TLSFailed, err
}

// noConfab reports whether an alert of TLS means that the other end has none of what
// Confab asks for: handshake_failure, protocol_version, no_application_protocol (RFC 8446,
// section 6.2).
func noConfab(alert error) bool {
	for _, code := range []tls.AlertError{40, 70, 120} {
		if alert.Error() == code.Error() {
			return true
		}
	}
	return false
}

// overheard is a connection that keeps the first bytes that are read.
type overheard struct {
	net.Conn
	said []byte
}

func (c *overheard) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.said = append(c.said, p[:min(n, saidMost-len(c.said))]...)
	return n, err
}
