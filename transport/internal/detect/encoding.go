package detect

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Encoding is how text is written as bytes. The zero value is UTF8.
type Encoding uint8

// The encodings a person can choose between.
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
)

var encodingNames = [...]string{
	UTF8:    "UTF-8",
	GB18030: "GB18030",
	Big5:    "Big5",
	Latin1:  "Latin-1",
	Hex:     "hex",
}

// String returns the stable name that ParseEncoding takes back.
func (e Encoding) String() string {
	if int(e) < len(encodingNames) {
		return encodingNames[e]
	}
	return fmt.Sprintf("Encoding(%d)", uint8(e))
}

// ParseEncoding returns the Encoding called name, in upper or lower case.
func ParseEncoding(name string) (Encoding, error) {
	for e, known := range encodingNames {
		if strings.EqualFold(name, known) {
			return Encoding(e), nil
		}
	}
	return UTF8, fmt.Errorf("unknown encoding %q (known: %s)", name, strings.Join(encodingNames[:], ", "))
}

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
	switch e {
	case Hex:
		return hexText(raw)
	case UTF8:
		return validUTF8(raw)
	}
	if isASCII(raw) {
		return raw
	}
	return e.decodeTable([]byte(raw))
}

// decodeTable decodes with a code table, one U+FFFD for each byte that is part
// of no character. The characters are measured here and only whole ones are
// given to the table, because the table finds its way back after a broken byte
// by rules of its own, and a message that is cut at a character boundary must
// read the same as one that is not.
func (e Encoding) decodeTable(raw []byte) string {
	decoder := e.table().NewDecoder()
	// No character grows to more than three times its bytes.
	text := make([]byte, 3*len(raw))
	n := 0
	whole := func(run []byte) {
		// The tables replace what they do not know and report no errors.
		written, _, _ := decoder.Transform(text[n:], run, true)
		n += written
	}
	start := 0
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		if size, valid := e.character(raw[i:]); valid && size > 0 {
			i += size
			continue
		}
		whole(raw[start:i])
		n += utf8.EncodeRune(text[n:], utf8.RuneError)
		i++
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
	if e == UTF8 || isASCII(text) {
		return []byte(text), nil
	}
	raw, ok := e.encodeTable(text)
	if !ok {
		return nil, &NotEncodableError{Encoding: e, Character: e.firstMissing(text)}
	}
	return raw, nil
}

// encodeTable encodes with a code table, and reads back what it wrote: the
// table of GB18030 gives some private-use characters the bytes of others.
func (e Encoding) encodeTable(text string) (raw []byte, ok bool) {
	raw, err := e.table().NewEncoder().Bytes([]byte(text))
	return raw, err == nil && e.decodeTable(raw) == text
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

// table is the code table of the encodings that have one.
func (e Encoding) table() encoding.Encoding {
	switch e {
	case GB18030:
		return simplifiedchinese.GB18030
	case Big5:
		return traditionalchinese.Big5
	case Latin1:
		return charmap.ISO8859_1
	}
	return encoding.Replacement
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

// isASCII reports whether s reads the same in every encoding but Hex.
func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
