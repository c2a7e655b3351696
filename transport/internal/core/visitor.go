package core

import (
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/loop"
	"confab/transport/internal/socket"
)

// visitor is one connection to a Server, from its accept to its end. Its run
// goroutine reads; it is the only one that does.
type visitor struct {
	server *Server
	conn   *conn
	seat   *admitted
	addr   string

	// owned by the loop
	peer     *peer // nil until announced
	kind     PeerKind
	member   bool // the hub serves it
	identity ID   // whose key it has proved, where member is true
}

const (
	// announceAfter is how long a visitor may stay unnamed: browsers and TLS
	// speak at once and should not flash in the list of people.
	announceAfter = 200 * time.Millisecond
	// silentAfter is when a visitor that has said nothing is taken for a
	// plain guest: the tutorial's client says nothing until its user types.
	silentAfter = 3 * time.Second
)

func (v *visitor) run() {
	defer v.server.depart(v)
	defer v.conn.abandon()
	defer v.conn.cut(PeerClosed, nil)
	if v.seat.only != NoFault {
		v.prove()
		return
	}
	verdict, opening := v.identify(nil, true)
	if verdict == detect.Plain && len(opening) == 0 {
		if opening = v.awaitGuest(); opening == nil {
			return
		}
		// A silent guest may still open with TLS or HTTP: a browser has
		// connections ready before it has requests for them.
		verdict, opening = v.identify(opening, false)
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
			v.outlast(v.reader().readLoop(opening))
		}
	}
}

// prove is the life of a visitor that may do nothing but prove the key of a
// member.
func (v *visitor) prove() {
	verdict, opening := v.identify(nil, false)
	s := v.server
	may := loop.Ask(s.loop, func() bool {
		may := verdict == detect.TLS && s.admission.mayProve(v.seat, time.Now())
		if !may && v.seat.only == LimitReached {
			s.acceptFailed(&Error{Fault: LimitReached, Addr: v.seat.from.Addr.String()})
		}
		return may
	})
	if may {
		v.serveMember(opening)
	} else {
		v.conn.refuse(v.seat.only)
	}
}

// identify reads on after the bytes seen until it is clear what the visitor
// speaks, or for silentAfter, and returns all bytes. Nothing is written meanwhile.
func (v *visitor) identify(seen []byte, announcing bool) (detect.Verdict, []byte) {
	var opening detect.Opening
	if verdict := opening.Add(seen); verdict != detect.Undecided {
		return verdict, opening.Bytes()
	}
	var buffer [512]byte
	begun := time.Now()
	last := begun
	for {
		end := sooner(begun.Add(silentAfter), last.Add(opening.Wait()))
		wait := end
		if announcing {
			wait = sooner(end, begun.Add(announceAfter))
		}
		_ = v.conn.nc.SetReadDeadline(wait)
		n, err := v.conn.nc.Read(buffer[:])
		if n > 0 {
			last = time.Now()
			if verdict := opening.Add(buffer[:n]); verdict != detect.Undecided {
				return verdict, opening.Bytes()
			}
		}
		switch {
		case err == nil:
		case !isTimeout(err):
			// What came before the end is still said: the reader meets the
			// same end again after it.
			if len(opening.Bytes()) == 0 {
				v.conn.cut(endFault(err), err)
			}
			return opening.Silence(), opening.Bytes()
		case wait.Before(end):
			announcing = false
			v.announce(Undecided)
		default:
			return opening.Silence(), opening.Bytes()
		}
	}
}

func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// awaitGuest makes a silent visitor a guest, waits for its first bytes and
// returns them; nil means that the conn has ended.
func (v *visitor) awaitGuest() []byte {
	if !v.settle(Plain) {
		return nil
	}
	_ = v.conn.nc.SetReadDeadline(time.Time{})
	buffer := make([]byte, 512)
	begun := time.Now()
	n, err := v.conn.nc.Read(buffer)
	if n == 0 {
		v.outlast(ending{err, time.Since(begun)})
		return nil
	}
	return buffer[:n]
}

// reader is what reads the guest that the visitor became.
func (v *visitor) reader() *reader {
	s := v.server
	return loop.Ask(s.loop, func() *reader {
		return newReader(v.conn, v.peer)
	})
}

// outlast keeps a guest that said all it had to say, while it still reads.
func (v *visitor) outlast(e ending) {
	s := v.server
	v.conn.outlast(e, func() {
		s.loop.Do(func() {
			s.halfClosed(v.peer)
			s.admission.halfClosed(v.seat)
		})
	})
}

// announce puts the visitor into the roster.
func (v *visitor) announce(kind PeerKind) {
	s := v.server
	s.loop.Do(func() {
		v.enroll(kind)
	})
}

// enroll is announce for the loop.
func (v *visitor) enroll(kind PeerKind) {
	now := time.Now()
	v.kind = kind
	v.peer = v.server.enroll(Peer{Kind: kind, Addr: v.addr, Silent: true, Here: true, Since: now, Seen: now}, v.conn)
	v.peer.from = v.seat.from
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
		if v.seat.stage == stageGuest || v.conn.reason() != NoFault {
			return v.conn.reason() == NoFault
		}
		fault := NoFault
		if !s.allowed.Plain {
			fault = PlainRefused
		} else {
			fault = s.admission.decided(v.seat)
		}
		if fault != NoFault {
			v.kind = kind
			v.conn.refuse(fault)
			return false
		}
		socket.HoldLittle(v.conn.nc)
		if v.peer == nil {
			v.enroll(kind)
		} else {
			v.kind, v.peer.Kind = kind, kind
			if !v.peer.chosen {
				s.fixEncoding(v.peer)
			}
			s.post(Event{Kind: Changed, Peer: v.peer.Peer})
		}
		v.conn.open()
		return true
	})
}

// refuseTLS answers a TLS hello of a Server without a Home in its own language,
// so that its user reads of a version that does not fit and not of a broken
// network: a fatal alert, protocol_version (RFC 8446, section 6).
func (v *visitor) refuseTLS() {
	v.answer([]byte{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 70}, TLSRefused)
}

// answer writes one last thing and ends the conn in order. A visitor that was
// queued messages as a possible guest gets none of them.
func (v *visitor) answer(last []byte, f Fault) {
	_ = v.conn.nc.SetWriteDeadline(time.Now().Add(5 * time.Second))
	if _, err := v.conn.nc.Write(last); err != nil {
		v.conn.cut(f, err)
		return
	}
	v.conn.finish(f, false)
	_ = v.conn.nc.SetReadDeadline(time.Time{})
	var rest [1024]byte
	for {
		n, err := v.conn.nc.Read(rest[:])
		if err != nil {
			return
		}
		v.conn.rest(v.server.intake.take(n, time.Now()))
	}
}
