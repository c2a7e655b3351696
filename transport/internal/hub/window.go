package hub

import (
	"sync"

	"confab/transport/internal/wire"
)

// windowBytes is how much one connection may have on its way to the disk. With
// more, few members who send long messages would keep all others waiting: the
// store's writer takes posts in the order in which they came.
const windowBytes = 32 << 10

// A post above longBytes is long, and all members together have at most
// allLongBytes of those on their way to the disk: a few who send them without end
// would otherwise fill each batch of the store's writer, in which the short ones of
// all others wait too.
const (
	longBytes    = 4 << 10
	allLongBytes = 32 << 10
)

// window counts the bytes of posts that the store has not answered: those of one
// connection, or the long ones of all. Any goroutine enters and leaves.
type window struct {
	most int
	mu   sync.Mutex
	in   int           // guarded by mu
	left chan struct{} // closed, and made anew, when some left; guarded by mu
}

func newWindow(most int) *window { return &window{most: most, left: make(chan struct{})} }

// postBytes is what a post counts.
func postBytes(p *wire.Post) int { return frameBytes + len(p.Body) + len(p.Guest) + len(p.File) }

// enter counts n bytes once there is room for them, which there always is in an
// empty window; false if over was closed before.
func (w *window) enter(n int, over <-chan struct{}) bool {
	for {
		w.mu.Lock()
		fits, left := w.in == 0 || w.in+n <= w.most, w.left
		if fits {
			w.in += n
		}
		w.mu.Unlock()
		if fits {
			return true
		}
		select {
		case <-left:
		case <-over:
			return false
		}
	}
}

// leave uncounts n bytes. It never blocks.
func (w *window) leave(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.in -= n
	close(w.left)
	w.left = make(chan struct{})
}

// enterWindows counts a post in the window of its connection, and a long one in that
// of all; false if the connection ended before.
func (l *link) enterWindows(p *wire.Post) bool {
	n := postBytes(p)
	if !l.window.enter(n, l.ended) {
		return false
	}
	if n <= longBytes || l.hub.long.enter(n, l.ended) {
		return true
	}
	l.window.leave(n)
	return false
}

// leaveWindows uncounts a post that the store answered.
func (l *link) leaveWindows(n int) {
	l.window.leave(n)
	if n > longBytes {
		l.hub.long.leave(n)
	}
}
