package detect

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// order is the order of the two bytes of a unit of UTF-16.
func order(bigEndian bool) binary.AppendByteOrder {
	if bigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// unit16 reads the unit of UTF-16 at the start of b.
func unit16(b []byte, bigEndian bool) rune {
	if bigEndian {
		return rune(b[0])<<8 | rune(b[1])
	}
	return rune(b[1])<<8 | rune(b[0])
}

// decode16 decodes UTF-16: one U+FFFD for each half of a pair without the other,
// and for a byte without its second. A byte order mark is a character like others.
func decode16(raw []byte, bigEndian bool) string {
	var b strings.Builder
	b.Grow(len(raw))
	for len(raw) >= 2 {
		r, size := unit16(raw, bigEndian), 2
		if utf16.IsSurrogate(r) {
			low := utf8.RuneError
			if len(raw) >= 4 {
				low = unit16(raw[2:], bigEndian)
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				size = 4
			}
		}
		b.WriteRune(r)
		raw = raw[size:]
	}
	if len(raw) > 0 {
		b.WriteRune(utf8.RuneError)
	}
	return b.String()
}

// encode16 encodes text, which is valid UTF-8.
func encode16(text string, bigEndian bool) []byte {
	raw := make([]byte, 0, 2*len(text))
	for _, r := range text {
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			raw = order(bigEndian).AppendUint16(raw, uint16(high))
			r = low
		}
		raw = order(bigEndian).AppendUint16(raw, uint16(r))
	}
	return raw
}

// next16 finds the first token of UTF-16.
func next16(b []byte, bigEndian, final bool) (token, int) {
	if len(b) < 2 {
		return partial, 0
	}
	switch r := unit16(b, bigEndian); {
	case r == '\n':
		return newline, 2
	case r == '\r' && len(b) < 4 && !final:
		return partial, 0
	case r == '\r' && len(b) >= 4 && (unit16(b[2:], bigEndian) == '\n' || unit16(b[2:], bigEndian) == 0):
		return newline, 4
	case r == '\r':
		return newline, 2
	case !utf16.IsSurrogate(r):
		return character, 2
	case r >= 0xDC00:
		return broken, 2
	case len(b) < 4:
		return partial, 0
	case utf16.DecodeRune(r, unit16(b[2:], bigEndian)) == utf8.RuneError:
		return broken, 2
	}
	return character, 4
}

// trimNewline16 is trimNewline of UTF-16.
func trimNewline16(text string, bigEndian bool) (string, Newline) {
	if len(text)%2 != 0 {
		return text, None
	}
	for _, end := range [...]string{"\r\n", "\r\x00", "\r"} {
		if body, found := strings.CutSuffix(text, string(encode16(end, bigEndian))); found && len(body)%2 == 0 {
			return body, CRLF
		}
	}
	if body, found := strings.CutSuffix(text, string(encode16("\n", bigEndian))); found {
		return body, LF
	}
	return text, None
}
