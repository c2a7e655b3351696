package android

import "sync"

// maxWaiting bounds what waits for a window that does not ask. Events that carry
// nothing are kept once each, so only other apps can fill it.
const maxWaiting = 64

// inbox is where threads of Java leave events.
type inbox struct {
	ready chan struct{} // has room for one: full means told already

	mu      sync.Mutex
	waiting []Event // guarded by mu
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

// post never waits. An event without text that waits already is not added again;
// over the bound the oldest goes.
func (b *inbox) post(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Text == "" {
		for _, w := range b.waiting {
			if w == e {
				return
			}
		}
	}
	if len(b.waiting) == maxWaiting {
		b.waiting = append(b.waiting[:0], b.waiting[1:]...)
	}
	b.waiting = append(b.waiting, e)
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// Ready implements Device.
func (b *inbox) Ready() <-chan struct{} { return b.ready }

// Events implements Device.
func (b *inbox) Events() []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.waiting
	b.waiting = nil
	return events
}
