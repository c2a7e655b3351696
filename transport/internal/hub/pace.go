package hub

import (
	"time"

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

// pace is what a member may send. It belongs to the goroutine that reads, which
// sleeps when something came too early: what follows stays in the socket, and
// nothing is dropped.
type pace struct {
	messages, bytes, others bucket
}

func newPace(l Limits) pace {
	now := time.Now()
	return pace{
		messages: bucket{float64(l.MessagesPerSecond), float64(l.Burst), float64(l.Burst), now},
		bytes:    bucket{float64(l.BytesPerSecond), float64(l.BytesPerSecond), float64(l.BytesPerSecond), now},
		others:   bucket{othersPerSecond, othersBurst, othersBurst, now},
	}
}

// wait returns when the frame may be acted upon.
func (p *pace) wait(f wire.Frame) {
	now := time.Now()
	var pause time.Duration
	if post, ok := f.(*wire.Post); ok {
		pause = max(p.messages.take(1, now), p.bytes.take(float64(postBytes+len(post.Body)+len(post.Guest)), now))
	} else {
		pause = p.others.take(1, now)
	}
	if pause > 0 {
		time.Sleep(pause)
	}
}

// bucket fills by rate each second up to full. It may be taken from below zero,
// at the price of waiting.
type bucket struct {
	rate, full, left float64
	at               time.Time
}

func (b *bucket) take(n float64, now time.Time) time.Duration {
	b.left = min(b.full, b.left+b.rate*now.Sub(b.at).Seconds()) - n
	b.at = now
	if b.left >= 0 {
		return 0
	}
	return time.Duration(-b.left / b.rate * float64(time.Second))
}
