package follow

import (
	"sync"

	"confab/transport/internal/wire"
)

const (
	// maxInbox and maxInboxBytes bound what was read and is not on disk. Then
	// reading stops.
	maxInbox      = 2048
	maxInboxBytes = 1 << 20
	// maxBatch is how many frames the copier takes at once.
	maxBatch = 512
)

// inbox holds what was read until the copier takes it.
type inbox struct {
	mu     sync.Mutex
	change sync.Cond
	frames []wire.Frame // guarded by mu
	bytes  int          // guarded by mu
	closed bool         // guarded by mu; nothing more comes
	gone   bool         // guarded by mu; nothing more is taken
}

func newInbox() *inbox {
	b := new(inbox)
	b.change.L = &b.mu
	return b
}

// put waits for room. It returns false when nobody will take the frame.
func (b *inbox) put(f wire.Frame) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.gone && (len(b.frames) >= maxInbox || b.bytes >= maxInboxBytes) {
		b.change.Wait()
	}
	if b.gone {
		return false
	}
	b.frames = append(b.frames, f)
	b.bytes += weight(f)
	b.change.Broadcast()
	return true
}

// take waits for frames and returns up to maxBatch of those that are there;
// none after close.
func (b *inbox) take() []wire.Frame {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.gone && !b.closed && len(b.frames) == 0 {
		b.change.Wait()
	}
	if b.gone {
		return nil
	}
	n := min(len(b.frames), maxBatch)
	taken := b.frames[:n:n]
	b.frames = b.frames[n:]
	for _, f := range taken {
		b.bytes -= weight(f)
	}
	b.change.Broadcast()
	return taken
}

// full reports whether reading has stopped.
func (b *inbox) full() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.frames) >= maxInbox || b.bytes >= maxInboxBytes
}

// close has take return what is left, and then nothing.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.change.Broadcast()
}

// abandon lets go of everybody who waits. What is there is lost to us: the host
// tells it again.
func (b *inbox) abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gone = true
	b.change.Broadcast()
}

// weight is about the memory of a frame.
func weight(f wire.Frame) int {
	switch f := f.(type) {
	case *wire.Event:
		return 256 + len(f.Body) + len(f.File)
	case *wire.Got:
		return 256 + 64*len(f.Cursors)
	case *wire.Read:
		return 256 + 64*len(f.Cursors)
	}
	return 256
}
