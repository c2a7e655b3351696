package session

import "time"

// PINGs and PONGs of the other side that are taken in a second, and at once. One
// PING each ten seconds is what a session needs.
const (
	pingsPerSecond = 10
	pingBurst      = 50
)

// Bucket is how much somebody may send: it fills by a rate each second, up to a
// most. It may be taken from below zero, at the price of waiting. One goroutine
// uses it. Make it with NewBucket.
type Bucket struct {
	rate, most, left float64
	at               time.Time
}

// NewBucket returns a full Bucket.
func NewBucket(perSecond, most float64) Bucket {
	return Bucket{rate: perSecond, most: most, left: most, at: time.Now()}
}

// Left returns how much can be taken without waiting; below zero what is waited for.
func (b *Bucket) Left(now time.Time) float64 {
	return min(b.most, b.left+b.rate*max(0, now.Sub(b.at).Seconds()))
}

// Give gives back n of what was taken.
func (b *Bucket) Give(n float64) { b.left = min(b.most, b.left+n) }

// Take takes n, and returns how long to wait before acting upon it.
func (b *Bucket) Take(n float64, now time.Time) time.Duration {
	b.left = b.Left(now) - n
	b.at = now
	if b.left >= 0 {
		return 0
	}
	return time.Duration(-b.left / b.rate * float64(time.Second))
}
