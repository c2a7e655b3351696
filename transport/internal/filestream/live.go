package filestream

import (
	"context"
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

// liveConn gives up a connection on which nothing moves for Stall. Reading and writing may
// be done by two goroutines.
type liveConn struct {
	net.Conn
	patience      time.Duration // of reads
	read, written time.Time     // when the deadlines were set last
}

// lively returns conn with deadlines that move with it, and is closed when ctx ends. The
// caller calls stop when it is done with it.
func lively(ctx context.Context, conn net.Conn) (c *liveConn, stop func() bool) {
	return &liveConn{Conn: conn, patience: Stall}, context.AfterFunc(ctx, func() { _ = conn.Close() })
}

// The deadlines are moved once a second at most: that is a call of the runtime each time.
const moved = time.Second

func (c *liveConn) Read(p []byte) (int, error) {
	if now := time.Now(); now.Sub(c.read) > moved {
		c.read = now
		_ = c.SetReadDeadline(now.Add(c.patience))
	}
	return c.Conn.Read(p)
}

// settle has the next read wait for as long as a disk may take.
func (c *liveConn) settle() {
	c.read = time.Time{}
	c.patience = Settle
}

func (c *liveConn) Write(p []byte) (int, error) {
	// A long write moves only if its parts do.
	for n := 0; ; {
		if now := time.Now(); now.Sub(c.written) > moved {
			c.written = now
			_ = c.SetWriteDeadline(now.Add(Stall))
		}
		wrote, err := c.Conn.Write(p[n:min(len(p), n+writtenAtOnce)])
		if n += wrote; err != nil || n == len(p) {
			return n, err
		}
	}
}

// writtenAtOnce is what a slow network still takes within Stall.
const writtenAtOnce = 256<<10 + frame
