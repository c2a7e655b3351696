package secure

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
)

// HandshakeBytes is how much a peer may send before it is authenticated; a
// handshake between two Confabs takes about 2 500 bytes at most. crypto/tls
// alone would hold and parse 64 KiB of hello and 256 KiB of certificates.
const HandshakeBytes = 16 << 10

// ErrHandshakeTooLong is wrapped when the peer went over HandshakeBytes.
var ErrHandshakeTooLong = errors.New("TLS handshake too long")

// Conn is a TLS connection whose handshake is done and whose peer has proved
// its identity. All methods of tls.Conn are there.
type Conn struct {
	*tls.Conn
	gathered *gatheredConn
	peer     ID
	protocol Protocol
}

// Peer returns who is at the other end.
func (c *Conn) Peer() ID { return c.peer }

// Protocol returns what was agreed to speak.
func (c *Conn) Protocol() Protocol { return c.protocol }

// Export returns 32 bytes that both ends of this connection get for the same label and
// context, and no other connection has (RFC 8446, 7.5).
func (c *Conn) Export(label string, context []byte) ([]byte, error) {
	state := c.ConnectionState()
	return state.ExportKeyingMaterial(label, context, 32)
}

// Server shakes hands with the client at the other end of conn, with what
// ServerConfig returned. When ctx ends first, conn is closed; a context without
// a deadline leaves the time to the peer. On any other error conn is still open
// and the caller closes it; as TCP drops what is under way when bytes are left
// unread, a peer that is to see the alert needs CloseWrite and a moment first.
// Bytes of the hello that were read already are to be replayed by conn.
func Server(ctx context.Context, conn net.Conn, config *tls.Config) (*Conn, error) {
	return shake(ctx, conn, config, tls.Server)
}

// Client shakes hands with the server at the other end of conn, with what
// ClientConfig returned, and otherwise is like Server. A *ChangedKeyError is
// the pin's. When it returns, the server has proved itself but may still refuse
// us: see RefusedByPeer.
func Client(ctx context.Context, conn net.Conn, config *tls.Config) (*Conn, error) {
	return shake(ctx, conn, config, tls.Client)
}

func shake(ctx context.Context, conn net.Conn, config *tls.Config, side func(net.Conn, *tls.Config) *tls.Conn) (*Conn, error) {
	gathered := &gatheredConn{Conn: conn}
	bounded := &boundedConn{Conn: gathered, left: HandshakeBytes}
	secured := side(bounded, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("shaking hands: %w", err)
	}
	bounded.done = true
	state := secured.ConnectionState()
	peer, err := identify(state.PeerCertificates)
	if err != nil {
		return nil, fmt.Errorf("shaking hands: %w", err)
	}
	return &Conn{Conn: secured, gathered: gathered, peer: peer, protocol: Protocol(state.NegotiatedProtocol)}, nil
}

// boundedConn reads a bounded number of bytes until the handshake is done. Its
// fields belong to the goroutine in shake, and later to the one that reads.
type boundedConn struct {
	net.Conn
	left int
	done bool
}

func (c *boundedConn) Read(p []byte) (int, error) {
	if c.done {
		return c.Conn.Read(p)
	}
	if c.left <= 0 {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrHandshakeTooLong, HandshakeBytes)
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
