package transport

import (
	"time"

	"confab/transport/internal/origin"
)

// refusals is of whom a Server said lately that it was turned away, so that a
// web page which has a browser come again and again is one line and not a
// thousand. It is guarded by the Server's core.mu.
type refusals map[refusal]time.Time

// refusal is one kind of turning away, from one place.
type refusal struct {
	place origin.Place
	fault Fault
}

const (
	// refusalPause is how long no more of the same is said of an address.
	refusalPause = 10 * time.Second
	// refusalsKept is of how many addresses something is said in that time.
	refusalsKept = 64
)

// news reports whether it is to be said that a visitor from o was turned away
// with f, and notes that it was.
func (r refusals) news(o origin.Origin, f Fault, now time.Time) bool {
	switch f {
	case PageServed, RequestRefused, TLSRefused:
	default:
		return true
	}
	key := refusal{o.Place(), f}
	if at, said := r[key]; said && now.Sub(at) < refusalPause {
		return false
	}
	if len(r) >= refusalsKept {
		for other, at := range r {
			if now.Sub(at) >= refusalPause {
				delete(r, other)
			}
		}
		if len(r) >= refusalsKept {
			return false
		}
	}
	r[key] = now
	return true
}
