package core

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
	"confab/transport/internal/session"
)

// reader turns the bytes of one plain conn into messages. Its memory is small
// while the peer is idle: the large buffer is borrowed during a burst only.
type reader struct {
	conn      *conn
	peer      *peer
	assembler *detect.Assembler
	// pieces are what the assembler completed since the last deliver.
	pieces []detect.Piece
	timed  bool // a read deadline is set
	// allowance is how many bytes may still be read now; it goes below zero
	// and is refilled at the limit's rate.
	allowance int
	refilled  time.Time
	// quiet is since when the peer, of which all was read, has said nothing; zero while
	// that is not so.
	quiet  time.Time
	spared spared
	pace   *session.Bucket // of messages into the room of members; nil until one went there
	small  [512]byte
}

// bursts holds the buffers for peers that send much at once.
var bursts = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// newReader returns the reader of a peer's conn.
func newReader(k *conn, p *peer) *reader {
	r := &reader{
		conn: k, peer: p,
		// Whoever found out what the visitor speaks had deadlines of its own;
		// one left standing would end every read at once.
		timed:     true,
		allowance: k.core.limits.ReadBurstBytes, refilled: time.Now(),
	}
	keep := func(piece detect.Piece) {
		// Telnet negotiation that no text came with is no message.
		if piece.Text != "" || piece.Raw == "" || piece.Raw[0] != telnetIAC {
			r.pieces = append(r.pieces, piece)
		}
	}
	if p.chosen {
		r.assembler = detect.NewAssembler(p.Encoding, keep)
		return r
	}
	if p.guesser == nil {
		p.guesser = detect.NewGuesser(k.core.locale)
	}
	r.assembler = detect.NewGuessingAssembler(p.guesser, keep)
	return r
}

// telnetIAC begins a telnet command (RFC 854).
const telnetIAC = 0xFF

// readLoop reads until nothing more comes, first what was read before, and returns
// how that ended.
func (r *reader) readLoop(replay []byte) ending {
	r.take(replay)
	full := false
	for {
		r.setDeadline()
		n, err := r.read(&full)
		switch {
		case err == nil:
			r.throttle(n)
		case isTimeout(err):
			r.assembler.Quiet()
			r.deliver()
		default:
			e := ending{err, time.Since(r.quiet)}
			r.assembler.Close()
			r.deliver()
			return e
		}
	}
}

// read reads once, into a borrowed buffer when the last read filled its own.
func (r *reader) read(full *bool) (int, error) {
	buffer := r.small[:]
	if *full && r.pace == nil { // one in the room is read in small pieces
		burst := bursts.Get().(*[32 << 10]byte)
		defer bursts.Put(burst)
		buffer = burst[:]
	}
	if r.quiet.IsZero() {
		r.quiet = time.Now()
	}
	n, err := r.conn.nc.Read(buffer)
	*full = n == len(buffer)
	if n > 0 {
		r.quiet = time.Time{}
		r.take(buffer[:n])
	}
	return n, err
}

func (r *reader) setDeadline() {
	wait, pending := r.assembler.Wait()
	switch {
	case pending:
		_ = r.conn.nc.SetReadDeadline(time.Now().Add(wait))
	case r.timed:
		_ = r.conn.nc.SetReadDeadline(time.Time{})
	}
	r.timed = pending
}

// take hands bytes to the assembler, after a change of encoding that a person
// asked for.
func (r *reader) take(b []byte) {
	if wanted := r.conn.wanted.Swap(0); wanted != 0 {
		r.assembler.SetEncoding(Encoding(wanted - 1))
	}
	if len(b) > 0 {
		r.assembler.Add(b)
		r.deliver()
	}
}

// deliver hands on the messages that are complete, and what they showed of how
// the peer writes.
func (r *reader) deliver() {
	if len(r.pieces) == 0 {
		return
	}
	r.conn.ending.Store(int32(r.assembler.EndsLine()))
	pieces := r.pieces
	r.pieces = nil
	for len(pieces) > 0 {
		n := min(len(pieces), guestsAtOnce)
		relayed := r.conn.core.received(r.peer, pieces[:n], r.assembler.Reading(), r.assembler.LineMode())
		pieces = pieces[n:]
		if relayed > 0 && !r.hold(relayed) {
			return // it has ended: what is left counts as not read
		}
	}
}

// guestsAtOnce is how many messages of a plain peer are handed on together: so
// many more than its pace allows come into the room of members at most, however
// much was read at once.
const guestsAtOnce = 20

// hold holds a guest who said something in the room to the pace of members. It
// reports whether its conn still stands.
func (r *reader) hold(messages int) bool {
	if r.pace == nil {
		limits := &r.conn.core.limits
		bucket := session.NewBucket(float64(limits.MemberPerSecond), float64(limits.MemberBurst))
		r.pace = &bucket
	}
	r.conn.rest(r.pace.Take(float64(messages), time.Now()))
	select {
	case <-r.conn.done:
		return false
	default:
		return true
	}
}

// throttle waits once the peer has sent more than its allowance, or all peers more
// than theirs. Not reading fills the peer's window, and TCP slows it down: nothing
// is dropped.
func (r *reader) throttle(n int) {
	limits := &r.conn.core.limits
	now := time.Now()
	earned := int(now.Sub(r.refilled).Seconds() * float64(limits.ReadBytesPerSecond))
	if earned > 0 {
		r.allowance = min(r.allowance+earned, limits.ReadBurstBytes)
		r.refilled = now
	}
	r.allowance -= n
	pause := r.conn.core.intake.take(n, now)
	if pause > 0 && r.spared.take(n, now) {
		pause = 0
	}
	if r.allowance < 0 {
		pause = max(pause, time.Duration(-r.allowance)*time.Second/time.Duration(limits.ReadBytesPerSecond))
	}
	r.conn.rest(pause)
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// endFault is why a conn ended, from the error of its last read.
func endFault(err error) Fault {
	if errors.Is(err, io.EOF) {
		return PeerClosed
	}
	return fault.OfConn(err)
}
