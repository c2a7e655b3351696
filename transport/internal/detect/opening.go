package detect

import "time"

// Verdict says which kind of visitor a connection's first bytes show.
type Verdict uint8

const (
	// Undecided: the bytes so far could still become more than one kind.
	Undecided Verdict = iota
	// TLS: a TLS 1.0 to 1.3 (or SSL 3.0) record that opens a handshake.
	TLS
	// HTTP: the request line of HTTP, of any version, method and length.
	HTTP
	// Refused: another protocol that a web page can make its visitor's browser
	// speak (STUN and TURN of WebRTC, the hello of SSL 2, RTSP, SIP), or a first
	// line that could still become a request after OpeningBytes, or after a
	// silence in its midst. Who sent it may not have meant it.
	Refused
	// Plain: anything else, silence included.
	Plain
)

// String returns the verdict's name, for logs and tests.
func (v Verdict) String() string {
	switch v {
	case Undecided:
		return "undecided"
	case TLS:
		return "TLS"
	case HTTP:
		return "HTTP"
	case Refused:
		return "refused"
	}
	return "plain"
}

const (
	// OpeningBytes is where a first line that can still become a request is
	// refused. A method may be as long as a page wants, and so may a target.
	OpeningBytes = 8 << 10
	// segmentBytes is what the first segment of a browser's request carries at
	// least, if the request is that long: the smallest that IPv4 has without an
	// agreement is 536 bytes (RFC 9293, section 3.7.1). A request is written at
	// once, so that a first line which stops before has a person behind it.
	segmentBytes = 512
)

const (
	// shortWait is how long what stopped before segmentBytes is waited for: a
	// guest's "hello" should not come late.
	shortWait = 100 * time.Millisecond
	// longWait is the wait for all else: for the first byte, for the rest of what
	// a browser may have sent of which a segment is late, and for that of a hello
	// of TLS, which a member may send through what cuts it.
	longWait = 3 * time.Second
)

// Opening classifies a connection by its first bytes. The zero value is ready.
//
// A decided answer never changes and does not depend on how the bytes were
// split into reads: each verdict is given by the shortest prefix that proves
// it. The reader adds what it read until the answer is not Undecided, and then
// replays Bytes to whoever speaks that protocol.
//
// An undecided visitor may fall silent, with or without bytes: "GET me a
// coffee" without a newline is what a plain guest may well have said. When
// nothing came for Wait, the caller calls Silence, which decides: what is short
// is plain, and what is long is refused, not guessed.
//
// A guest that was called plain before it sent a byte may still open with TLS
// later, and a browser may send its request on a connection that it opened long
// before, so start over when its first bytes come:
//
//	if len(opening.Bytes()) == 0 {
//		opening = detect.Opening{}
//	}
//	verdict := opening.Add(b)
type Opening struct {
	seen    []byte
	line    requestLine
	verdict Verdict
}

// Add classifies with the next bytes that came. It keeps a copy of b while the
// answer was Undecided before; bytes that come after the decision are the
// caller's and are not kept, so an Opening holds at most OpeningBytes and the
// one read that decided it.
func (o *Opening) Add(b []byte) Verdict {
	if o.verdict != Undecided {
		return o.verdict
	}
	o.seen = append(o.seen, b...)
	o.verdict = o.classify()
	return o.verdict
}

// Wait returns for how long more should be waited for before Silence is called,
// counted from the last byte that came.
func (o *Opening) Wait() time.Duration {
	if n := len(o.seen); 0 < n && n < segmentBytes && o.seen[0] != tlsHandshake {
		return shortWait
	}
	return longWait
}

// Silence says that nothing more came for as long as the caller will wait. An
// undecided visitor is plain now, or refused if it said much.
func (o *Opening) Silence() Verdict {
	switch {
	case o.verdict != Undecided:
	case len(o.seen) < segmentBytes:
		o.verdict = Plain
	default:
		o.verdict = Refused
	}
	return o.verdict
}

// Verdict returns the answer so far.
func (o *Opening) Verdict() Verdict { return o.verdict }

// Bytes returns everything that was added up to the decision, for replay. The
// memory is the Opening's; drop the Opening to free it.
func (o *Opening) Bytes() []byte { return o.seen }

func (o *Opening) classify() Verdict {
	if len(o.seen) == 0 {
		return Undecided
	}
	if v, text := classifyBinary(o.seen); !text {
		return v
	}
	return o.line.add(o.seen)
}
