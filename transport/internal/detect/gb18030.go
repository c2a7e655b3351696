package detect

import (
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

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

// gb18030Two are the characters that GB18030 has as two bytes and that the table
// of golang.org/x/text does not have: it reads them as U+FFFD, and writes them as
// four bytes, at which iconv stops. They are those of the WHATWG Encoding Standard
// (index gb18030), which browsers, Java and glibc agree with.
var gb18030Two = [...]struct {
	code uint16
	r    rune
}{
	{0xA6D9, 0xFE10}, {0xA6DA, 0xFE12}, {0xA6DB, 0xFE11}, {0xA6DC, 0xFE13}, {0xA6DD, 0xFE14},
	{0xA6DE, 0xFE15}, {0xA6DF, 0xFE16}, {0xA6EC, 0xFE17}, {0xA6ED, 0xFE18}, {0xA6F3, 0xFE19},
	{0xA8BC, 0x1E3F},
	{0xFE51, 0x20087}, {0xFE52, 0x20089}, {0xFE53, 0x200CC}, {0xFE6C, 0x215D7}, {0xFE76, 0x2298F}, {0xFE91, 0x241FE},
	{0xFE59, 0x9FB4}, {0xFE61, 0x9FB5}, {0xFE66, 0x9FB6}, {0xFE67, 0x9FB7},
	{0xFE6D, 0x9FB8}, {0xFE7E, 0x9FB9}, {0xFE90, 0x9FBA}, {0xFEA0, 0x9FBB},
}

// gb18030Missing returns the character of two bytes that the table does not have,
// 0 for all others.
func gb18030Missing(lead, trail byte) rune {
	if lead != 0xA6 && lead != 0xA8 && lead != 0xFE {
		return 0
	}
	code := uint16(lead)<<8 | uint16(trail)
	for _, m := range gb18030Two {
		if m.code == code {
			return m.r
		}
	}
	return 0
}

// gb18030Code returns the two bytes of a character that the table does not have,
// 0 for all others.
func gb18030Code(r rune) uint16 {
	for _, m := range gb18030Two {
		if m.r == r {
			return m.code
		}
	}
	return 0
}

// encodeGB encodes as GB18030 or GBK, whichever table is.
func encodeGB(text string, table encoding.Encoding) (raw []byte, ok bool) {
	encoder := table.NewEncoder()
	raw = make([]byte, 0, len(text))
	start := 0
	whole := func(run string) bool {
		part, err := encoder.Bytes([]byte(run))
		raw = append(raw, part...)
		return err == nil
	}
	for i, r := range text {
		if r < 0x1E3F {
			continue
		}
		code := gb18030Code(r)
		if code == 0 {
			continue
		}
		if !whole(text[start:i]) {
			return nil, false
		}
		raw = append(raw, byte(code>>8), byte(code))
		start = i + utf8.RuneLen(r)
	}
	return raw, whole(text[start:])
}
