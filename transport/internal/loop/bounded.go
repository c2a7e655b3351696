package loop

import "sync"

// Bounded does what is slow, a few things at a time, each on a goroutine of its own. Make
// one with NewBounded.
type Bounded struct {
	slots chan struct{}
	group sync.WaitGroup
}

// NewBounded returns a Bounded that does so many things at a time.
func NewBounded(most int) *Bounded {
	return &Bounded{slots: make(chan struct{}, most)}
}

// Start has f called as soon as few enough others are. It does not wait.
func (b *Bounded) Start(f func()) {
	b.group.Go(func() {
		b.slots <- struct{}{}
		defer func() { <-b.slots }()
		f()
	})
}

// Wait returns when all that was started has returned. Nothing may be started any more.
func (b *Bounded) Wait() { b.group.Wait() }
