package core

import (
	"time"

	"confab/transport/internal/loop"
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
