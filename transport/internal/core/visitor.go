package core

import (
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/listen"
	"confab/transport/internal/loop"
	"confab/transport/internal/plain"
	"confab/transport/internal/socket"
)

// visitor is one connection to a Server, from its accept to its end. Its run
// goroutine reads; it is the only one that does.
type visitor struct {
	server *Server
	conn   *plain.Conn
	seat   *listen.Seat
	addr   string

	// owned by the loop
	peer     *peer // nil until announced
	kind     PeerKind
	member   bool // the hub serves it
	identity ID   // whose key it has proved, where member is true
}

func (v *visitor) run() {
	defer v.server.depart(v)
	defer v.conn.Abandon()
	defer v.conn.Cut(PeerClosed, nil)
	if v.seat.Only != NoFault {
		v.prove()
		return
	}
	verdict, opening := v.conn.Identify(nil, func() { v.announce(Undecided) })
	if verdict == detect.Plain && len(opening) == 0 {
		if opening = v.awaitGuest(); opening == nil {
			return
		}
		// A silent guest may still open with TLS or HTTP: a browser has
		// connections ready before it has requests for them.
		verdict, opening = v.conn.Identify(opening, nil)
	}
	switch verdict {
	case detect.TLS:
		v.become(TLS)
		v.serveMember(opening)
	case detect.HTTP:
		v.become(Browser)
		v.serveBrowser(opening)
	case detect.Refused:
		v.refuseOpening(opening)
	default:
		if v.settle(Plain) {
			v.outlast(v.reader().ReadLoop(opening))
		}
	}
}

// prove is the life of a visitor that may do nothing but prove the key of a
// member.
func (v *visitor) prove() {
	verdict, opening := v.conn.Identify(nil, nil)
	s := v.server
	may := loop.Ask(s.loop, func() bool {
		may := verdict == detect.TLS && s.admission.MayProve(v.seat, time.Now())
		if !may && v.seat.Only == LimitReached {
			s.acceptFailed(&Error{Fault: LimitReached, Addr: v.seat.From.Addr.String()})
		}
		return may
	})
	if may {
		v.serveMember(opening)
	} else {
		v.conn.Refuse(v.seat.Only)
	}
}

// awaitGuest makes a silent visitor a guest, waits for its first bytes and
// returns them; nil means that the conn has ended.
func (v *visitor) awaitGuest() []byte {
	if v.isSpare() {
		switch opening, ended := v.conn.AwaitSpare(spareTime); {
		case len(opening) > 0:
			return opening
		case ended:
			return nil
		}
	}
	if !v.settle(Plain) {
		return nil
	}
	opening, ending := v.conn.Await()
	if len(opening) == 0 {
		v.outlast(ending)
		return nil
	}
	return opening
}

// reader is what reads the guest that the visitor became.
func (v *visitor) reader() *plain.Reader {
	s := v.server
	return loop.Ask(s.loop, func() *plain.Reader { return s.reader(v.peer) })
}

// outlast keeps a guest that said all it had to say, while it still reads.
func (v *visitor) outlast(e plain.Ending) {
	s := v.server
	v.conn.Outlast(e, func() {
		s.loop.Do(func() {
			s.halfClosed(v.peer)
			s.admission.HalfClosed(v.seat)
		})
	})
}

// announce puts the visitor into the roster.
func (v *visitor) announce(kind PeerKind) {
	s := v.server
	s.loop.Do(func() {
		if !s.browsed.lately(v.seat.From, time.Now()) {
			v.enroll(kind)
		}
	})
}

// enroll is announce for the loop.
func (v *visitor) enroll(kind PeerKind) {
	now := time.Now()
	v.kind = kind
	v.peer = v.server.enroll(Peer{Kind: kind, Addr: v.addr, Silent: true, Here: true, Since: now, Seen: now}, v.conn)
	v.peer.from = v.seat.From
	v.server.post(Event{Kind: Connected, Time: now, Peer: v.peer.Peer})
	v.server.notice(v.peer, PeerConnected, NoFault, true)
}

// become notes what the visitor turned out to be.
func (v *visitor) become(kind PeerKind) {
	s := v.server
	s.loop.Do(func() {
		v.kind = kind
		if v.peer != nil {
			v.peer.Kind = kind
			s.post(Event{Kind: Changed, Peer: v.peer.Peer})
		}
	})
}

// settle makes the visitor a guest of the given kind and lets its queue out. It
// reports whether the visitor may stay.
func (v *visitor) settle(kind PeerKind) bool {
	s := v.server
	return loop.Ask(s.loop, func() bool {
		if v.seat.Stage() == listen.Guest || v.conn.Reason() != NoFault {
			return v.conn.Reason() == NoFault
		}
		fault := NoFault
		if !s.allowed.Plain {
			fault = PlainRefused
		} else {
			fault = s.admission.Decided(v.seat)
		}
		if fault != NoFault {
			v.kind = kind
			v.conn.Refuse(fault)
			return false
		}
		socket.HoldLittle(v.conn.NetConn())
		if v.peer == nil {
			v.enroll(kind)
		} else {
			v.kind, v.peer.Kind = kind, kind
			if !v.peer.chosen {
				s.fixEncoding(v.peer)
			}
			s.post(Event{Kind: Changed, Peer: v.peer.Peer})
		}
		v.conn.Open()
		return true
	})
}

// refuseTLS answers a TLS hello of a Server without a Home in its own language,
// so that its user reads of a version that does not fit and not of a broken
// network: a fatal alert, protocol_version (RFC 8446, section 6).
func (v *visitor) refuseTLS() {
	v.conn.Answer([]byte{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 70}, TLSRefused)
}
