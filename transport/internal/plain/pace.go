package plain

import "time"

// pacer spaces what is written, for a peer that takes so many bytes a second and has
// little room for more, as a device behind a serial line. It has no clock of its own.
type pacer struct {
	rate int // bytes a second; 0 is no limit
	// due is when the next write may come.
	due time.Time
}

const (
	// paceTick is how much of the rate one write has.
	paceTick = 50 * time.Millisecond
	// paceSlack is how late a write may be and the next ones still make up for it. What a
	// peer has held up for longer does not come in a burst afterwards.
	paceSlack = 2 * paceTick
)

// most is how many bytes the next write may have, of so many that there are.
func (p *pacer) most(there int) int {
	if p.rate <= 0 {
		return there
	}
	return min(there, max(1, int(int64(p.rate)*int64(paceTick)/int64(time.Second))))
}

// wait is how long from now on the next write has to wait.
func (p *pacer) wait(now time.Time) time.Duration {
	if p.rate <= 0 || p.due.IsZero() {
		return 0
	}
	return max(0, p.due.Sub(now))
}

// wrote notes a write of n bytes that was begun then.
func (p *pacer) wrote(n int, begun time.Time) {
	if p.rate <= 0 {
		return
	}
	if earliest := begun.Add(-paceSlack); p.due.IsZero() {
		p.due = begun
	} else if p.due.Before(earliest) {
		p.due = earliest
	}
	p.due = p.due.Add(time.Duration(int64(n) * int64(time.Second) / int64(p.rate)))
}
