package model

import (
	"math"
	"time"
)

// smoothing is over which time a speed is the mean: what came earlier counts for less and
// less.
const smoothing = 3 * time.Second

// settling is over which time there is a first speed: what comes at once, as from memory, says
// little of the rest.
const settling = time.Second

// meter measures how fast a number of bytes grows.
type meter struct {
	at    time.Time
	bytes int64
	rate  float64 // bytes a second, 0 while it is not known
}

// add takes how many there are now. Fewer than before begin the measurement again.
func (m *meter) add(now time.Time, bytes int64) {
	elapsed := now.Sub(m.at)
	switch {
	case m.at.IsZero() || bytes < m.bytes:
		*m = meter{at: now, bytes: bytes}
		return
	case elapsed <= 0, m.rate == 0 && elapsed < settling:
		return
	}
	rate, weight := float64(bytes-m.bytes)/elapsed.Seconds(), 1.0
	if m.rate > 0 {
		weight = 1 - math.Exp(-elapsed.Seconds()/smoothing.Seconds())
	}
	m.at, m.bytes, m.rate = now, bytes, m.rate+weight*(rate-m.rate)
}

// left is how long so many bytes still take; ok is false while that is not known.
func (m *meter) left(bytes int64) (d time.Duration, ok bool) {
	seconds := float64(bytes) / m.rate
	const most = 100 * 24 * time.Hour
	if m.rate < 1 || seconds > most.Seconds() {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}
