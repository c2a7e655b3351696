package core

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/loop"
	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
	"confab/transport/internal/socket"
)

// door is the accept loop of one Start. Nothing in it waits for a visitor:
// what a connection turns out to be is found in that connection's goroutine.
type door struct {
	server   *Server
	listener net.Listener
	// reserve is a descriptor kept so that, when none is left, one can be freed
	// to accept and close a connection: left in the backlog it would make the
	// next accept fail at once, for ever.
	reserve *os.File
	// closed ends a pause: the listener is closed or about to be.
	closed     <-chan struct{}
	pause      time.Duration
	neighbours origin.Neighbours
	// turning counts the connections that turnAway has not reset yet.
	turning atomic.Int32
}

// acceptLoop accepts until the listener is closed.
func (d *door) acceptLoop() {
	d.refill()
	defer d.release()
	for {
		nc, err := d.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			d.failed(err)
		default:
			d.pause = 0
			d.refill()
			d.admit(nc)
		}
	}
}

func (d *door) refill() {
	if d.reserve == nil {
		d.reserve, _ = os.Open(os.DevNull) // without one, accepting only backs off
	}
}

func (d *door) release() {
	if d.reserve != nil {
		_ = d.reserve.Close()
		d.reserve = nil
	}
}

// failed answers an accept error: tell, shed one waiting connection if
// descriptors ran out, and wait a little longer each time.
func (d *door) failed(err error) {
	f := fault.Of(err)
	d.tell(&Error{Fault: f, Err: err})
	if f == TooManyOpen && d.reserve != nil {
		d.release()
		if tcp, ok := d.listener.(*net.TCPListener); ok {
			_ = tcp.SetDeadline(time.Now().Add(10 * time.Millisecond))
			if nc, err := tcp.Accept(); err == nil {
				_ = nc.Close()
			}
			_ = tcp.SetDeadline(time.Time{})
		}
		d.refill()
	}
	d.pause = min(max(2*d.pause, 5*time.Millisecond), time.Second)
	timer := time.NewTimer(d.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.closed:
	}
}

// tell posts AcceptFailed.
func (d *door) tell(err *Error) {
	d.server.loop.Do(func() {
		d.server.acceptFailed(err)
	})
}

// acceptFailed posts AcceptFailed, of each Fault at most once a second.
func (s *Server) acceptFailed(err *Error) { s.refusals.trouble(err, time.Now()) }

// sayRefusals says what was only counted of those who were turned away.
func (s *Server) sayRefusals() {
	s.loop.Do(func() {
		if !s.closed {
			s.refusals.flush(time.Now())
		}
	})
}

// admit starts the goroutine of a connection that the limits allow.
func (d *door) admit(nc net.Conn) {
	s := d.server
	remote := tcpAddr(nc.RemoteAddr())
	from := d.neighbours.Of(remote.Addr(), tcpAddr(nc.LocalAddr()).Addr())
	v := &visitor{server: s, addr: remote.String()}
	var why Fault
	stopped := loop.Ask(s.loop, func() bool {
		if s.state != listening {
			return true
		}
		v.seat, why = s.admission.enter(from, time.Now(), s.hosting != nil && s.allowed.Members, func(f Fault) { v.conn.Refuse(f) })
		switch {
		case v.seat != nil:
			v.conn = plain.New(s.plain, nc)
			s.visitors[v] = struct{}{}
		case why == LimitReached:
			s.acceptFailed(&Error{Fault: why, Addr: from.Addr.String()})
		}
		return false
	})
	switch {
	case stopped:
		socket.Reset(nc)
	case v.seat == nil:
		s.logTurnedAway(v.addr, why)
		d.turnAway(nc)
	default:
		socket.Tune(nc)
		s.running.Go(v.run)
	}
}

const (
	// turnAwayAfter is when a connection that is turned away is reset: by then the other
	// end has learnt that it was connected, so that it is always told the same.
	turnAwayAfter = 500 * time.Millisecond
	// turnAwayMost is how many wait for that; any more are closed at once.
	turnAwayMost = 32
)

// turnAway resets a connection that the limits do not allow. Closed in order it would
// look like one of a host that says nothing and reads.
func (d *door) turnAway(nc net.Conn) {
	if d.turning.Add(1) > turnAwayMost {
		d.turning.Add(-1)
		_ = nc.Close()
		return
	}
	d.server.running.Add(1)
	time.AfterFunc(turnAwayAfter, func() {
		defer d.server.running.Done()
		defer d.turning.Add(-1)
		socket.Reset(nc)
	})
}

// tcpAddr is an address of a TCP conn, with the zone of link-local ones; zero for
// what is none.
func tcpAddr(a net.Addr) netip.AddrPort {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	at := tcp.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}
