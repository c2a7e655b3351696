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

// About what a frame is without its texts and cursors, and what a cursor is.
const (
	frameBytes  = 100
	cursorBytes = 40
)

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
	switch f := f.(type) {
	case *wire.Post:
		p.take(0, frameBytes+len(f.Body)+len(f.Guest))
	case *wire.Event:
		p.take(1, frameBytes+len(f.Body)+len(f.Guest))
	case *wire.Got:
		p.take(1, frameBytes+cursorBytes*len(f.Cursors))
	case *wire.Read:
		p.take(1, frameBytes+cursorBytes*len(f.Cursors))
	default:
		p.take(1, frameBytes)
	}
}

// take takes so many frames that are no message, or a message for none, and
// returns when they may be acted upon.
func (p *pace) take(others, bytes int) {
	p.mu.Lock()
	now := time.Now()
	pause := p.bytes.Take(float64(bytes), now)
	if others > 0 {
		pause = max(pause, p.others.Take(float64(others), now))
	} else {
		pause = max(pause, p.messages.Take(1, now))
	}
	p.mu.Unlock()
	if pause > 0 {
		time.Sleep(pause)
	}
}
