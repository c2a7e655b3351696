package follow

import (
	"math/rand/v2"
	"time"
)

// backoff is how long to wait between attempts. The zero next is min.
type backoff struct{ min, max, next time.Duration }

// pause is the next wait: twice the last one, and up to a fifth more or less, so
// that those whom one host lost do not come back all at once.
func (b *backoff) pause() time.Duration {
	d := max(b.next, b.min)
	b.next = min(2*d, b.max)
	return d + time.Duration((rand.Float64()*2-1)*float64(d)/5)
}

// obey is at least as long as the host asked for.
func (b *backoff) obey(atLeast time.Duration) time.Duration {
	return max(b.pause(), atLeast+time.Duration(rand.Float64()*float64(atLeast)/5))
}

func (b *backoff) reset() { b.next = b.min }

// meter allows rate units a second, and burst at once after a silence. It is
// full at first.
type meter struct {
	rate, burst, level float64
	at                 time.Time
}

func newMeter(rate, burst float64) meter {
	return meter{rate: rate, burst: burst, level: burst, at: time.Now()}
}

// wait is how long until n units may go. More than burst may go when it is full.
func (m *meter) wait(n float64) time.Duration {
	now := time.Now()
	m.level = min(m.burst, m.level+m.rate*now.Sub(m.at).Seconds())
	m.at = now
	missing := min(n, m.burst) - m.level
	if missing <= 0 {
		return 0
	}
	// Rounded up: a wait of nothing would be one without end.
	return time.Duration(missing/m.rate*float64(time.Second)) + time.Microsecond
}

func (m *meter) take(n float64) { m.level -= n }
