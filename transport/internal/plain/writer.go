package plain

import (
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
)

// Message is one message on its way to one peer.
type Message struct {
	// Data is not changed, and may be shared with other Conns.
	Data []byte
	// Stream is, of a file, what is written instead of Data; nil for none.
	Stream *Stream
	// Settled is called once: with NoFault when Data was handed to the system, else with
	// why the conn ended, or why the file was not. It may be called by the writer of the
	// conn and by whoever calls Abandon or Enqueue, and must not wait for any of them.
	Settled func(fault.Fault)
}

// Enqueue queues a message to be written and reports whether the conn still takes
// any. When it does, the message is settled later; when not, never. What is too much to
// wait behind a file is settled at once, as Busy: the peer may take all there is.
func (k *Conn) Enqueue(m Message) bool {
	k.mu.Lock()
	if k.closing {
		k.mu.Unlock()
		return false
	}
	if waiting := k.queuedBytes + len(m.Data); waiting > k.config.Limits.QueueBytes {
		if k.streams > 0 || k.slow {
			k.mu.Unlock()
			m.Settled(fault.Busy)
			return true
		}
		if k.overflows(waiting) {
			k.mu.Unlock()
			k.Cut(fault.PeerTooSlow, nil)
			return false
		}
		k.hurried = true
		if k.spacing != nil {
			k.spacing.Reset(0)
		}
	}
	k.queue = append(k.queue, m)
	k.queuedBytes += len(m.Data)
	if m.Stream != nil {
		k.streams++
	}
	k.startWriter()
	k.mu.Unlock()
	return true
}

// itemBytes is about what a message in the queue costs beside its data.
const itemBytes = 256

// overflows reports whether more than QueueBytes is too much. The caller holds mu.
func (k *Conn) overflows(waiting int) bool {
	limits := &k.config.Limits
	// A busy machine holds up a write for a moment, whoever reads.
	untaken := !k.offered.IsZero() && time.Since(k.offered) > limits.WriteTimeout/8
	return untaken || waiting+len(k.queue)*itemBytes > limits.BacklogBytes
}

// startWriter starts the writeLoop if there is work for one. The caller holds mu.
func (k *Conn) startWriter() {
	if k.opened && !k.writing && len(k.queue) > 0 {
		k.writing = true
		k.config.Go(k.writeLoop)
	}
}

// writeLoop writes the queue until it is empty or the conn is cut.
func (k *Conn) writeLoop() {
	for {
		k.mu.Lock()
		if len(k.queue) == 0 || k.wasCut {
			k.stopWriter()
			k.mu.Unlock()
			return
		}
		next := k.queue[0]
		k.queue[0] = Message{}
		k.queue = k.queue[1:]
		afterEnd := k.peerEnded
		k.mu.Unlock()

		why := k.writeNext(next)
		k.mu.Lock()
		if next.Stream != nil {
			k.streams--
		} else {
			k.wrote = true
		}
		if afterEnd && next.Stream == nil {
			k.took = time.Now()
		}
		k.offered = time.Time{}
		k.queuedBytes -= len(next.Data)
		k.hurried = k.hurried && k.queuedBytes > k.config.Limits.QueueBytes/2
		k.mu.Unlock()
		next.Settled(why)
	}
}

// stopWriter notes that the writeLoop ends. The caller holds mu.
func (k *Conn) stopWriter() {
	k.writing = false
	if k.idle != nil {
		close(k.idle)
		k.idle = nil
	}
	if k.wasCut {
		return // what is left is for Abandon
	}
	k.queue = nil
	if k.closing {
		k.halfClose()
	}
}

// writeNext writes what comes next in the queue.
func (k *Conn) writeNext(m Message) fault.Fault {
	if m.Stream != nil {
		why := k.writeStream(m.Stream)
		k.rearm = time.Time{}
		return why
	}
	return k.write(m.Data)
}

// write writes one message at its time.
func (k *Conn) write(data []byte) fault.Fault {
	if !k.space() {
		return k.Reason()
	}
	now := time.Now()
	k.mu.Lock()
	slow := k.slow
	k.mu.Unlock()
	// Moving the deadline is a tenth of what a write costs, so it is moved
	// rarely and set a little later instead.
	if slow || now.After(k.rearm) {
		timeout := k.config.Limits.WriteTimeout
		k.rearm = now.Add(timeout / 8)
		if slow {
			timeout = max(timeout, streamPatience)
		}
		if err := k.nc.SetWriteDeadline(k.rearm.Add(timeout)); err != nil {
			k.Cut(fault.OfConn(err), err)
			return k.Reason()
		}
	}
	k.mu.Lock()
	k.offered = now
	k.mu.Unlock()
	if _, err := k.nc.Write(data); err != nil {
		k.Cut(k.writeFault(err))
		return k.Reason()
	}
	if slow && time.Since(now) < promptly {
		k.hasTime()
		k.rearm = time.Time{}
	}
	if k.config.Limits.WriteSpacing > 0 {
		k.lastWrite, k.pause = time.Now(), k.pauseAfter(len(data))
	}
	return fault.NoFault
}

// space waits until the pause after the last write is over, if one is made, and
// reports whether the conn still stands.
func (k *Conn) space() bool {
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
func (k *Conn) pauseAfter(bytes int) time.Duration {
	spacing := k.config.Limits.WriteSpacing
	if bytes > detect.BurstBytes {
		return spacing * 4
	}
	return spacing
}

// awaitWriter returns when no writeLoop lives. The goroutine that reads calls it.
func (k *Conn) awaitWriter() {
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
