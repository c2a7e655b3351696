package detect

import (
	"strings"
	"unicode/utf8"
)

// token is what one step through raw text finds.
type token uint8

const (
	// partial: the bytes end inside a token.
	partial token = iota
	// character: one whole character.
	character
	// newline: LF, CR LF, CR NUL (how RFC 854 writes a bare carriage return)
	// or a CR with something else behind it.
	newline
	// command: a telnet sequence.
	command
	// broken: a byte that is no part of a character.
	broken
)

// next finds the first token of b and its length; the length of a partial one
// is 0. With final no more bytes will come, and a CR at the end is a newline.
func (e Encoding) next(b []byte, final bool) (token, int) {
	if len(b) == 0 {
		return partial, 0
	}
	if e == Hex {
		return character, 1
	}
	switch c := b[0]; {
	case c == '\n':
		return newline, 1
	case c == '\r':
		return carriageReturn(b, final)
	case c < utf8.RuneSelf:
		return character, 1
	case c == iac && e.telnet():
		return telnetSequence(b)
	}
	size, valid := e.character(b)
	switch {
	case size == 0:
		return partial, 0
	case !valid:
		return broken, size
	}
	return character, size
}

func carriageReturn(b []byte, final bool) (token, int) {
	switch {
	case len(b) == 1 && !final:
		return partial, 0
	case len(b) > 1 && (b[1] == '\n' || b[1] == 0):
		return newline, 2
	}
	return newline, 1
}

// trimNewline returns text without the one newline at its end. No byte of a
// newline is ever part of a longer character, so it works before decoding.
func (e Encoding) trimNewline(text string) (string, Newline) {
	if e == Hex {
		return text, None
	}
	for _, end := range [...]string{"\r\n", "\r\x00", "\r"} {
		if body, found := strings.CutSuffix(text, end); found {
			return body, CRLF
		}
	}
	if body, found := strings.CutSuffix(text, "\n"); found {
		return body, LF
	}
	return text, None
}

// character measures the character at the start of b, which is not ASCII. The
// size is 0 when b ends inside it, and 1 for a byte that is part of none.
func (e Encoding) character(b []byte) (size int, valid bool) {
	switch e {
	case UTF8:
		if !utf8.FullRune(b) {
			return 0, true
		}
		r, size := utf8.DecodeRune(b)
		return size, r != utf8.RuneError || size > 1
	case GB18030:
		return gb18030Character(b)
	case Big5:
		return big5Character(b)
	}
	return 1, true
}

// gb18030Character follows GB 18030-2005: a lead byte and a trail byte, or two
// pairs of a lead byte and a digit. 0x80 is the euro sign of code page 936.
func gb18030Character(b []byte) (size int, valid bool) {
	if b[0] == 0x80 {
		return 1, true
	}
	if !gb18030Lead(b[0]) {
		return 1, false
	}
	if len(b) < 2 {
		return 0, true
	}
	if !gb18030Digit(b[1]) {
		if b[1] < 0x40 || b[1] == 0x7F || b[1] == 0xFF {
			return 1, false
		}
		return 2, true
	}
	if len(b) > 2 && !gb18030Lead(b[2]) || len(b) > 3 && !gb18030Digit(b[3]) {
		return 1, false
	}
	if len(b) < 4 {
		return 0, true
	}
	// Counted from 0x81308130, the Basic Multilingual Plane is 39420 long and
	// the other planes start at 189000; the rest is not assigned.
	n := ((int(b[0]-0x81)*10+int(b[1]-'0'))*126+int(b[2]-0x81))*10 + int(b[3]-'0')
	if n >= 39420 && (n < 189000 || n >= 189000+0x100000) {
		return 1, false
	}
	return 4, true
}

func gb18030Lead(c byte) bool  { return 0x81 <= c && c <= 0xFE }
func gb18030Digit(c byte) bool { return '0' <= c && c <= '9' }

func big5Character(b []byte) (size int, valid bool) {
	if b[0] < 0x81 || b[0] == 0xFF {
		return 1, false
	}
	if len(b) < 2 {
		return 0, true
	}
	if c := b[1]; 0x40 <= c && c <= 0x7E || 0xA1 <= c && c <= 0xFE {
		return 2, true
	}
	return 1, false
}
