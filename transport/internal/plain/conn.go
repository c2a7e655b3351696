package plain

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
	"confab/transport/internal/socket"
)

// Conn is one plain connection: a queue of messages with its writer, and one closing
// reason. Make one with New. Every method may be called from any goroutine unless it says
// that it is for the goroutine that reads.
//
// What the queue must do:
//  1. Enqueue never blocks, whatever the peer does;
//  2. messages go out in the order they were queued, one write each, with a
//     pause between them, because the reader at the other end has no framing
//     but time (see pauseAfter);
//  3. nothing is written before Open (an undecided visitor gets no byte), yet
//     what is queued until then is kept;
//  4. a writer goroutine lives only while there is something to write, so that
//     ten thousand idle guests cost no stack;
//  5. the queue is bounded in bytes, and a peer that lets it overflow is cut. Pauses
//     of ours let nothing overflow: past Limits.QueueBytes there are none until half
//     of that waits, and a peer is cut there only if it leaves a write untaken; past
//     Limits.BacklogBytes it is cut in any case.
//
// The goroutine that reads is the one that reports the end.
type Conn struct {
	config *Config
	nc     net.Conn
	// done is closed by Cut.
	done chan struct{}
	// wanted is the encoding that a person chose, plus one; 0 is none. The
	// reader takes it up with the next bytes.
	wanted atomic.Int32
	// ending is how lines to the peer end: as its own do, told by the reader.
	ending atomic.Int32
	tap    atomic.Pointer[Tap]

	mu          sync.Mutex
	queue       []Message   // guarded by mu
	queuedBytes int         // guarded by mu
	opened      bool        // guarded by mu
	writing     bool        // a writeLoop lives; guarded by mu
	closing     bool        // takes no more; guarded by mu
	reason      fault.Fault // the closing reason, the first one wins; guarded by mu
	err         error       // what the system said with it; guarded by mu
	wasCut      bool        // guarded by mu
	peerEnded   bool        // the peer's side is closed; guarded by mu
	wrote       bool        // a byte was written; guarded by mu
	hurried     bool        // so much waits that no pause is made; guarded by mu
	streams     int         // files in the queue and the one being written; guarded by mu
	// slow says that a file was written just now, of which the system may have so much
	// that a message behind it takes long; guarded by mu
	slow bool
	// spacing ends the pause before a write; nil: there is none. Guarded by mu.
	spacing *time.Timer
	// offered is since when the system has not taken what is written; zero: nothing
	// is. Guarded by mu.
	offered time.Time
	// took is when the peer last took what was written after its end; zero: never.
	// Guarded by mu.
	took time.Time
	// ended is closed with peerEnded; nil until the writeLoop waits. Guarded by mu.
	ended chan struct{}
	// idle is closed by the writeLoop when it ends; nil until someone waits.
	// Guarded by mu.
	idle     chan struct{}
	deadline *time.Timer // cuts a conn that does not finish; guarded by mu

	// Owned by the writeLoop, or by nobody between two.
	lastWrite time.Time
	pause     time.Duration // how long after lastWrite the next write may come
	rearm     time.Time     // when the write deadline has to be moved on
}

// New returns the Conn of a connected socket. Nothing is written to it before Open, and
// nothing is read but by those of its methods that read.
func New(config *Config, nc net.Conn) *Conn {
	return &Conn{config: config, nc: nc, done: make(chan struct{})}
}

// NetConn returns the socket, for who speaks another protocol on it. What is written there
// while messages are queued comes between them: see Withhold and HasWritten.
func (k *Conn) NetConn() net.Conn { return k.nc }

// Newline returns how lines to the peer end: as its own do, None before it has ended one.
func (k *Conn) Newline() detect.Newline { return detect.Newline(k.ending.Load()) }

// SetEncoding has what the peer says read in enc from its next bytes on.
func (k *Conn) SetEncoding(enc detect.Encoding) { k.wanted.Store(int32(enc) + 1) }

// Open lets the queue out: the peer is a plain one.
func (k *Conn) Open() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.opened = true
	k.startWriter()
}

// Withhold takes the queue away and lets nothing out any more, unless something
// was written: what else writes to the socket now does so in TLS. The caller settles what
// was left.
func (k *Conn) Withhold() (left []Message, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wrote || k.writing {
		return nil, false
	}
	k.opened = false
	left, k.queue, k.queuedBytes, k.streams, k.hurried = k.queue, nil, 0, 0, false
	return left, true
}

// Finish ends the conn in order: what is queued is still written, then our
// side is closed, and what the peer says until it closes too is still read. Whatever is
// not done within three seconds is cut.
func (k *Conn) Finish(f fault.Fault) { k.finish(f, false) }

// finish is Finish, with whether the peer has ended its direction already.
func (k *Conn) finish(f fault.Fault, peerEnded bool) {
	const grace = 3 * time.Second
	k.mu.Lock()
	defer k.mu.Unlock()
	k.peerEnded = k.peerEnded || peerEnded
	if k.closing {
		if !k.writing && !k.wasCut {
			k.halfClose()
		}
		return
	}
	k.closing = true
	k.reason = f
	k.deadline = time.AfterFunc(grace, func() { k.Cut(f, nil) })
	if !k.writing {
		k.halfClose()
	}
}

// rest returns after so long, or when the conn has ended: its reader reads nothing
// meanwhile.
func (k *Conn) rest(d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-k.done:
	}
}

// halfClose tells the peer that nothing more comes. A plain Close with bytes
// unread would reset the connection and destroy what is still on its way to
// the peer. The caller holds mu.
func (k *Conn) halfClose() {
	if half, ok := k.nc.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite() // the reader learns of a dead conn by itself
	}
	wait := 500 * time.Millisecond
	if k.peerEnded {
		wait = 0
	}
	k.deadline.Reset(wait)
}

// Cut ends the conn at once, for a reason and with what the system said of it, or nil. The
// first reason given, here or to Finish, stays.
func (k *Conn) Cut(f fault.Fault, err error) { k.end(f, err, false) }

// Refuse cuts a conn that may not stay, with a reset: the peer is not to take it for one
// that still reads.
func (k *Conn) Refuse(f fault.Fault) { k.end(f, nil, true) }

// resets reports whether a conn that is cut now is to be reset, for the same reason: one
// of a Server's guests that did not end it after us and has all that was written.
func (k *Conn) resets() bool {
	ended := k.reason == fault.ServerStopped || k.reason == fault.ClosedHere
	return ended && k.config.Accepts && !k.peerEnded && socket.Acknowledged(k.nc)
}

// end is Cut, with a reset if it is asked for or resets says so.
func (k *Conn) end(f fault.Fault, err error, abort bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wasCut {
		return
	}
	k.wasCut = true
	if !k.closing {
		k.closing = true
		k.reason = f
		k.err = err
	}
	if k.deadline != nil {
		k.deadline.Stop()
	}
	if abort || k.resets() {
		socket.Reset(k.nc)
	} else {
		_ = k.nc.Close()
	}
	close(k.done) // now whoever reports the end reports what is so
}

// Abandon settles what is left in the queue of a conn that was cut. The
// goroutine that reads calls it before it reports the end, so that nothing is
// told of a message after its peer is gone.
func (k *Conn) Abandon() {
	k.endTap()
	k.awaitWriter()
	k.mu.Lock()
	left, reason := k.queue, k.reason
	k.queue = nil
	k.mu.Unlock()
	for _, m := range left {
		m.Settled(reason)
	}
}

// Reason is why the conn ended, NoFault while it has not.
func (k *Conn) Reason() fault.Fault {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reason
}

// CloseReason is Reason with what the system said.
func (k *Conn) CloseReason() (fault.Fault, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reason, k.err
}

// HasWritten reports whether the peer may have got a byte from us.
func (k *Conn) HasWritten() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wrote || k.writing
}
