package chaos

import (
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// direction is which way bytes go through a proxy.
type direction int

const (
	up   direction = iota // from the client to the host
	down                  // from the host to the client
)

func (d direction) String() string { return [...]string{"up", "down"}[d] }

// cut is how a proxy ends a connection.
type cut int

const (
	fin  cut = iota // in order: each side reads what was let through, then the end
	rst             // a reset, as from a machine that has forgotten the connection
	flip            // none: a bit is changed, and the connection goes on
)

func (c cut) String() string { return [...]string{"FIN", "RST", "flip"}[c] }

// fate is what becomes of one connection through a proxy. The zero value lets it
// live.
type fate struct {
	doomed bool
	after  int64     // cut when so many bytes went
	way    direction // in this direction
	how    cut
	delay  time.Duration // before each piece is passed on
}

// proxy is a TCP proxy that does what a network does on a bad day. All methods
// may be called from any goroutine.
type proxy struct {
	listener net.Listener
	// decide is asked for the fate of the n-th connection, from 1; nil spares all.
	decide func(n int) fate

	conns, cuts, flips atomic.Int64
	carried            [2]atomic.Int64 // bytes that went through, by direction
	swallows           [2]atomic.Bool  // whether a direction is a black hole

	mu     sync.Mutex
	target string             // guarded by mu
	links  map[*link]struct{} // guarded by mu; those that stand
	closed bool               // guarded by mu
	wait   sync.WaitGroup
}

// link is one connection through a proxy.
type link struct {
	ends    [2]*net.TCPConn // by the direction that reads it: up reads the client's
	fate    fate
	over    chan struct{} // closed when the link was cut
	overOne sync.Once
	drains  sync.WaitGroup // added to before over is closed
}

// newProxy listens on a free port of loopback and ends with the test.
func newProxy(t testing.TB, target string, decide func(n int) fate) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, decide: decide, target: target, links: map[*link]struct{}{}}
	p.wait.Go(p.acceptLoop)
	t.Cleanup(p.close)
	return p
}

// addr is where the proxy listens.
func (p *proxy) addr() string { return p.listener.Addr().String() }

// retarget sends connections from now on to another address; an empty one lets
// nobody through.
func (p *proxy) retarget(addr string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = addr
}

// swallow makes a direction a black hole, for every connection: bytes are taken
// and go nowhere, and an end is not told.
func (p *proxy) swallow(d direction, on bool) { p.swallows[d].Store(on) }

// cutAll ends every connection that stands now, and returns how many.
func (p *proxy) cutAll(how cut) int {
	p.mu.Lock()
	links := make([]*link, 0, len(p.links))
	for l := range p.links {
		links = append(links, l)
	}
	p.mu.Unlock()
	for _, l := range links {
		p.cut(l, how)
	}
	return len(links)
}

func (p *proxy) close() {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	_ = p.listener.Close()
	p.cutAll(rst)
	p.wait.Wait()
}

func (p *proxy) acceptLoop() {
	for n := 1; ; n++ {
		c, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		p.conns.Add(1)
		f := fate{}
		if p.decide != nil {
			f = p.decide(n)
		}
		p.wait.Go(func() { p.carry(c.(*net.TCPConn), f) })
	}
}

// carry is the life of one link.
func (p *proxy) carry(client *net.TCPConn, f fate) {
	p.mu.Lock()
	target := p.target
	p.mu.Unlock()
	host, err := net.DialTimeout("tcp", target, patience)
	if target == "" || err != nil {
		if err == nil {
			_ = host.Close()
		}
		_ = client.SetLinger(0)
		_ = client.Close()
		return
	}
	l := &link{ends: [2]*net.TCPConn{client, host.(*net.TCPConn)}, fate: f, over: make(chan struct{})}
	p.mu.Lock()
	closed := p.closed
	p.links[l] = struct{}{}
	p.mu.Unlock()
	if closed {
		p.cut(l, rst)
	}
	if f.doomed && f.after == 0 {
		p.cut(l, f.how)
	}
	var both sync.WaitGroup
	both.Go(func() { p.pass(l, up) })
	both.Go(func() { p.pass(l, down) })
	both.Wait()
	l.overOne.Do(func() { close(l.over) })
	l.drains.Wait()
	_ = l.ends[up].Close()
	_ = l.ends[down].Close()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

// pass carries one direction of a link until its end.
func (p *proxy) pass(l *link, d direction) {
	from, to := l.ends[d], l.ends[1-d]
	buffer := make([]byte, 32<<10)
	var carried int64
	for {
		n, err := from.Read(buffer)
		select {
		case <-l.over:
			return
		default:
		}
		if l.fate.delay > 0 && n > 0 {
			select {
			case <-time.After(l.fate.delay):
			case <-l.over:
				return
			}
		}
		if p.swallows[d].Load() {
			if err != nil {
				// Whoever is behind the hole does not learn of the end; the other way is left
				// as it is.
				<-l.over
				return
			}
			continue
		}
		last := false
		if l.fate.doomed && l.fate.way == d && carried < l.fate.after && carried+int64(n) >= l.fate.after {
			if at := int(l.fate.after - carried); l.fate.how == flip {
				buffer[at-1] ^= 1
				p.flips.Add(1)
			} else {
				n, last = at, true
			}
		}
		if n > 0 {
			written, failed := to.Write(buffer[:n])
			carried += int64(written)
			p.carried[d].Add(int64(written))
			if failed != nil && err == nil {
				err = failed
			}
		}
		switch {
		case last:
			p.cut(l, l.fate.how)
			return
		case errors.Is(err, io.EOF):
			if to.CloseWrite() != nil || p.swallows[1-d].Load() {
				// The other way is a hole and will never end by itself.
				p.end(l, fin)
			}
			return
		case err != nil:
			p.end(l, rst)
			return
		}
	}
}

// cut ends a link on purpose, once.
func (p *proxy) cut(l *link, how cut) {
	p.endBy(l, how, func() { p.cuts.Add(1) })
}

// end ends both sides of a link.
func (p *proxy) end(l *link, how cut) { p.endBy(l, how, func() {}) }

// endBy is end, and calls stood first if there was anything to end.
func (p *proxy) endBy(l *link, how cut, stood func()) {
	l.overOne.Do(func() {
		stood()
		for _, c := range l.ends {
			if how == rst {
				_ = c.SetLinger(0)
				_ = c.Close()
				continue
			}
			_ = c.CloseWrite()
			// A socket that is closed with bytes unread answers with a reset, so what
			// still comes is taken first.
			l.drains.Go(func() {
				_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
				_, _ = io.Copy(io.Discard, c)
			})
		}
		close(l.over)
	})
}
