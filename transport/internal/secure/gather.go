package secure

import (
	"bufio"
	"net"
	"sync"
)

// gatheredBytes is how much of several records leaves in one write.
const gatheredBytes = 20 << 10

var gatheredBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, gatheredBytes)
	return &b
}}

// WriteRecords writes p in TLS records of up to recordBytes of it each, which leave
// together: a write of a record is a call of the system, and that is the dearest
// part of it. It returns when all is written. One goroutine writes to a Conn.
func (c *Conn) WriteRecords(p []byte, recordBytes int) (n int, err error) {
	if len(p) <= recordBytes {
		return c.Write(p)
	}
	c.gathered.gather()
	for len(p) > 0 && err == nil {
		var wrote int
		wrote, err = c.Write(p[:min(len(p), recordBytes)])
		n, p = n+wrote, p[wrote:]
	}
	if rest := c.gathered.release(); err == nil {
		err = rest
	}
	return n, err
}

// What a connection that carries files reads and writes at once.
const bulkRead, bulkWrite = 256 << 10, 128 << 10

// Bulk has the connection read and WriteRecords write much at once, which takes some
// memory: it is for files. It is called before anybody reads or writes.
func (c *Conn) Bulk() {
	g := c.gathered
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.in == nil {
		g.in = bufio.NewReaderSize(g.Conn, bulkRead)
	}
}

// Buffered is how many bytes of records were read already; the reading goroutine asks.
func (c *Conn) Buffered() int {
	if c.gathered.in == nil {
		return 0
	}
	return c.gathered.in.Buffered()
}

// gatheredConn is the socket beneath a tls.Conn. The reading side of that may write
// too, in answer to what it has read.
type gatheredConn struct {
	net.Conn
	mu     sync.Mutex
	buffer *[]byte       // what was gathered; nil while all is written at once; guarded by mu
	in     *bufio.Reader // of Bulk; nil without
	bulk   *[]byte       // the buffer of Bulk; nil before it is needed; guarded by mu
}

func (c *gatheredConn) Read(p []byte) (int, error) {
	if c.in == nil {
		return c.Conn.Read(p)
	}
	return c.in.Read(p)
}

// gather keeps what is written from now on until release.
func (c *gatheredConn) gather() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.in == nil:
		c.buffer = gatheredBuffers.Get().(*[]byte)
	case c.bulk == nil:
		b := make([]byte, 0, bulkWrite)
		c.bulk = &b
		fallthrough
	default:
		c.buffer = c.bulk
	}
}

// release writes what was gathered.
func (c *gatheredConn) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	buffer := c.buffer
	c.buffer = nil
	_, err := c.Conn.Write(*buffer)
	*buffer = (*buffer)[:0]
	if buffer != c.bulk {
		gatheredBuffers.Put(buffer)
	}
	return err
}

func (c *gatheredConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.buffer == nil {
		return c.Conn.Write(p)
	}
	if len(*c.buffer)+len(p) > cap(*c.buffer) {
		if _, err := c.Conn.Write(*c.buffer); err != nil {
			return 0, err
		}
		*c.buffer = (*c.buffer)[:0]
	}
	if len(p) > cap(*c.buffer) {
		return c.Conn.Write(p)
	}
	*c.buffer = append(*c.buffer, p...)
	return len(p), nil
}
