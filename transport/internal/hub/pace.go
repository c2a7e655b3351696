package hub

import (
	"sync"
	"time"

	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// What else than messages a member may send. Receipts come for batches, and
// typing every few seconds.
const (
	othersPerSecond = 200
	othersBurst     = 400
)

// postBytes is about what a POST is without its texts.
const postBytes = 100

// pace is what a member may send, over all its connections: one that comes anew
// gets no fresh burst. The goroutine that reads sleeps when something came too
// early: what follows stays in the socket, and nothing is dropped.
type pace struct {
	mu                      sync.Mutex
	messages, bytes, others session.Bucket // guarded by mu
}

func newPace(l Limits) *pace {
	return &pace{
		messages: session.NewBucket(float64(l.MessagesPerSecond), float64(l.Burst)),
		bytes:    session.NewBucket(float64(l.BytesPerSecond), float64(l.BytesPerSecond)),
		others:   session.NewBucket(othersPerSecond, othersBurst),
	}
}

// wait returns when the frame may be acted upon.
func (p *pace) wait(f wire.Frame) {
	p.mu.Lock()
	now := time.Now()
	var pause time.Duration
	if post, ok := f.(*wire.Post); ok {
		pause = max(p.messages.Take(1, now), p.bytes.Take(float64(postBytes+len(post.Body)+len(post.Guest)), now))
	} else {
		pause = p.others.Take(1, now)
	}
	p.mu.Unlock()
	if pause > 0 {
		time.Sleep(pause)
	}
}
