package term

import (
	"sync"

	"confab/transport"
)

// How much of a pipe may wait to be written. transport cuts a peer whose queue
// overflows; a file piped in must not have that effect on a peer that merely
// reads slowly, so reading the pipe waits instead.
const (
	waitingMessages = 16
	waitingBytes    = 64 << 10
)

// flow counts the messages that were sent and are not yet written.
type flow struct {
	// changed holds a token after a change, for one waiter.
	changed chan struct{}

	mu     sync.Mutex
	sizes  []int // of the messages waiting, oldest first; guarded by mu
	bytes  int   // their sum; guarded by mu
	failed int   // messages that were not written; guarded by mu
	// queued holds the messages that may still be settled, so that none is
	// counted twice; guarded by mu
	queued map[place]bool
}

// place names a message.
type place struct {
	talk transport.PeerID
	seq  uint64
}

func newFlow() *flow {
	return &flow{changed: make(chan struct{}, 1), queued: map[place]bool{}}
}

// send sends text through s and counts it.
func (f *flow) send(s sender, to transport.PeerID, text string) error {
	// Counted first: the events may come before Send returns.
	f.mu.Lock()
	f.sizes = append(f.sizes, len(text))
	f.bytes += len(text)
	f.mu.Unlock()
	err := send(s, to, text)
	if err != nil {
		f.mu.Lock()
		f.bytes -= len(text)
		f.sizes = f.sizes[:len(f.sizes)-1]
		f.failed++
		f.mu.Unlock()
	}
	return err
}

// observe takes every event that transport tells. It does not block.
func (f *flow) observe(ev transport.Event) {
	m := ev.Message
	if ev.Kind != transport.Appended && ev.Kind != transport.Updated || m.Kind != transport.Outgoing || !told(ev) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	at := place{ev.Peer.ID, m.Seq}
	if m.State == transport.Queued {
		if ev.Kind == transport.Appended {
			f.queued[at] = true
		}
		return
	}
	if ev.Kind == transport.Updated && !f.queued[at] {
		return
	}
	delete(f.queued, at)
	if m.State == transport.Failed {
		f.failed++
	}
	if len(f.sizes) > 0 {
		f.bytes -= f.sizes[0]
		f.sizes = f.sizes[1:]
	}
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// wait returns true once everything sent is settled, or with room once more
// may be sent. It returns whether that is so when one of ends closes first.
func (f *flow) wait(room bool, end1, end2 <-chan struct{}) bool {
	for {
		if f.ready(room) {
			return true
		}
		select {
		case <-f.changed:
		case <-end1:
			return f.ready(room)
		case <-end2:
			return f.ready(room)
		}
	}
}

func (f *flow) ready(room bool) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.sizes) == 0 || room && len(f.sizes) < waitingMessages && f.bytes < waitingBytes
}

// unsent is how many messages failed or still wait.
func (f *flow) unsent() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.failed + len(f.sizes)
}
