package detect

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Encoding is how text is written as bytes. The zero value is UTF8.
type Encoding uint8

// The encodings a person can choose between: all that the WHATWG Encoding
// Standard names for text, Latin1 and Hex.
// https://encoding.spec.whatwg.org/#names-and-labels
const (
	// UTF8 is RFC 3629.
	UTF8 Encoding = iota
	// GB18030 is the Chinese national standard, a superset of GBK and GB 2312.
	GB18030
	// Big5 is traditional Chinese, with the Hong Kong characters of the WHATWG
	// Encoding Standard.
	Big5
	// Latin1 is ISO 8859-1: each byte is the character of the same number.
	Latin1
	// Hex shows bytes as hexadecimal digits and takes digits for bytes.
	Hex
	// GBK reads as GB18030 and writes one or two bytes for a character, never four.
	GBK
	ShiftJIS
	EUCJP
	ISO2022JP
	// EUCKR is Windows code page 949.
	EUCKR
	UTF16LE
	UTF16BE
	Windows874
	Windows1250
	Windows1251
	Windows1252
	Windows1253
	Windows1254
	Windows1255
	Windows1256
	Windows1257
	Windows1258
	ISO8859_2
	ISO8859_3
	ISO8859_4
	ISO8859_5
	ISO8859_6
	ISO8859_7
	ISO8859_8
	ISO8859_8I
	ISO8859_10
	ISO8859_13
	ISO8859_14
	ISO8859_15
	ISO8859_16
	KOI8R
	KOI8U
	IBM866
	Macintosh
	MacCyrillic
	// UserDefined shows each byte above ASCII as a private character of its own.
	UserDefined
	encodings // how many there are
)

// NotEncodableError is the error of Encode for text that has no bytes in an
// encoding.
type NotEncodableError struct {
	Encoding Encoding
	// Character is the first one that does not fit; utf8.RuneError for bytes
	// that are not UTF-8. Zero for Hex, where Reason says what is wrong.
	Character rune
	// Reason is set for Hex only.
	Reason string
}

// Error says which character does not fit which encoding.
func (e *NotEncodableError) Error() string {
	if e.Reason != "" {
		return "reading hex digits: " + e.Reason
	}
	return fmt.Sprintf("the character %q (%U) does not exist in %s", e.Character, e.Character, e.Encoding)
}

// Decode returns raw as text that is always valid UTF-8: what does not fit e
// becomes U+FFFD. Hex gives "48 65 6C".
func (e Encoding) Decode(raw []byte) string {
	return e.decode(string(raw))
}

// decode is Decode of bytes that are a string already, so that text that needs
// no change shares raw's memory.
func (e Encoding) decode(raw string) string {
	switch {
	case e == Hex:
		return hexText(raw)
	case e == UTF8:
		return validUTF8(raw)
	case e.extendsASCII() && isASCII(raw):
		return raw
	}
	return e.decodeTable([]byte(raw))
}

// decodeTable decodes what is not UTF-8.
func (e Encoding) decodeTable(raw []byte) string {
	c := &codecs[e]
	switch c.shape {
	case oneByte:
		return decodeBytes(raw, c.single())
	case twoBytes16:
		return decode16(raw, e == UTF16BE)
	case escapes:
		decoder := c.wide().NewDecoder()
		text := make([]byte, 3*len(raw)+3)
		// The tables replace what they do not know and report no errors.
		n, _, _ := decoder.Transform(text, raw, true)
		return string(text[:n])
	}
	return e.decodeWide(raw)
}

// decodeWide decodes characters of one or more bytes, one U+FFFD for each byte
// that is part of none. The characters are measured here and only whole ones are
// given to the table, because the table finds its way back after a broken byte
// by rules of its own, and a message that is cut at a character boundary must
// read the same as one that is not.
func (e Encoding) decodeWide(raw []byte) string {
	decoder := codecs[e].wide().NewDecoder()
	// No character grows to more than three times its bytes.
	text := make([]byte, 3*len(raw))
	n := 0
	whole := func(run []byte) {
		written, _, _ := decoder.Transform(text[n:], run, true)
		n += written
	}
	start := 0
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		size, valid := e.character(raw[i:])
		own := rune(0)
		if valid && size == 2 && e.isGB() {
			own = gb18030Missing(raw[i], raw[i+1])
		}
		if valid && size > 0 && own == 0 {
			i += size
			continue
		}
		whole(raw[start:i])
		if own == 0 {
			own, size = utf8.RuneError, 1
		}
		n += utf8.EncodeRune(text[n:], own)
		i += size
		start = i
	}
	whole(raw[start:])
	return string(text[:n])
}

// Encode returns text as bytes. The error is a *NotEncodableError when a
// character has no place in e, when text is not valid UTF-8, or, for Hex, when
// text is not pairs of hexadecimal digits. Hex takes digits with or without
// spaces, commas and newlines between the bytes and 0x before them; no digits
// at all are no bytes, not an error.
func (e Encoding) Encode(text string) ([]byte, error) {
	if e == Hex {
		return hexBytes(text)
	}
	if !utf8.ValidString(text) {
		return nil, &NotEncodableError{Encoding: e, Character: utf8.RuneError}
	}
	if e == UTF8 || e.extendsASCII() && isASCII(text) {
		return []byte(text), nil
	}
	raw, ok := e.encodeTable(text)
	if !ok {
		return nil, &NotEncodableError{Encoding: e, Character: e.firstMissing(text)}
	}
	return raw, nil
}

// encodeTable encodes what is not UTF-8, and reads back what it wrote: the
// table of GB18030 gives some private-use characters the bytes of others.
func (e Encoding) encodeTable(text string) (raw []byte, ok bool) {
	c := &codecs[e]
	switch {
	case c.shape == oneByte:
		return encodeBytes(text, c.single())
	case c.shape == twoBytes16:
		return encode16(text, e == UTF16BE), true
	case e.isGB():
		raw, ok = encodeGB(text, c.wide())
	default:
		var err error
		raw, err = c.wide().NewEncoder().Bytes([]byte(text))
		ok = err == nil
	}
	return raw, ok && e.decodeTable(raw) == text
}

// firstMissing finds the character that made Encode fail.
func (e Encoding) firstMissing(text string) rune {
	for _, r := range text {
		if _, ok := e.encodeTable(string(r)); !ok {
			return r
		}
	}
	return utf8.RuneError
}

// validUTF8 returns s with each byte that is not part of a valid sequence
// replaced: one U+FFFD per byte, as a range over the string counts them.
// strings.ToValidUTF8 would make one of a whole run and hide how much was lost.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		b.WriteRune(r)
	}
	return b.String()
}

// isASCII reports whether s reads the same in every encoding that extends ASCII.
func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
