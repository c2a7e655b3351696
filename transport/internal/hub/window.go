package hub

import (
	"sync"

	"confab/transport/internal/wire"
)

// windowBytes is how much one connection may have on its way to the disk. With
// more, few members who send long messages would keep all others waiting: the
// store's writer takes posts in the order in which they came.
const windowBytes = 32 << 10

// window counts the bytes of posts of a connection that the store has not
// answered. The zero window is empty. One goroutine enters, any may leave.
type window struct {
	mu    sync.Mutex
	bytes int // guarded by mu
	left  chan struct{}
}

func newWindow() *window { return &window{left: make(chan struct{}, 1)} }

// postBytes is what a post counts.
func postBytes(p *wire.Post) int { return frameBytes + len(p.Body) + len(p.Guest) }

// enter counts n bytes once there is room for them, which there always is in an
// empty window; false if over was closed before.
func (w *window) enter(n int, over <-chan struct{}) bool {
	for {
		w.mu.Lock()
		fits := w.bytes == 0 || w.bytes+n <= windowBytes
		if fits {
			w.bytes += n
		}
		w.mu.Unlock()
		if fits {
			return true
		}
		select {
		case <-w.left:
		case <-over:
			return false
		}
	}
}

// leave uncounts n bytes. It never blocks.
func (w *window) leave(n int) {
	w.mu.Lock()
	w.bytes -= n
	w.mu.Unlock()
	select {
	case w.left <- struct{}{}:
	default:
	}
}
