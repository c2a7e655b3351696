package plain

import (
	"sync"
	"time"

	"confab/transport/internal/session"
)

// Intake bounds what is read from all plain peers together: without it, 300 guests
// within their own limits take the whole processor, and members wait.
type Intake struct {
	mu     sync.Mutex
	bucket session.Bucket // guarded by mu
}

// NewIntake returns the Intake of the Conns of one Config; the limit is in bytes.
func NewIntake(perSecond int) *Intake {
	all := float64(perSecond)
	return &Intake{bucket: session.NewBucket(all, all)}
}

// take counts n bytes that were read, and returns how long to read nothing more
// from that peer.
func (i *Intake) take(n int, now time.Time) time.Duration {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.bucket.Take(float64(n), now)
}

// A peer that sends little does not wait for those who send much: of each, so small
// a read is free of waiting once in that time.
const (
	spareBytes = 256
	spareEach  = 20 * time.Millisecond
)

// spared is when a peer's read last was.
type spared struct{ at time.Time }

// take reports whether a read of n bytes is free of waiting.
func (s *spared) take(n int, now time.Time) bool {
	if n > spareBytes || now.Sub(s.at) < spareEach {
		return false
	}
	s.at = now
	return true
}
