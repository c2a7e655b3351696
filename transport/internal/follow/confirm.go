package follow

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"confab/transport/internal/wire"
)

const (
	// crowded is with how many members in sight receipts take turns.
	crowded = 100
	// hearEach is the time that the host may have for sending to one member, and
	// confirmEach that in which one says its receipts. The host goes round with
	// those as seldom.
	hearEach    = 50 * time.Microsecond
	confirmEach = 100 * time.Microsecond
)

// confirming has receipts go out. A message comes to all members of a large room
// at the same moment, and would be confirmed by all at once, while the host is
// still sending it to others: each waits until that should be done and then for a
// moment of its own, and what comes meanwhile is confirmed together with it.
type confirming struct {
	here  atomic.Int32 // how many members are
	waits atomic.Bool  // for that moment
}

// soon has wake called for receipts of rooms: now, unless they are of the room
// of all only, and that is large.
func (c *confirming) soon(cursors wire.Cursors, wake func()) {
	n := time.Duration(c.here.Load())
	_, everyone := cursors[wire.Everyone]
	if !everyone || len(cursors) > 1 || n < crowded {
		wake()
		return
	}
	if c.waits.CompareAndSwap(false, true) {
		time.AfterFunc(n*hearEach+rand.N(n*confirmEach), func() {
			c.waits.Store(false)
			wake()
		})
	}
}
