package detect

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Assembler cuts the raw text of one guest into messages. Make one with
// NewAssembler. All its methods are for the goroutine that reads the
// connection; messages are handed to emit, in order, before a method returns.
// emit may ask for Encoding, LineMode and EndsLine, and calls nothing else.
//
//	for {
//		deadline := time.Time{}
//		if wait, pending := a.Wait(); pending {
//			deadline = time.Now().Add(wait)
//		}
//		conn.SetReadDeadline(deadline)
//		n, err := conn.Read(b)
//		a.Add(b[:n])
//		switch {
//		case errors.Is(err, os.ErrDeadlineExceeded):
//			a.Quiet()
//		case err != nil:
//			a.Close()
//			return
//		}
//	}
//
// The rules:
//
//   - A message ends after a quiet Gap (BurstGap once it is long), or at
//     MessageBytes. A message that stops inside a character, a telnet sequence
//     or a CR LF is held as a whole until the rest came or TailGap passed:
//     showing its complete part earlier would make two messages of one.
//   - One newline at its end is stripped from Text; newlines inside stay. A
//     message that was cut at MessageBytes did not end and keeps its newline.
//   - After three messages of one character each and without a newline, the
//     guest types key by key: messages end at newlines (LineMode), and LineGap
//     and LineBurstGap show what no newline ends. Not in Hex.
//   - Telnet sequences are in Raw and not in Text. Negotiation alone is no
//     message: it waits, as Raw, for the next. In Latin1 and Hex, 0xFF is data.
//   - While the encoding was not set, text that is not UTF-8 but whole, valid
//     GB18030 is read as that, and so is everything after it. Some GB18030 is
//     also valid UTF-8 (D2 BB is 一 or һ): UTF-8 goes first until one message
//     was not. Text that is neither, or that is UTF-8 but for an unfinished
//     character at its end, is read as UTF-8 with U+FFFD.
//
// What it holds is never more than MessageBytes, and nothing between messages
// but waiting negotiation.
type Assembler struct {
	emit func(Piece)
	buf  []byte
	// first reads buf as encoding; second reads it as GB18030, and only once
	// first has failed and automatic holds.
	first, second walk
	encoding      Encoding
	automatic     bool
	text          bool // buf holds more than telnet sequences
	lines         bool // the guest types key by key
	burst         bool // several characters of this line came at once
	singles       uint8
	orphans       uint8 // bytes that the last character of the last message lacked
	newline       Newline
}

// walk is how far buf was read in one encoding: the end of the last whole
// token, and whether a byte before it was broken.
type walk struct {
	at     int
	broken bool
}

// NewAssembler returns an Assembler for a guest that writes e; UTF8 means that
// nobody knows yet, and GB18030 is recognized.
func NewAssembler(e Encoding, emit func(Piece)) *Assembler {
	return &Assembler{emit: emit, encoding: e, automatic: e == UTF8}
}

// Encoding returns how this guest's text is read. It changes by itself at most
// once, from UTF8 to GB18030, right before the first message in GB18030 is
// emitted.
func (a *Assembler) Encoding() Encoding { return a.encoding }

// SetEncoding fixes the encoding, from the message that is pending on.
func (a *Assembler) SetEncoding(e Encoding) {
	a.encoding, a.automatic = e, false
	burst := a.burst
	a.restart()
	a.advance()
	a.burst = burst && len(a.buf) > 0
	a.release()
}

// LineMode reports whether messages end at newlines because the guest types
// key by key.
func (a *Assembler) LineMode() bool { return a.lines && a.encoding != Hex }

// EndsLine returns how this guest last ended a message with a newline, for
// ending ours the same way.
func (a *Assembler) EndsLine() Newline { return a.newline }

// Wait returns how long after the last Add the caller may wait for more before
// it calls Quiet. Not pending means that there is nothing to wait for.
func (a *Assembler) Wait() (d time.Duration, pending bool) {
	if len(a.buf) == 0 {
		return 0, false
	}
	_, whole := a.reading()
	switch {
	case whole < len(a.buf) && (!a.LineMode() || a.buf[len(a.buf)-1] == '\r'):
		return TailGap, true
	case !a.text && whole == len(a.buf):
		return 0, false
	case a.LineMode() && a.burst:
		return LineBurstGap, true
	case a.LineMode():
		return LineGap, true
	case len(a.buf) > BurstBytes:
		return BurstGap, true
	}
	return Gap, true
}

// Add takes the bytes that came and emits the messages that they complete. It
// does not keep b.
func (a *Assembler) Add(b []byte) {
	for len(b) > 0 {
		n := min(len(b), MessageBytes-len(a.buf))
		a.grow(n)
		a.buf = append(a.buf, b[:n]...)
		b = b[n:]
		a.advance()
		if len(a.buf) == MessageBytes {
			a.cut()
		}
	}
	a.release()
}

// Quiet says that nothing came for as long as Wait said, and emits what was
// pending.
func (a *Assembler) Quiet() {
	if _, pending := a.Wait(); !pending {
		return
	}
	if a.burst && a.LineMode() {
		a.lines = false
	}
	a.flush()
}

// Close says that the connection ended, and emits what was pending. Telnet
// negotiation that no text followed is dropped.
func (a *Assembler) Close() {
	if _, pending := a.Wait(); pending {
		a.flush()
	}
	a.buf = nil
	a.restart()
}

// grow makes room for n more bytes. It doubles like append, but never past
// MessageBytes.
func (a *Assembler) grow(n int) {
	need := len(a.buf) + n
	if need <= cap(a.buf) {
		return
	}
	buf := make([]byte, len(a.buf), min(max(need, 2*cap(a.buf)), MessageBytes))
	copy(buf, a.buf)
	a.buf = buf
}

// release gives back memory that idle guests would otherwise hold for hours.
func (a *Assembler) release() {
	switch {
	case len(a.buf) == 0:
		a.buf = nil
	case !a.text && cap(a.buf) > 2*len(a.buf)+tokenSlack:
		a.buf = append(make([]byte, 0, len(a.buf)), a.buf...)
	}
}

// tokenSlack is the spare capacity that is not worth a copy.
const tokenSlack = 64

// advance reads the tokens that are whole now. In line mode it emits every line
// among them.
func (a *Assembler) advance() {
	start, characters := 0, 0
	for {
		kind, size := a.encoding.next(a.buf[a.first.at:], false)
		if kind == partial {
			break
		}
		a.first.at += size
		switch kind {
		case command:
			if !a.text && a.first.at-start >= NegotiationBytes {
				a.emit(Piece{Raw: string(a.buf[start:a.first.at])})
				start = a.first.at
			}
			continue
		case broken:
			a.first.broken = true
		}
		a.text = true
		characters++
		if kind == newline && a.LineMode() {
			end := a.first.at
			a.end(a.buf[start:end], a.judge(a.buf[start:end]))
			start, characters = end, 0
			a.first, a.second = walk{at: end}, walk{}
			a.text, a.burst = false, false
		}
	}
	if characters > 1 {
		a.burst = true
	}
	if start > 0 {
		a.drop(start)
	}
	if a.automatic && a.first.broken {
		a.second.advance(a.buf, GB18030, false)
	}
}

// advance reads the whole tokens of b, up to the first broken one.
func (w *walk) advance(b []byte, e Encoding, final bool) {
	for !w.broken {
		kind, size := e.next(b[w.at:], final)
		if kind == partial {
			return
		}
		w.at += size
		w.broken = kind == broken
	}
}

// reading returns which encoding fits what is pending best so far, and how far
// it is whole in that encoding.
func (a *Assembler) reading() (e Encoding, whole int) {
	if a.automatic && a.first.broken && !a.second.broken {
		return GB18030, a.second.at
	}
	return a.encoding, a.first.at
}

// judge decides the encoding of the whole message b, and remembers GB18030.
func (a *Assembler) judge(b []byte) Encoding {
	if !a.automatic {
		return a.encoding
	}
	b = a.withoutOrphans(b)
	var first, second walk
	first.advance(b, UTF8, true)
	a.orphans = 0
	if !first.broken {
		a.orphans = missing(b[first.at:])
		return UTF8
	}
	second.advance(b, GB18030, true)
	if !second.broken && second.at == len(b) {
		a.remember(b)
	}
	return a.encoding
}

// withoutOrphans returns b without the end of a character of which the last
// message was the beginning, because it took longer than TailGap. Such an end
// is often valid GB18030, and a guest would be misread from then on.
func (a *Assembler) withoutOrphans(b []byte) []byte {
	n := 0
	for n < min(int(a.orphans), len(b)) && !utf8.RuneStart(b[n]) {
		n++
	}
	return b[n:]
}

// missing returns how many bytes the unfinished UTF-8 character b lacks.
func missing(b []byte) uint8 {
	switch {
	case len(b) == 0 || b[0] == iac:
		return 0
	case b[0] >= 0xF0:
		return uint8(4 - len(b))
	case b[0] >= 0xE0:
		return uint8(3 - len(b))
	}
	return uint8(2 - len(b))
}

// remember settles on GB18030 if b, of which the characters have its form,
// also has only characters that exist.
func (a *Assembler) remember(b []byte) bool {
	if strings.ContainsRune(GB18030.decode(GB18030.withoutTelnet(string(b))), utf8.RuneError) {
		return false
	}
	a.encoding, a.automatic = GB18030, false
	return true
}

// cut emits the whole characters of a full buffer and keeps the rest, which is
// shorter than the longest token.
func (a *Assembler) cut() {
	e, whole := a.reading()
	if e != a.encoding && !a.remember(a.withoutOrphans(a.buf[:whole])) {
		e, whole = a.encoding, a.first.at
	}
	raw := string(a.buf[:whole])
	a.singles, a.orphans = 0, 0
	a.emit(Piece{Raw: raw, Text: e.decode(e.withoutTelnet(raw))})
	a.drop(whole)
	a.restart()
	a.advance()
}

// flush emits everything that is pending as one message.
func (a *Assembler) flush() {
	e := a.judge(a.buf)
	raw := a.buf
	a.buf = nil
	a.restart()
	a.end(raw, e)
}

// end emits a message that ended by itself.
func (a *Assembler) end(b []byte, e Encoding) {
	raw := string(b)
	body, newline := e.trimNewline(e.withoutTelnet(raw))
	text := e.decode(body)
	if newline != None {
		a.newline = newline
	}
	a.countKeys(text, newline)
	a.emit(Piece{Raw: raw, Text: text})
}

// countKeys starts the line mode once enough lone characters came in a row.
func (a *Assembler) countKeys(text string, newline Newline) {
	r, size := utf8.DecodeRuneInString(text)
	if newline != None || size == 0 || size < len(text) || r == utf8.RuneError {
		a.singles = 0
		return
	}
	a.singles++
	if a.singles == singleKeys {
		a.lines, a.singles = true, 0
	}
}

// restart forgets what is known about the pending bytes.
func (a *Assembler) restart() {
	a.first, a.second = walk{}, walk{}
	a.text, a.burst = false, false
}

// drop removes the first n pending bytes, which first has passed and second has
// not begun.
func (a *Assembler) drop(n int) {
	rest := copy(a.buf, a.buf[n:])
	a.buf = a.buf[:rest]
	a.first.at -= n
}
