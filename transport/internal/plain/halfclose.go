package plain

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
	"confab/transport/internal/socket"
)

// A FIN ends one direction. Who sends it either has closed the connection, as a
// program does whose window is closed, or has said all it had to say and goes on
// reading, as a command does whose input was a pipe or nothing. On the wire the two are
// alike until something is written: the system of the first answers with a reset. Left
// alone it answers keepalive too, for a minute on Linux, and then with a reset.
//
// So who ends its direction at once after its last words is kept: no person closes a
// window so fast, and a pipe does. Who ends it later is taken for gone after a moment,
// unless it takes meanwhile what is written to it and sends no reset.

// Ending is how the reading of a conn ended.
type Ending struct {
	err error
	// quiet is how long the peer, of which all was read, had said nothing.
	quiet time.Duration
}

// Outlast keeps a conn from which nothing more is read while its peer takes what is
// written. It calls halfClosed once it is sure to do so, and returns when the conn is cut
// and its closing reason known. The goroutine that read calls it, and holds no buffer.
func (k *Conn) Outlast(e Ending, halfClosed func()) {
	defer func() { <-k.done }()
	if !errors.Is(e.err, io.EOF) {
		k.Cut(endFault(e.err), e.err)
		return
	}
	tcp, ok := k.nc.(*net.TCPConn)
	if !k.notePeerEnd() || !ok {
		k.finish(fault.PeerClosed, true)
		return
	}
	if socket.Broken(tcp) { // the news of it went to whoever writes
		k.gone(nil)
		return
	}
	limits := &k.config.Limits
	var judged time.Time
	if e.quiet <= limits.HalfCloseWithin {
		halfClosed()
	} else {
		judged = time.Now().Add(max(limits.LeftAfter, 0))
	}
	for {
		if err := socket.AwaitReset(tcp, judged, k.done); !isTimeout(err) {
			k.gone(err)
			return
		}
		now := time.Now()
		switch took, writing := k.tookLast(); {
		case writing:
			judged = now.Add(max(limits.LeftAfter, time.Millisecond))
		case took.IsZero():
			k.finish(fault.PeerClosed, true)
			return
		case now.Sub(took) < limits.LeftAfter:
			judged = took.Add(limits.LeftAfter)
		default:
			halfClosed()
			judged = time.Time{}
		}
	}
}

// notePeerEnd notes that the peer has ended its direction, and reports whether we have
// not ended ours. One that never ended a line shows no more how it does, and what takes
// our words from now on is a log or a pipe: they are lines. The goroutine that read
// calls it.
func (k *Conn) notePeerEnd() bool {
	k.ending.CompareAndSwap(int32(detect.None), int32(detect.LF))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.peerEnded = true
	if k.ended != nil {
		close(k.ended)
		k.ended = nil
	}
	return !k.closing
}

// tookLast is when the peer, after its end, was last written to, and whether it is
// being written to.
func (k *Conn) tookLast() (at time.Time, writing bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.took, k.writing
}

// gone ends a conn that broke after the peer's end. What the system said of it may have
// gone to the writeLoop, which then says why.
func (k *Conn) gone(err error) {
	k.awaitWriter()
	if f := fault.OfConn(err); f == fault.PeerVanished {
		k.Cut(f, err)
		return
	}
	k.Cut(fault.PeerClosed, nil)
}

// writeFault is why a write failed, with what the system said. Whether the peer had
// closed the connection or it broke is for the reader to say where the system tells it
// to only one of them: EPIPE is all that it says to the other.
func (k *Conn) writeFault(err error) (fault.Fault, error) {
	f := fault.OfConn(err)
	switch f {
	case fault.TimedOut:
		return fault.PeerTooSlow, err
	case fault.PeerReset:
	default:
		return f, err
	}
	if socket.ResetIsFirst && errors.Is(err, syscall.ECONNRESET) {
		return f, err
	}
	k.mu.Lock()
	peerEnded, ended := k.peerEnded, (chan struct{})(nil)
	if !peerEnded && errors.Is(err, syscall.EPIPE) {
		ended = make(chan struct{})
		k.ended = ended
	}
	k.mu.Unlock()
	switch {
	case peerEnded:
		return fault.PeerClosed, nil
	case ended == nil:
		return f, err
	}
	// A reader that rests, as much came, learns of it late.
	late := time.NewTimer(time.Second)
	defer late.Stop()
	select {
	case <-k.done: // its reason stands
	case <-ended:
	case <-late.C:
	}
	return fault.PeerClosed, nil
}
