package core

import (
	"maps"
	"time"

	"confab/transport/internal/loop"
	"confab/transport/internal/origin"
	"confab/transport/internal/plain"
	"confab/transport/internal/web"
)

// newWeb returns what answers browsers.
func newWeb(o Options, s *Server) *web.Server {
	return web.New(web.Config{Version: o.Version, Downloads: o.Downloads, Interfaces: s.interfaces, Log: o.Logger})
}

// serveBrowser answers one request, with the page or a download.
func (v *visitor) serveBrowser(opening []byte) {
	s := v.server
	// What was said to a silent guest meanwhile would stand in the midst of the answer.
	left, ok := v.conn.Withhold()
	settleAll(left, PeerGone)
	if !ok {
		v.conn.Cut(RequestRefused, nil)
		return
	}
	visit := web.Visit{Conn: v.conn.NetConn(), Opening: opening, From: v.seat.From}
	why := loop.Ask(s.loop, func() Fault {
		visit.Allowed, visit.Plain = s.allowed.Browsers, s.allowed.Plain
		if s.hosting != nil {
			visit.Host = s.hosting.name
		}
		if s.attempt != nil {
			visit.Listening = s.attempt.host()
		}
		s.browsed.note(v.seat.From, time.Now())
		return s.admission.Browse(v.seat, time.Now())
	})
	if why != NoFault {
		v.conn.Refuse(why)
		return
	}
	seen, err := s.web.Serve(visit)
	if err != nil {
		v.conn.Cut(seen, err)
		return
	}
	v.conn.Answer(nil, seen)
}

// browsed is from where browsers came last. A browser opens more connections than it has
// requests for, and closes those that it did not need after ten seconds: silent ones from
// there are no guests yet.
type browsed map[origin.Place]time.Time

const (
	// spareTime is how long after a browser's request a silent connection may be another of
	// its own, and how long such a one is waited for.
	spareTime = 12 * time.Second
	// maxBrowsed is of how many places it is noted.
	maxBrowsed = 256
)

func (b browsed) note(from origin.Origin, now time.Time) {
	maps.DeleteFunc(b, func(_ origin.Place, at time.Time) bool { return now.Sub(at) > spareTime })
	if len(b) < maxBrowsed {
		b[from.Place()] = now
	}
}

// lately reports whether a browser came from there.
func (b browsed) lately(from origin.Origin, now time.Time) bool {
	at, noted := b[from.Place()]
	return noted && now.Sub(at) <= spareTime
}

// isSpare reports whether a silent visitor may be a browser's, and nobody knows of it.
func (v *visitor) isSpare() bool {
	s := v.server
	return loop.Ask(s.loop, func() bool { return v.peer == nil && s.browsed.lately(v.seat.From, time.Now()) })
}

// settleAll settles messages that were not written.
func settleAll(left []plain.Message, f Fault) {
	for _, m := range left {
		m.Settled(f)
	}
}

// refuseOpening ends a visitor that began like what a web page can make a
// browser send.
func (v *visitor) refuseOpening(opening []byte) {
	answer := web.Refusal(opening)
	// One that was taken for a guest and written to expects no answer here.
	if len(answer) == 0 || v.conn.HasWritten() {
		v.conn.Cut(RequestRefused, nil)
		return
	}
	v.conn.Answer(answer, RequestRefused)
}
