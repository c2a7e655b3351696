package filestream

import (
	"context"
	"errors"
	"net"
	"time"
)

// Stall is how long a connection may stand still, and Settle how long one end may be busy
// with its disk when all is sent: a large file that is synced takes minutes. That a machine
// is gone the system finds out sooner (package socket).
const (
	Stall  = 2 * time.Minute
	Settle = 15 * time.Minute
)

// Trickle is the least that has to come within Stall once there is a HEAD: who sends a byte
// a minute keeps no place for ever.
const Trickle = 32 << 10

// ErrTrickle is wrapped where less comes.
var ErrTrickle = errors.New("hardly anything comes")

// liveConn gives up a connection on which nothing moves for Stall. Reading and writing may
// be done by two goroutines.
type liveConn struct {
	net.Conn
	bulk          bulky
	read, written time.Time     // when the deadlines were set last
	fixed         bool          // whether that of reads stays
	watched       bool          // whether Trickle counts
	few           int           // bytes that were read
	spent         time.Duration // waiting for them
}

// lively returns conn with deadlines that move with it, and is closed when ctx ends. The
// caller calls stop when it is done with it.
func lively(ctx context.Context, conn net.Conn) (c *liveConn, stop func() bool) {
	return newLive(conn), context.AfterFunc(ctx, func() { _ = conn.Close() })
}

// bulky is a connection that moves much at once (secure.Conn).
type bulky interface {
	Bulk()
	Buffered() int
	WriteRecords(p []byte, recordBytes int) (int, error)
}

// recordBytes is the most that a record of TLS has.
const recordBytes = 16 << 10

func newLive(conn net.Conn) *liveConn {
	c := &liveConn{Conn: conn}
	if outer, ok := conn.(interface{ Unwrap() net.Conn }); ok {
		conn = outer.Unwrap()
	}
	if c.bulk, _ = conn.(bulky); c.bulk != nil {
		c.bulk.Bulk()
	}
	return c
}

// waits reports whether a Read would wait for the network.
func (c *liveConn) waits() bool { return c.bulk == nil || c.bulk.Buffered() < recordBytes+512 }

// The deadlines are moved once a second at most: that is a call of the runtime each time.
const moved = time.Second

func (c *liveConn) Read(p []byte) (int, error) {
	now := time.Now()
	if !c.fixed && now.Sub(c.read) > moved {
		c.read = now
		_ = c.SetReadDeadline(now.Add(Stall))
	}
	n, err := c.Conn.Read(p)
	if c.few += n; c.watched && err == nil {
		// now is before the wait: what this end does meanwhile counts for nobody.
		c.spent += time.Since(now)
		switch {
		case c.few >= Trickle:
			c.few, c.spent = 0, 0
		case c.spent > Stall:
			return n, ErrTrickle
		}
	}
	return n, err
}

// watch has Trickle count from now on, or no more.
func (c *liveConn) watch(on bool) { c.watched, c.few, c.spent = on, 0, 0 }

// within bounds how long all reads together may wait, until it is called with 0: else
// frames to be skipped could come for ever.
func (c *liveConn) within(d time.Duration) {
	if c.fixed, c.read = d > 0, (time.Time{}); c.fixed {
		_ = c.SetReadDeadline(time.Now().Add(d))
	}
}

func (c *liveConn) Write(p []byte) (int, error) {
	// A long write moves only if its parts do.
	for n := 0; ; {
		if now := time.Now(); now.Sub(c.written) > moved {
			c.written = now
			_ = c.SetWriteDeadline(now.Add(Stall))
		}
		wrote, err := c.write(p[n:min(len(p), n+writtenAtOnce)])
		if n += wrote; err != nil || n == len(p) {
			return n, err
		}
	}
}

func (c *liveConn) write(p []byte) (int, error) {
	if c.bulk != nil {
		return c.bulk.WriteRecords(p, recordBytes)
	}
	return c.Conn.Write(p)
}

// writtenAtOnce is what a slow network still takes within Stall.
const writtenAtOnce = 256<<10 + frame
