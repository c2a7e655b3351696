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
// With telnet 0xFF begins a telnet sequence.
func (e Encoding) next(b []byte, telnet, final bool) (token, int) {
	if len(b) == 0 {
		return partial, 0
	}
	if e == Hex {
		return character, 1
	}
	if codecs[e].shape == twoBytes16 {
		return next16(b, e == UTF16BE, final)
	}
	switch c := b[0]; {
	case c == '\n':
		return newline, 1
	case c == '\r':
		return carriageReturn(b, final)
	case c < utf8.RuneSelf:
		return character, 1
	case c == iac && telnet:
		if len(b) > 1 && b[1] == iac && !e.telnet() {
			return character, 2 // it stands for one
		}
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
	if codecs[e].shape == twoBytes16 {
		return trimNewline16(text, e == UTF16BE)
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
	case GB18030, GBK:
		return gb18030Character(b)
	case Big5:
		return big5Character(b)
	case ShiftJIS:
		return shiftJISCharacter(b)
	case EUCJP:
		return eucJPCharacter(b)
	case EUCKR:
		return eucKRCharacter(b)
	case ISO2022JP:
		return 1, false
	}
	return 1, codecs[e].single().DecodeByte(b[0]) != utf8.RuneError
}

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

// shiftJISCharacter follows the WHATWG Encoding Standard, where 0x80 is a control
// and half-width katakana are one byte.
func shiftJISCharacter(b []byte) (size int, valid bool) {
	switch c := b[0]; {
	case c == 0x80 || 0xA1 <= c && c <= 0xDF:
		return 1, true
	case c == 0xA0 || c > 0xFC:
		return 1, false
	}
	if len(b) < 2 {
		return 0, true
	}
	if c := b[1]; 0x40 <= c && c <= 0xFC && c != 0x7F {
		return 2, true
	}
	return 1, false
}

// eucJPCharacter: 0x8E begins half-width katakana, 0x8F what JIS X 0212 has.
func eucJPCharacter(b []byte) (size int, valid bool) {
	size, last := 2, byte(0xFE)
	switch c := b[0]; {
	case c == 0x8E:
		last = 0xDF
	case c == 0x8F:
		size = 3
	case c < 0xA1 || c == 0xFF:
		return 1, false
	}
	for _, c := range b[1:min(size, len(b))] {
		if c < 0xA1 || c > last {
			return 1, false
		}
	}
	if len(b) < size {
		return 0, true
	}
	return size, true
}

func eucKRCharacter(b []byte) (size int, valid bool) {
	if b[0] < 0x81 || b[0] == 0xFF {
		return 1, false
	}
	if len(b) < 2 {
		return 0, true
	}
	if c := b[1]; c >= 0x41 && c != 0xFF {
		return 2, true
	}
	return 1, false
}
