package plain

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

// Reader turns the bytes of one Conn into messages. Its memory is small
// while the peer is idle: the large buffer is borrowed during a burst only.
type Reader struct {
	conn      *Conn
	take      Take
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
	// unshown says that the tap alone has what was read last.
	unshown bool
	pace    *session.Bucket // of messages into the room of members; nil until one went there
	small   [512]byte
}

// bursts holds the buffers for peers that send much at once.
var bursts = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// Take takes what one read completed, 20 messages at most, with what is known then of
// how the peer writes: reading is what its text turned out to be in, and lines says that
// it types key by key, so that its messages are lines. The goroutine that reads calls it
// and does not read on before it returns, so that what waits has a ceiling. It returns
// how many of the messages went into the room of the members, where the peer is held to
// the pace of Limits.RelayPerSecond.
type Take func(pieces []detect.Piece, reading detect.Reading, lines bool) (relayed int)

// Reader returns the reader of a conn. It reads text in an encoding, or if guesser is not
// nil in what that finds out, of which it is the owner until ReadLoop returns.
func (k *Conn) Reader(encoding detect.Encoding, guesser *detect.Guesser, take Take) *Reader {
	r := &Reader{
		conn: k, take: take,
		// Whoever found out what the visitor speaks had deadlines of its own;
		// one left standing would end every read at once.
		timed:     true,
		allowance: k.config.Limits.ReadBurstBytes, refilled: time.Now(),
	}
	keep := func(piece detect.Piece) {
		// Telnet negotiation that no text came with is no message.
		if piece.Text != "" || piece.Raw == "" || piece.Raw[0] != telnetIAC {
			r.pieces = append(r.pieces, piece)
		}
	}
	if guesser == nil {
		r.assembler = detect.NewAssembler(encoding, keep)
	} else {
		r.assembler = detect.NewGuessingAssembler(guesser, keep)
	}
	return r
}

// telnetIAC begins a telnet command (RFC 854).
const telnetIAC = 0xFF

// ReadLoop reads until nothing more comes, first what was read before, and returns
// how that ended.
func (r *Reader) ReadLoop(replay []byte) Ending {
	r.add(replay)
	full := false
	for {
		r.setDeadline()
		n, err := r.read(&full)
		switch {
		case err == nil && r.unshown:
		case err == nil:
			r.throttle(n)
		case isTimeout(err):
			r.assembler.Quiet()
			r.deliver()
		default:
			e := Ending{err, time.Since(r.quiet)}
			r.assembler.Close()
			r.deliver()
			r.conn.endTap()
			return e
		}
	}
}

// read reads once, into a borrowed buffer when the last read filled its own.
func (r *Reader) read(full *bool) (int, error) {
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
		r.add(buffer[:n])
	}
	return n, err
}

func (r *Reader) setDeadline() {
	wait, pending := r.assembler.Wait()
	switch {
	case pending:
		_ = r.conn.nc.SetReadDeadline(time.Now().Add(wait))
	case r.timed:
		_ = r.conn.nc.SetReadDeadline(time.Time{})
	}
	r.timed = pending
}

// add hands bytes to the assembler, after a change of encoding that a person
// asked for.
func (r *Reader) add(b []byte) {
	if wanted := r.conn.wanted.Swap(0); wanted != 0 {
		r.assembler.SetEncoding(detect.Encoding(wanted - 1))
	}
	if len(b) == 0 {
		return
	}
	if r.unshown = !r.tapped(b); !r.unshown {
		r.assembler.Add(b)
		r.deliver()
	}
}

// deliver hands on the messages that are complete, and what they showed of how
// the peer writes.
func (r *Reader) deliver() {
	if len(r.pieces) == 0 {
		return
	}
	r.conn.ending.Store(int32(r.assembler.EndsLine()))
	pieces := r.pieces
	r.pieces = nil
	for len(pieces) > 0 {
		n := min(len(pieces), AtOnce)
		relayed := r.take(pieces[:n], r.assembler.Reading(), r.assembler.LineMode())
		pieces = pieces[n:]
		if relayed > 0 && !r.hold(relayed) {
			return // it has ended: what is left counts as not read
		}
	}
}

// AtOnce is how many messages of a peer are handed on together: so many more than its
// pace allows come into the room of members at most, however much was read at once.
const AtOnce = 20

// hold holds a guest who said something in the room to the pace of members. It
// reports whether its conn still stands.
func (r *Reader) hold(messages int) bool {
	if r.pace == nil {
		limits := &r.conn.config.Limits
		bucket := session.NewBucket(float64(limits.RelayPerSecond), float64(limits.RelayBurst))
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
func (r *Reader) throttle(n int) {
	limits := &r.conn.config.Limits
	now := time.Now()
	earned := int(now.Sub(r.refilled).Seconds() * float64(limits.ReadBytesPerSecond))
	if earned > 0 {
		r.allowance = min(r.allowance+earned, limits.ReadBurstBytes)
		r.refilled = now
	}
	r.allowance -= n
	pause := r.conn.config.Intake.take(n, now)
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
func endFault(err error) fault.Fault {
	if errors.Is(err, io.EOF) {
		return fault.PeerClosed
	}
	return fault.OfConn(err)
}
