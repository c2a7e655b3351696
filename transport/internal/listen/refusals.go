package listen

import (
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/origin"
)

// Refusals paces what a Server says of those whom it turned away, and of trouble of
// accepting, each as an E of the caller's, so that a web page which has a browser come again and again is one line
// and not a thousand. What is not said at once is counted, and said a little later
// as so many more: of a place where there is room for that, or else of all that are
// left. So nothing hides another thing for good. Make one with NewRefusals. It locks
// nothing: one goroutine owns it.
type Refusals[E any] struct {
	// say says why something happened; later has Flush called after a time.
	say   func(E, *fault.Error)
	later func(time.Duration)
	said  map[refusal]*saying[E]
	// places shares how many places something is said of.
	places origin.Pool[refusal]
	// flushes says that Flush will be called.
	flushes bool
}

// refusal is one kind of turning away, from one place; of the zero Place it is one
// kind of trouble, or the turning away of all for whom there is no room.
type refusal struct {
	place origin.Place
	fault fault.Fault
}

// saying is when something was last said, and what was not said since.
type saying[E any] struct {
	pause time.Duration
	at    time.Time    // zero: never
	last  E            // what was not said
	why   *fault.Error // why it happened; nil: all was said
	more  int          // how many there were beside the last
}

const (
	// troublePause is how long no more is said of one kind of trouble.
	troublePause = time.Second
	// refusalPause is how long no more of the same is said of an address.
	refusalPause = 10 * time.Second
	// refusalsKept is of how many addresses and kinds something is kept; one that comes
	// from where fewer are kept is said in the place of another. refusalsPlace is how
	// many of one address are, more than there are kinds.
	refusalsKept  = 64
	refusalsPlace = 8
)

// NewRefusals returns a Refusals that calls say from its methods, with why something
// happened and how many more of the kind there were (Error.More). It calls later to have
// Flush called, by its owner, after a time.
func NewRefusals[E any](say func(E, *fault.Error), later func(time.Duration)) *Refusals[E] {
	return &Refusals[E]{
		say: say, later: later, said: map[refusal]*saying[E]{},
		places: origin.Pool[refusal]{Size: refusalsKept, PerPlace: refusalsPlace, Stay: refusalPause},
	}
}

// Trouble says that accepting failed, or counts it.
func (r *Refusals[E]) Trouble(what E, why *fault.Error, now time.Time) {
	s := &saying[E]{pause: troublePause, last: what, why: why}
	r.tell(refusal{fault: why.Fault}, s, now)
}

// TurnedAway says that a visitor from o was turned away, or counts it. An end that is no
// refusal is always said.
func (r *Refusals[E]) TurnedAway(o origin.Origin, what E, why *fault.Error, now time.Time) {
	s := &saying[E]{pause: refusalPause, last: what, why: why}
	switch why.Fault {
	case fault.PageServed, fault.RequestRefused, fault.TLSRefused, fault.PlainRefused, fault.BrowsersRefused, fault.MembersRefused:
	default:
		r.speak(s, now)
		return
	}
	key := refusal{o.Place(), why.Fault}
	if r.said[key] == nil {
		if r.places.Len() >= refusalsKept {
			r.forget(now)
		}
		given, gave, ok := r.places.Enter(key, o, now)
		if gave {
			r.leaveOut(given, now)
		}
		if !ok {
			key.place = origin.Place{}
		}
	}
	r.tell(key, s, now)
}

// tell says what there is, with what was counted before, or counts it.
func (r *Refusals[E]) tell(key refusal, fresh *saying[E], now time.Time) {
	s := r.said[key]
	if s == nil {
		s = fresh
		r.said[key] = s
	} else {
		if s.why != nil {
			s.more++
		}
		s.more += fresh.more
		s.last, s.why = fresh.last, fresh.why
	}
	if s.at.IsZero() || now.Sub(s.at) >= s.pause {
		r.speak(s, now)
	} else if !r.flushes {
		r.flushes = true
		r.later(troublePause)
	}
}

// speak says the last of what was not said, and how many more there were.
func (r *Refusals[E]) speak(s *saying[E], now time.Time) {
	what, why := s.last, *s.why
	why.More = s.more
	*s = saying[E]{pause: s.pause, at: now}
	r.say(what, &why)
}

// leaveOut has what was not said of a place count as that of all who are left.
func (r *Refusals[E]) leaveOut(key refusal, now time.Time) {
	s := r.said[key]
	delete(r.said, key)
	if s.why != nil {
		r.tell(refusal{fault: key.fault}, s, now)
	}
}

// forget takes out what was said long ago and not repeated.
func (r *Refusals[E]) forget(now time.Time) {
	for key, s := range r.said {
		if s.why == nil && now.Sub(s.at) >= s.pause {
			delete(r.said, key)
			r.places.Leave(key)
		}
	}
}

// Flush says what is due of what was only counted.
func (r *Refusals[E]) Flush(now time.Time) {
	r.forget(now)
	r.flushes = false
	for _, s := range r.said {
		switch {
		case s.why == nil:
		case now.Sub(s.at) >= s.pause:
			r.speak(s, now)
		default:
			r.flushes = true
		}
	}
	if r.flushes {
		r.later(troublePause)
	}
}
