package listen

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
	"confab/transport/internal/socket"
)

// Acceptor takes the connections of one listener. Nothing in it waits for a visitor:
// what a connection turns out to be is found in that connection's goroutine. Fill in the
// exported fields and call Run, once.
type Acceptor struct {
	Listener net.Listener
	// Closed ends a pause: the listener is closed or about to be.
	Closed <-chan struct{}
	// Admit decides about a connection of remote, from there. run is the goroutine of one
	// that may stay; nil turns it away. stopped says that no more are taken.
	Admit func(nc net.Conn, remote netip.AddrPort, from origin.Origin) (run func(), stopped bool)
	// Failed is told of each accept that failed.
	Failed func(*fault.Error)
	// Running counts the goroutines of connections, and what goes on after Run.
	Running *sync.WaitGroup

	// reserve is a descriptor kept so that, when none is left, one can be freed
	// to accept and close a connection: left in the backlog it would make the
	// next accept fail at once, for ever.
	reserve    *os.File
	pause      time.Duration
	neighbours origin.Neighbours
	// turning counts the connections that turnAway has not reset yet.
	turning atomic.Int32
}

// Run accepts until the listener is closed.
func (a *Acceptor) Run() {
	a.refill()
	defer a.release()
	for {
		nc, err := a.Listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			a.failed(err)
		default:
			a.pause = 0
			a.refill()
			a.admit(nc)
		}
	}
}

func (a *Acceptor) refill() {
	if a.reserve == nil {
		a.reserve, _ = os.Open(os.DevNull) // without one, accepting only backs off
	}
}

func (a *Acceptor) release() {
	if a.reserve != nil {
		_ = a.reserve.Close()
		a.reserve = nil
	}
}

// failed answers an accept error: tell, shed one waiting connection if
// descriptors ran out, and wait a little longer each time.
func (a *Acceptor) failed(err error) {
	f := fault.Of(err)
	a.Failed(&fault.Error{Fault: f, Err: err})
	if f == fault.TooManyOpen && a.reserve != nil {
		a.release()
		if tcp, ok := a.Listener.(*net.TCPListener); ok {
			_ = tcp.SetDeadline(time.Now().Add(10 * time.Millisecond))
			if nc, err := tcp.Accept(); err == nil {
				_ = nc.Close()
			}
			_ = tcp.SetDeadline(time.Time{})
		}
		a.refill()
	}
	a.pause = min(max(2*a.pause, 5*time.Millisecond), time.Second)
	timer := time.NewTimer(a.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-a.Closed:
	}
}

// admit starts the goroutine of a connection that may stay.
func (a *Acceptor) admit(nc net.Conn) {
	remote := tcpAddr(nc.RemoteAddr())
	from := a.neighbours.Of(remote.Addr(), tcpAddr(nc.LocalAddr()).Addr())
	run, stopped := a.Admit(nc, remote, from)
	switch {
	case stopped:
		socket.Reset(nc)
	case run == nil:
		a.turnAway(nc)
	default:
		socket.Tune(nc)
		a.Running.Go(run)
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
func (a *Acceptor) turnAway(nc net.Conn) {
	if a.turning.Add(1) > turnAwayMost {
		a.turning.Add(-1)
		_ = nc.Close()
		return
	}
	a.Running.Add(1)
	time.AfterFunc(turnAwayAfter, func() {
		defer a.Running.Done()
		defer a.turning.Add(-1)
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
