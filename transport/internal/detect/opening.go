package detect

import "bytes"

// Verdict says which kind of visitor a connection's first bytes show.
type Verdict uint8

const (
	// Undecided: the bytes so far could still become more than one kind.
	Undecided Verdict = iota
	// TLS: a TLS 1.0 to 1.3 (or SSL 3.0) record that opens a handshake.
	TLS
	// HTTP: an HTTP/1.x request line.
	HTTP
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
	}
	return "plain"
}

// OpeningBytes is the longest first line that can still be an HTTP request;
// past it the visitor is plain.
const OpeningBytes = 8 << 10

// Opening classifies a connection by its first bytes. The zero value is ready.
//
// A decided answer never changes and does not depend on how the bytes were
// split into reads: each verdict is given by the shortest prefix that proves
// it. The reader adds what it read until the answer is not Undecided, and then
// replays Bytes to whoever speaks that protocol.
//
// An undecided visitor may fall silent, with or without bytes: "GET me a
// coffee" without a newline is what a plain guest may well have said. When the
// caller has waited long enough it calls Silence, and the guest is plain.
//
// A guest that was called plain before it sent a byte may still open with TLS
// later. As long as nothing was written to it, start over when its first bytes
// come:
//
//	if len(opening.Bytes()) == 0 && !written {
//		opening = detect.Opening{}
//	}
//	verdict := opening.Add(b)
type Opening struct {
	seen    []byte
	scanned int // how far seen was searched for the end of the line
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

// Silence says that nothing more came for as long as the caller will wait. An
// undecided visitor is plain now.
func (o *Opening) Silence() Verdict {
	if o.verdict == Undecided {
		o.verdict = Plain
	}
	return o.verdict
}

// Verdict returns the answer so far.
func (o *Opening) Verdict() Verdict { return o.verdict }

// Bytes returns everything that was added up to the decision, for replay. The
// memory is the Opening's; drop the Opening to free it.
func (o *Opening) Bytes() []byte { return o.seen }

var (
	methods     = []string{"GET ", "HEAD ", "POST ", "OPTIONS "}
	httpVersion = []byte(" HTTP/1.")
)

func (o *Opening) classify() Verdict {
	if len(o.seen) == 0 {
		return Undecided
	}
	if o.seen[0] == tlsHandshake {
		return classifyTLS(o.seen)
	}
	whole, possible := startsWithMethod(o.seen)
	switch {
	case whole:
		return o.classifyLine()
	case possible:
		return Undecided
	}
	return Plain
}

// The first three bytes of a TLS record (RFC 8446 section 5.1): the content
// type and the version, of which the minor number is 0 for SSL 3.0 and at most
// 4 should anyone ever write TLS 1.3's own number there.
const (
	tlsHandshake = 0x16
	tlsMajor     = 0x03
	tlsMaxMinor  = 0x04
)

func classifyTLS(b []byte) Verdict {
	switch {
	case len(b) > 1 && b[1] != tlsMajor:
		return Plain
	case len(b) < 3:
		return Undecided
	case b[2] > tlsMaxMinor:
		return Plain
	}
	return TLS
}

// startsWithMethod reports whether b begins with a method and its space, or
// else could still become one.
func startsWithMethod(b []byte) (whole, possible bool) {
	for _, m := range methods {
		n := min(len(b), len(m))
		if string(b[:n]) == m[:n] {
			return n == len(m), true
		}
	}
	return false, false
}

// classifyLine looks for the version in the first line. It searches each byte
// once (but for an overlap), so a visitor that sends one byte at a time costs
// no more than another.
func (o *Opening) classifyLine() Verdict {
	line := o.seen[:min(len(o.seen), OpeningBytes)]
	from := max(0, o.scanned-len(httpVersion)+1)
	end := bytes.IndexByte(line[o.scanned:], '\n')
	if end >= 0 {
		line = line[:o.scanned+end]
	}
	o.scanned = len(line)
	switch {
	case bytes.Contains(line[from:], httpVersion):
		return HTTP
	case end >= 0, len(line) == OpeningBytes:
		return Plain
	}
	return Undecided
}
