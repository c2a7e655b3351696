package core

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
	"confab/transport/internal/socket"
)

// conn is one plain socket of a Server or Client: a send queue with its writer,
// and one closing reason.
//
// What the queue must do:
//  1. enqueue never blocks, whatever the peer does;
//  2. messages go out in the order they were queued, one write each, with a
//     pause between them, because the reader at the other end has no framing
//     but time (see pause);
//  3. nothing is written before the conn is opened (an undecided visitor gets
//     no byte), yet what is queued until then is kept;
//  4. a writer goroutine lives only while there is something to write, so that
//     ten thousand idle guests cost no stack;
//  5. the queue is bounded in bytes, and a peer that lets it overflow is cut. Pauses
//     of ours let nothing overflow: past Limits.QueueBytes there are none until half
//     of that waits, and a peer is cut there only if it leaves a write untaken; past
//     Limits.BacklogBytes it is cut in any case.
//
// The goroutine that reads (see read.go) is the one that reports the end.
type conn struct {
	core *core
	nc   net.Conn
	// done is closed by cut.
	done chan struct{}
	// wanted is the encoding that a person chose, plus one; 0 is none. The
	// reader takes it up with the next bytes.
	wanted atomic.Int32
	// ending is how lines to the peer end: as its own do, told by the reader.
	ending atomic.Int32

	mu          sync.Mutex
	queue       []item // guarded by mu
	queuedBytes int    // guarded by mu
	opened      bool   // guarded by mu
	writing     bool   // a writeLoop lives; guarded by mu
	closing     bool   // takes no more; guarded by mu
	fault       Fault  // the closing reason, the first one wins; guarded by mu
	err         error  // what the system said with it; guarded by mu
	wasCut      bool   // guarded by mu
	peerEnded   bool   // the peer's side is closed; guarded by mu
	wrote       bool   // a byte was written; guarded by mu
	hurried     bool   // so much waits that no pause is made; guarded by mu
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
	// accepted says that a Server has it: one that it ends, and the peer does not, is
	// reset.
	accepted bool
	// idle is closed by the writeLoop when it ends; nil until someone waits.
	// Guarded by mu.
	idle     chan struct{}
	deadline *time.Timer // cuts a conn that does not finish; guarded by mu

	// Owned by the writeLoop, or by nobody between two.
	lastWrite time.Time
	pause     time.Duration // how long after lastWrite the next write may come
	rearm     time.Time     // when the write deadline has to be moved on
}

// item is one message on its way to one peer.
type item struct {
	record *record
	data   []byte // shared with other conns, never changed
}

func newConn(c *core, nc net.Conn) *conn {
	return &conn{core: c, nc: nc, done: make(chan struct{})}
}

func (k *conn) newline() detect.Newline { return detect.Newline(k.ending.Load()) }

func (k *conn) setEncoding(enc Encoding) { k.wanted.Store(int32(enc) + 1) }

// enqueue queues data to be written and reports whether the conn still takes
// any. When it does, the record is settled later; when not, never.
func (k *conn) enqueue(r *record, data []byte) bool {
	k.mu.Lock()
	if k.closing {
		k.mu.Unlock()
		return false
	}
	if waiting := k.queuedBytes + len(data); waiting > k.core.limits.QueueBytes {
		if k.overflows(waiting) {
			k.mu.Unlock()
			k.cut(PeerTooSlow, nil)
			return false
		}
		k.hurried = true
		if k.spacing != nil {
			k.spacing.Reset(0)
		}
	}
	k.queue = append(k.queue, item{r, data})
	k.queuedBytes += len(data)
	k.startWriter()
	k.mu.Unlock()
	return true
}

// itemBytes is about what a message in the queue costs beside its data.
const itemBytes = 256

// overflows reports whether more than QueueBytes is too much. The caller holds mu.
func (k *conn) overflows(waiting int) bool {
	limits := &k.core.limits
	// A busy machine holds up a write for a moment, whoever reads.
	untaken := !k.offered.IsZero() && time.Since(k.offered) > limits.WriteTimeout/8
	return untaken || waiting+len(k.queue)*itemBytes > limits.BacklogBytes
}

// open lets the queue out: the visitor is a plain one.
func (k *conn) open() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.opened = true
	k.startWriter()
}

// withhold takes the queue away and lets nothing out any more, unless something
// was written: what else writes to the socket now does so in TLS.
func (k *conn) withhold() (left []item, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wrote || k.writing {
		return nil, false
	}
	k.opened = false
	left, k.queue, k.queuedBytes, k.hurried = k.queue, nil, 0, false
	return left, true
}

// startWriter starts the writeLoop if there is work for one. The caller holds mu.
func (k *conn) startWriter() {
	if k.opened && !k.writing && len(k.queue) > 0 {
		k.writing = true
		k.core.running.Go(k.writeLoop)
	}
}

// writeLoop writes the queue until it is empty or the conn is cut.
func (k *conn) writeLoop() {
	for {
		k.mu.Lock()
		if len(k.queue) == 0 || k.wasCut {
			k.stopWriter()
			k.mu.Unlock()
			return
		}
		next := k.queue[0]
		k.queue[0] = item{}
		k.queue = k.queue[1:]
		afterEnd := k.peerEnded
		k.mu.Unlock()

		fault := k.write(next.data)
		k.mu.Lock()
		k.wrote = true
		if afterEnd {
			k.took = time.Now()
		}
		k.offered = time.Time{}
		k.queuedBytes -= len(next.data)
		k.hurried = k.hurried && k.queuedBytes > k.core.limits.QueueBytes/2
		k.mu.Unlock()
		k.core.settled(next.record, fault)
	}
}

// stopWriter notes that the writeLoop ends. The caller holds mu.
func (k *conn) stopWriter() {
	k.writing = false
	if k.idle != nil {
		close(k.idle)
		k.idle = nil
	}
	if k.wasCut {
		return // what is left is for abandon
	}
	k.queue = nil
	if k.closing {
		k.halfClose()
	}
}

// write writes one message at its time.
func (k *conn) write(data []byte) Fault {
	if !k.space() {
		return k.reason()
	}
	now := time.Now()
	// Moving the deadline is a tenth of what a write costs, so it is moved
	// rarely and set a little later instead.
	if now.After(k.rearm) {
		timeout := k.core.limits.WriteTimeout
		k.rearm = now.Add(timeout / 8)
		if err := k.nc.SetWriteDeadline(k.rearm.Add(timeout)); err != nil {
			k.cut(fault.OfConn(err), err)
			return k.reason()
		}
	}
	k.mu.Lock()
	k.offered = now
	k.mu.Unlock()
	if _, err := k.nc.Write(data); err != nil {
		k.cut(k.writeFault(err))
		return k.reason()
	}
	if k.core.limits.WriteSpacing > 0 {
		k.lastWrite, k.pause = time.Now(), k.pauseAfter(len(data))
	}
	return NoFault
}

// space waits until the pause after the last write is over, if one is made, and
// reports whether the conn still stands.
func (k *conn) space() bool {
	wait := k.pause - time.Since(k.lastWrite)
	k.mu.Lock()
	if wait <= 0 || k.hurried {
		k.mu.Unlock()
		return true
	}
	spacing := time.NewTimer(wait)
	k.spacing = spacing
	k.mu.Unlock()
	defer func() {
		spacing.Stop()
		k.mu.Lock()
		k.spacing = nil
		k.mu.Unlock()
	}()
	select {
	case <-spacing.C:
		return true
	case <-k.done:
		return false
	}
}

// pauseAfter is how long the peer must hear nothing after so many bytes, for
// another Confab to take them as a whole message: longer than its gaps are, with
// room for what the network adds (detect.Gap, detect.BurstGap).
func (k *conn) pauseAfter(bytes int) time.Duration {
	spacing := k.core.limits.WriteSpacing
	if bytes > detect.BurstBytes {
		return spacing * 4
	}
	return spacing
}

// finish ends the conn in order: what is queued is still written, then our
// side is closed, and what the peer says until it closes too is still read,
// unless it has ended already. Whatever is not done within grace is cut.
func (k *conn) finish(f Fault, peerEnded bool) {
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
	k.fault = f
	k.deadline = time.AfterFunc(grace, func() { k.cut(f, nil) })
	if !k.writing {
		k.halfClose()
	}
}

// rest returns after so long, or when the conn has ended: its reader reads nothing
// meanwhile.
func (k *conn) rest(d time.Duration) {
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
func (k *conn) halfClose() {
	if half, ok := k.nc.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite() // the reader learns of a dead conn by itself
	}
	wait := 500 * time.Millisecond
	if k.peerEnded {
		wait = 0
	}
	k.deadline.Reset(wait)
}

// cut ends the conn at once. The first reason given, here or to finish, stays.
func (k *conn) cut(f Fault, err error) { k.end(f, err, false) }

// end is cut, with a reset if it is asked for or resets says so.
func (k *conn) end(f Fault, err error, abort bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wasCut {
		return
	}
	k.wasCut = true
	if !k.closing {
		k.closing = true
		k.fault = f
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

// abandon settles what is left in the queue of a conn that was cut. The
// goroutine that reads calls it before it reports the end, so that nothing is
// told of a message after its peer is gone.
func (k *conn) abandon() {
	k.awaitWriter()
	k.mu.Lock()
	left, fault := k.queue, k.fault
	k.queue = nil
	k.mu.Unlock()
	for _, it := range left {
		k.core.settled(it.record, fault)
	}
}

// awaitWriter returns when no writeLoop lives. The goroutine that reads calls it.
func (k *conn) awaitWriter() {
	k.mu.Lock()
	var idle chan struct{}
	if k.writing {
		idle = make(chan struct{})
		k.idle = idle
	}
	k.mu.Unlock()
	if idle != nil {
		<-idle
	}
}

// reason is why the conn ended.
func (k *conn) reason() Fault {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fault
}

// closeReason is reason with what the system said.
func (k *conn) closeReason() (Fault, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fault, k.err
}

// hasWritten reports whether the peer may have got a byte from us.
func (k *conn) hasWritten() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wrote || k.writing
}
