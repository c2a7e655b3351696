package detect

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const hexDigits = "0123456789ABCDEF"

// hexText shows bytes as pairs of upper-case digits with spaces between.
func hexText(raw string) string {
	if raw == "" {
		return ""
	}
	var b strings.Builder
	b.Grow(3*len(raw) - 1)
	for i := 0; i < len(raw); i++ {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(hexDigits[raw[i]>>4])
		b.WriteByte(hexDigits[raw[i]&15])
	}
	return b.String()
}

// hexBytes reads what hexText wrote and what people paste: "48656C",
// "0x48, 0x65", one byte per line. A group of digits is whole bytes, because
// "1 23" could mean two different things.
func hexBytes(text string) ([]byte, error) {
	raw := make([]byte, 0, (len(text)+1)/2)
	for group := range strings.FieldsFuncSeq(text, isHexSeparator) {
		digits := group
		if len(group) >= 2 && group[0] == '0' && (group[1] == 'x' || group[1] == 'X') {
			digits = group[2:]
		}
		for i, r := range digits {
			if hexValue(r) < 0 {
				if r == utf8.RuneError {
					return nil, hexError("a byte that is not text")
				}
				return nil, hexError("%q at place %d of %q is not a digit from 0 to F", r, i+1, clip(digits))
			}
		}
		if len(digits) == 0 {
			return nil, hexError("no digits after %q", group)
		}
		if len(digits)%2 != 0 {
			return nil, hexError("%q has an odd number of digits; a byte is two", clip(group))
		}
		for i := 0; i < len(digits); i += 2 {
			raw = append(raw, byte(hexValue(rune(digits[i]))<<4|hexValue(rune(digits[i+1]))))
		}
	}
	return raw, nil
}

func isHexSeparator(r rune) bool {
	return r == ',' || unicode.IsSpace(r)
}

// hexValue is the value of a digit, -1 for what is none.
func hexValue(r rune) int {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0')
	case 'a' <= r && r <= 'f':
		return int(r-'a') + 10
	case 'A' <= r && r <= 'F':
		return int(r-'A') + 10
	}
	return -1
}

func hexError(format string, args ...any) error {
	return &NotEncodableError{Encoding: Hex, Reason: fmt.Sprintf(format, args...)}
}

// clip keeps an error to one line when someone pastes a whole dump.
func clip(s string) string {
	const most = 24
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
