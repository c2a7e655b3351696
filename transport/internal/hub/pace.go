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

// A change of presence is told to all and its name written down: it costs as much
// as so many others. A room that does not exist is looked for among all members and
// then made, at several times the cost of a message: so there is a pace for all
// together, too, or many who begin talks would keep waiting those who go on with one.
const (
	presenceCost      = 40
	seeksPerSecond    = 2
	seeksBurst        = 100
	allSeeksPerSecond = 200
	allSeeksBurst     = 400
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
	seeks                   *seeks
}

func newPace(l Limits) *pace {
	return &pace{
		messages: session.NewBucket(float64(l.MessagesPerSecond), float64(l.Burst)),
		bytes:    session.NewBucket(float64(l.BytesPerSecond), float64(l.BytesPerSecond)),
		others:   session.NewBucket(othersPerSecond, othersBurst),
		seeks:    newSeeks(seeksPerSecond, seeksBurst),
	}
}

// wait returns when the frame may be acted upon; false if over was closed before.
func (p *pace) wait(f wire.Frame, over <-chan struct{}) bool {
	switch f := f.(type) {
	case *wire.Post:
		return p.take(0, postBytes(f), over)
	case *wire.Event:
		return p.take(1, postBytes(&f.Post), over)
	case *wire.Got:
		return p.take(1, frameBytes+cursorBytes*len(f.Cursors), over)
	case *wire.Read:
		return p.take(1, frameBytes+cursorBytes*len(f.Cursors), over)
	case *wire.Presence:
		return p.take(presenceCost, frameBytes, over)
	}
	return p.take(1, frameBytes, over)
}

// seeks are how often rooms that do not exist may be looked for, by one member or
// by all.
type seeks struct {
	mu   sync.Mutex
	left session.Bucket // guarded by mu
}

func newSeeks(perSecond, most float64) *seeks {
	return &seeks{left: session.NewBucket(perSecond, most)}
}

// wait returns when one may be looked for; false if over was closed before.
func (s *seeks) wait(over <-chan struct{}) bool {
	s.mu.Lock()
	pause := s.left.Take(1, time.Now())
	s.mu.Unlock()
	if waited(pause, over) {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left.Give(1)
	return false
}

// take takes so many frames that are no message, or a message for none, and
// returns when they may be acted upon. If over was closed before that, it returns
// false and what was taken is given back: a connection that has ended, of which
// there may be any number, keeps nothing waiting.
func (p *pace) take(others, bytes int, over <-chan struct{}) bool {
	p.mu.Lock()
	now := time.Now()
	pause := p.bytes.Take(float64(bytes), now)
	if others > 0 {
		pause = max(pause, p.others.Take(float64(others), now))
	} else {
		pause = max(pause, p.messages.Take(1, now))
	}
	p.mu.Unlock()
	if waited(pause, over) {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes.Give(float64(bytes))
	if others > 0 {
		p.others.Give(float64(others))
	} else {
		p.messages.Give(1)
	}
	return false
}

// waited waits for a time; false if over was closed before.
func waited(pause time.Duration, over <-chan struct{}) bool {
	if pause <= 0 {
		return true
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-over:
		return false
	}
}
