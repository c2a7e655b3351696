package web

import (
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// Visit is one connection of a browser, and what its page is to say of the host.
type Visit struct {
	Conn net.Conn
	// Opening is what was read of it already.
	Opening []byte
	// From is where it comes from.
	From origin.Origin
	// Allowed says that browsers may have the page, and Plain that plain guests may come.
	Allowed, Plain bool
	// Host is what the host calls itself; it may be empty.
	Host string
	// Listening is the name or address that the host was told to listen on; it may be
	// empty.
	Listening string
}

// conn is the connection of a Visit, for net/http.
type conn struct {
	Visit
	net.Conn
	opening []byte
	over    chan struct{} // closed when net/http is done with it
	closed  atomic.Bool

	// Owned by the goroutine of net/http that serves it, until over is closed.
	seen fault.Fault
	err  error // of the first write that failed
}

// pieceTime is how long a browser may take for one piece of an answer, of 32 KiB at most.
const pieceTime = 30 * time.Second

func (c *conn) Read(p []byte) (int, error) {
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	if len(c.opening) > 0 {
		n := copy(p, c.opening)
		c.opening = c.opening[n:]
		return n, nil
	}
	return c.Conn.Read(p)
}

// Write gives each piece of an answer its time. Since there is no ReadFrom, net/http
// writes a file by pieces, too.
func (c *conn) Write(p []byte) (int, error) {
	if c.closed.Load() {
		return 0, net.ErrClosed
	}
	_ = c.Conn.SetWriteDeadline(time.Now().Add(pieceTime))
	n, err := c.Conn.Write(p)
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}

// Close leaves the socket open: the caller of Serve ends it in order, so that the answer
// arrives though a part of the request was not read.
func (c *conn) Close() error {
	c.closed.Store(true)
	return nil
}

// local is the address of ours that the browser connected to.
func (c *conn) local() netip.AddrPort {
	at, _ := netip.ParseAddrPort(c.LocalAddr().String())
	return netip.AddrPortFrom(at.Addr().Unmap().WithZone(""), at.Port())
}

// listener gives net/http one connection, and ends with it.
type listener struct {
	c     *conn
	given bool
}

func (l *listener) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.c, nil
	}
	<-l.c.over
	return nil, net.ErrClosed
}

func (l *listener) Close() error   { return nil }
func (l *listener) Addr() net.Addr { return l.c.LocalAddr() }
