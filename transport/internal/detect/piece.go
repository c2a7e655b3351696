package detect

import "time"

// How long the assembler waits for more before it takes a message as ended.
const (
	// Gap ends a message.
	Gap = 40 * time.Millisecond
	// BurstGap ends a message of more than BurstBytes: a long text may pause
	// between two segments.
	BurstGap = 250 * time.Millisecond
	// TailGap is how long an unfinished character, telnet sequence or CR LF
	// may stay unfinished.
	TailGap = 500 * time.Millisecond
	// LineGap shows a line that nobody ends. Some of those who seem to type
	// key by key are people who said "y", "n", "y" and never end a line.
	LineGap = 5 * time.Second
	// LineBurstGap is LineGap for a line of which several characters came at
	// once, which no key does: the line mode was an error and ends.
	LineBurstGap = time.Second
)

const (
	// BurstBytes is where BurstGap begins.
	BurstBytes = 1000
	// MessageBytes is the longest message; longer ones are cut between two
	// characters.
	MessageBytes = 64 << 10
	// NegotiationBytes is how much telnet negotiation waits for a text to go
	// with. Past it a Piece without text carries it.
	NegotiationBytes = 4 << 10
	// singleKeys is how many lone characters in a row start the line mode.
	singleKeys = 3
)

// Newline is how a line is ended.
type Newline uint8

const (
	// None: no line was ended yet.
	None Newline = iota
	// LF is "\n".
	LF
	// CRLF is "\r\n". It stands for "\r" and "\r\x00" too: whoever sends those
	// is a terminal, and terminals want both.
	CRLF
)

// Form is what has to be known of the bytes of a message to read them again in
// another encoding.
type Form uint8

const (
	// Cut: the message was cut at MessageBytes. It did not end, and a newline there
	// is one inside.
	Cut Form = 1 << iota
	// Telnet: the guest negotiates, so that 0xFF is telnet's escape in encodings
	// too in which it is a character.
	Telnet
	// ASCII: the bytes are ASCII, which reads alike in all encodings that extend it.
	ASCII
)

// Piece is one message as it came.
type Piece struct {
	// Raw is the exact bytes.
	Raw string
	// Text is Raw decoded: always valid UTF-8, without telnet sequences and
	// without the newline that ended it. It shares Raw's memory when it can.
	Text string
	// Encoding is what it was decoded with, and Form how.
	Encoding Encoding
	Form     Form
}

// Read returns the Text of the message whose bytes are raw. It may be called from
// any goroutine.
func (e Encoding) Read(raw string, f Form) string {
	text, _ := e.read(raw, f)
	return text
}

// ReadsAlike reports whether a message of the form f has the same Text in e and in
// other, as far as that can be told without its bytes.
func (e Encoding) ReadsAlike(other Encoding, f Form) bool {
	return e == other || f&ASCII != 0 && e.extendsASCII() && other.extendsASCII()
}

// read is Read, with how the message ended its line.
func (e Encoding) read(raw string, f Form) (string, Newline) {
	if e.escapedBy(f) {
		raw = withoutTelnet(raw, !e.telnet())
	}
	end := None
	if f&Cut == 0 {
		raw, end = e.trimNewline(raw)
	}
	return e.decode(raw), end
}

// escapedBy reports whether 0xFF is telnet's escape in a message of the form f.
func (e Encoding) escapedBy(f Form) bool {
	return e.telnet() || f&Telnet != 0 && codecs[e].shape == oneByte
}
