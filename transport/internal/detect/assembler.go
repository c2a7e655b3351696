package detect

import (
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
//     message: it waits, as Raw, for the next. Where 0xFF is a character it is
//     one, unless the guest began with negotiation; in Hex and UTF-16 always.
//   - While the encoding was not set, a Guesser says how text that is not UTF-8 is
//     read, and with it all that follows.
//
// What it holds is never more than MessageBytes, and nothing between messages
// but waiting negotiation.
type Assembler struct {
	emit func(Piece)
	buf  []byte
	// first reads buf as encoding; second reads it as GB18030, and only once
	// first has failed in UTF-8 and nobody has chosen that: what characters of two
	// bytes there are begin and end alike in most encodings.
	first, second walk
	guesser       *Guesser // nil once the encoding was set
	encoding      Encoding
	form          Form // Telnet or none
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

// NewAssembler returns an Assembler for a guest that writes e.
func NewAssembler(e Encoding, emit func(Piece)) *Assembler {
	return &Assembler{emit: emit, encoding: e}
}

// NewGuessingAssembler returns an Assembler for a guest of whom g knows how it
// writes, if anyone does. From now on g is the Assembler's.
func NewGuessingAssembler(g *Guesser, emit func(Piece)) *Assembler {
	return &Assembler{emit: emit, encoding: g.Reading().Encoding, guesser: g}
}

// Encoding returns how this guest's text is read. It may change by itself right
// before a message is emitted, and then messages of before may read wrong: their
// Piece has what they were read with.
func (a *Assembler) Encoding() Encoding { return a.encoding }

// Reading returns how this guest's text is read, and how sure that is.
func (a *Assembler) Reading() Reading {
	if a.guesser != nil {
		return a.guesser.Reading()
	}
	return Reading{Encoding: a.encoding}
}

// SetEncoding fixes the encoding, from the message that is pending on.
func (a *Assembler) SetEncoding(e Encoding) {
	a.encoding, a.guesser = e, nil
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
	whole := a.whole()
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
	if a.form&Telnet == 0 && negotiates(a.buf) {
		a.form |= Telnet
		a.restart() // the first 0xFF may have been read as a character
	}
	start, characters := 0, 0
	for {
		kind, size := a.encoding.next(a.buf[a.first.at:], a.telnet(), false)
		if kind == partial {
			break
		}
		a.first.at += size
		switch kind {
		case command:
			if !a.text && a.first.at-start >= NegotiationBytes {
				a.emit(Piece{Raw: string(a.buf[start:a.first.at]), Encoding: a.encoding, Form: a.form})
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
			a.judge(a.buf[start:end], false)
			a.end(a.buf[start:end])
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
	if a.misread() {
		a.second.advance(a.buf, GB18030, true, false)
	}
}

// misread reports whether what is pending is not what it was taken for, UTF-8,
// and may be anything else.
func (a *Assembler) misread() bool {
	return a.guesser != nil && a.encoding == UTF8 && a.first.broken
}

func (a *Assembler) telnet() bool { return a.encoding.escapedBy(a.form) }

// advance reads the whole tokens of b, up to the first broken one.
func (w *walk) advance(b []byte, e Encoding, telnet, final bool) {
	for !w.broken {
		kind, size := e.next(b[w.at:], telnet, final)
		if kind == partial {
			return
		}
		w.at += size
		w.broken = kind == broken
	}
}

// whole returns how far what is pending is made of whole characters, as far as
// is known.
func (a *Assembler) whole() int {
	if a.misread() && !a.second.broken {
		return a.second.at
	}
	return a.first.at
}

// judge has the guesser learn from the message b how this guest writes. With cut
// b does not end with the message.
func (a *Assembler) judge(b []byte, cut bool) {
	if a.guesser == nil {
		return
	}
	if a.encoding == UTF8 {
		b = a.withoutOrphans(b)
		var first walk
		first.advance(b, UTF8, true, true)
		a.orphans = 0
		if !first.broken && !cut {
			a.orphans = missing(b[first.at:])
		}
	}
	a.guesser.Learn(b, a.form, cut)
	a.encoding = a.guesser.Reading().Encoding
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

// cut emits the whole characters of a full buffer and keeps the rest, which is
// shorter than the longest token.
func (a *Assembler) cut() {
	was := a.encoding
	a.judge(a.buf, true)
	if a.encoding != was {
		a.first = walk{}
		for {
			kind, size := a.encoding.next(a.buf[a.first.at:], a.telnet(), false)
			if kind == partial {
				break
			}
			a.first.at += size
		}
	}
	whole := a.first.at
	raw := string(a.buf[:whole])
	a.singles, a.orphans = 0, 0
	form := a.formOf(raw) | Cut
	a.emit(Piece{Raw: raw, Text: a.encoding.Read(raw, form), Encoding: a.encoding, Form: form})
	a.drop(whole)
	a.restart()
	a.advance()
}

// flush emits everything that is pending as one message.
func (a *Assembler) flush() {
	raw := a.buf
	a.judge(raw, false)
	a.buf = nil
	a.restart()
	a.end(raw)
}

// end emits a message that ended by itself.
func (a *Assembler) end(b []byte) {
	raw := string(b)
	text, newline := a.encoding.read(raw, a.form)
	if newline != None {
		a.newline = newline
	}
	a.countKeys(text, newline)
	a.emit(Piece{Raw: raw, Text: text, Encoding: a.encoding, Form: a.formOf(raw)})
}

// formOf is the form of a message that ended by itself.
func (a *Assembler) formOf(raw string) Form {
	if isASCII(raw) {
		return a.form | ASCII
	}
	return a.form
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
