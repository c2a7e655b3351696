package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

const (
	// dialWithin is longer than Linux looks for a neighbour, three seconds.
	dialWithin = 4 * time.Second
	// greetWithin is how long whoever listens may take for TLS and its version.
	greetWithin = 3 * time.Second
	// saidMost is how much is kept of what it says instead.
	saidMost = 48
	// framesMost is how many frames may come before the answer.
	framesMost = 16
)

// attempt is what came of connecting to one address.
type attempt struct {
	at    netip.AddrPort
	took  time.Duration
	fault fault.Fault // of connecting by TCP
	err   error
	greeting
}

// greeting is what whoever listens turned out to be.
type greeting struct {
	kind     Kind   // NoTrouble: a Confab
	said     []byte // its first bytes, where they are no TLS
	why      error
	key      secure.ID
	versions []uint16 // none: it does not say
}

// answered reports whether a machine is there: it let us connect, or said no.
func (a attempt) answered() bool { return a.fault == fault.NoFault || a.fault == fault.Refused }

// reach connects, and asks who is there.
func reach(ctx context.Context, sys system, at netip.AddrPort) attempt {
	a := attempt{at: at}
	dialing, cancel := context.WithTimeout(ctx, share(ctx, dialWithin))
	defer cancel()
	began := time.Now()
	conn, err := sys.dial(dialing, at)
	a.took = time.Since(began)
	if a.err = err; err != nil {
		a.fault = fault.Of(err)
		if a.fault == fault.Canceled || errors.Is(err, context.DeadlineExceeded) {
			a.fault = fault.TimedOut
		}
		return a
	}
	defer func() { _ = conn.Close() }()
	a.greeting = greet(ctx, conn)
	return a
}

// greet shakes hands as a stranger and asks for the versions that are spoken.
func greet(ctx context.Context, raw net.Conn) (g greeting) {
	ctx, cancel := context.WithTimeout(ctx, share(ctx, greetWithin))
	defer cancel()
	self, err := secure.NewIdentity()
	if err != nil {
		return greeting{kind: TLSFailed, why: err}
	}
	listening := &overheard{Conn: raw}
	conn, err := secure.Client(ctx, listening, secure.ClientConfig(self, secure.FirstContact(), secure.Talk))
	if err != nil {
		g.kind, g.why = classify(err, listening.said)
		if g.kind == PlainProgram {
			g.said = listening.said
		}
		return g
	}
	g.key = conn.Peer()
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
			if g.versions = wire.SpokenIn(bye); bye.Reason == wire.ByeFull {
				g.kind, g.why = ClosedAtOnce, fmt.Errorf("BYE: %v", fault.OfBye(*bye))
			}
			return g
		}
	}
	g.why = err
	return g
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
		return SilentProgram, nil
	case len(said) == 0 && (cut || f == fault.PeerReset):
		return ClosedAtOnce, err
	case len(said) > 0 && !isTLS, errors.As(err, &record):
		return PlainProgram, nil
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
