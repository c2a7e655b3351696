package core

import (
	"time"

	"confab/transport/internal/origin"
)

// refusals paces what a Server says of those whom it turned away, and of trouble of
// accepting, so that a web page which has a browser come again and again is one line
// and not a thousand. What is not said at once is counted, and said a little later
// as so many more: of a place where there is room for that, or else of all that are
// left. So nothing hides another thing for good. The Server's loop owns it.
type refusals struct {
	// say posts an event; later has flush called after a time.
	say   func(Event)
	later func(time.Duration)
	said  map[refusal]*saying
	// places shares how many places something is said of.
	places origin.Pool[refusal]
	// flushes says that flush will be called.
	flushes bool
}

// refusal is one kind of turning away, from one place; of the zero Place it is one
// kind of trouble, or the turning away of all for whom there is no room.
type refusal struct {
	place origin.Place
	fault Fault
}

// saying is when something was last said, and what was not said since.
type saying struct {
	pause time.Duration
	at    time.Time // zero: never
	last  Event     // what was not said, but for its Err
	why   *Error    // that; nil: all was said
	more  int       // how many there were beside the last
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

func newRefusals(say func(Event), later func(time.Duration)) *refusals {
	return &refusals{
		say: say, later: later, said: map[refusal]*saying{},
		places: origin.Pool[refusal]{Size: refusalsKept, PerPlace: refusalsPlace, Stay: refusalPause},
	}
}

// trouble says that accepting failed, or counts it.
func (r *refusals) trouble(why *Error, now time.Time) {
	s := &saying{pause: troublePause, last: Event{Kind: AcceptFailed, Addr: why.Addr}, why: why}
	r.tell(refusal{fault: why.Fault}, s, now)
}

// turnedAway says that a visitor from o, who is peer, was turned away, or counts it.
func (r *refusals) turnedAway(o origin.Origin, peer Peer, why *Error, now time.Time) {
	s := &saying{pause: refusalPause, last: Event{Kind: Disconnected, Peer: peer}, why: why}
	switch why.Fault {
	case PageServed, RequestRefused, TLSRefused, PlainRefused, MembersRefused:
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
func (r *refusals) tell(key refusal, fresh *saying, now time.Time) {
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
func (r *refusals) speak(s *saying, now time.Time) {
	e, why := s.last, *s.why
	why.More = s.more
	e.Err = &why
	*s = saying{pause: s.pause, at: now}
	r.say(e)
}

// leaveOut has what was not said of a place count as that of all who are left.
func (r *refusals) leaveOut(key refusal, now time.Time) {
	s := r.said[key]
	delete(r.said, key)
	if s.why != nil {
		r.tell(refusal{fault: key.fault}, s, now)
	}
}

// forget takes out what was said long ago and not repeated.
func (r *refusals) forget(now time.Time) {
	for key, s := range r.said {
		if s.why == nil && now.Sub(s.at) >= s.pause {
			delete(r.said, key)
			r.places.Leave(key)
		}
	}
}

// flush says what is due of what was only counted.
func (r *refusals) flush(now time.Time) {
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
