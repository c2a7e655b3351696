package detect

import (
	"math"
	"sync"
	"unicode/utf8"
)

// wideReading is one way to read text: in an encoding of several bytes to a
// character.
type wideReading struct {
	encoding Encoding
	// common has what the characters cost that are common, by their bytes.
	common map[uint16]float32
	// spaced says that words stand apart.
	spaced bool
}

// wideEncodings are those that are guessed, in the order of wideReadings.
var wideEncodings = [...]Encoding{GB18030, Big5, ShiftJIS, EUCJP, EUCKR}

// wideReadings are made when the first text has to be guessed.
var wideReadings = sync.OnceValue(func() []wideReading {
	list := make([]wideReading, 0, len(wideEncodings))
	for _, e := range wideEncodings {
		r := wideReading{encoding: e, common: map[uint16]float32{}, spaced: e == EUCKR}
		// share of all characters are in a list; the n-th is as frequent as
		// 1/(n+flat), as it is in all languages.
		add := func(list string, share, flat float64) {
			sum := 0.0
			seen := map[rune]bool{}
			for _, c := range list {
				if c > ' ' && !seen[c] {
					seen[c] = true
					sum += 1 / (float64(len(seen)) + flat)
				}
			}
			n := 0.0
			for _, c := range list {
				if c <= ' ' || !seen[c] {
					continue
				}
				delete(seen, c)
				n++
				raw, err := e.Encode(string(c))
				if err != nil || len(raw) != 2 {
					continue
				}
				code := uint16(raw[0])<<8 | uint16(raw[1])
				if _, known := r.common[code]; !known {
					r.common[code] = float32(-math.Log(share / (n + flat) / sum))
				}
			}
		}
		switch e {
		case GB18030:
			add(hanziCommon, 0.75, 6)
			add("，。？！、～：…；“”（）—《》·「」", 0.14, 0.5)
		case Big5:
			add(hanziTraditional, 0.75, 6)
			add("，。？！、～：…；「」（）—《》", 0.14, 0.5)
		case EUCKR:
			add(hangulCommon, 0.85, 12)
			add("ㅋㅎㅠㅜㅇㄴㄱㄷㅅ…“”‘’·ㅡㅂㅊ～♥", 0.03, 1)
		default:
			add(hiraganaCommon, 0.5, 5)
			add(katakanaCommon, 0.12, 8)
			add(kanjiCommon, 0.22, 8)
			add("。、ー！？「」…～・（）〜笑", 0.09, 0.5)
		}
		list = append(list, r)
	}
	return list
})

// What stands beside a character, for the cost of the way from one to the next.
const (
	besideBlank = iota // the beginning and the end too
	besidePoint
	besideLetter
	besideWide
	besides
)

var spacelessCost = [besides][besides]float32{
	besideBlank:  {besideWide: 1},
	besidePoint:  {besideWide: 0.7},
	besideLetter: {besideWide: 2.5},
	besideWide:   {besideBlank: 1.3, besidePoint: 0.3, besideLetter: 3, besideWide: 0.1},
}

var spacedCost = [besides][besides]float32{
	besideBlank:  {besideWide: 0.2},
	besidePoint:  {besideWide: 1},
	besideLetter: {besideWide: 2.5},
	besideWide:   {besideBlank: -0.3, besidePoint: 0.3, besideLetter: 3, besideWide: 0.3},
}

// costBroken is what a byte costs that is part of no character.
const costBroken = 14

// costOf is what the bytes cost, read so. With open they do not end with a text.
func (r *wideReading) costOf(b []byte, open bool) float32 {
	way := &spacelessCost
	if r.spaced {
		way = &spacedCost
	}
	sum, was := float32(0), besideBlank
	for all := b; len(b) > 0; {
		now, size := besideBlank, 1
		switch c := b[0]; {
		case c >= utf8.RuneSelf:
			now = besideWide
			n, valid := r.encoding.character(b)
			switch {
			case n == 0 && open:
				return sum
			case n == 0 || !valid:
				sum += costBroken
			default:
				size = n
				sum += r.character(b[:size])
				if after := b[size:]; r.encoding == ShiftJIS && size == 1 && len(all) > 1 && was != besideWide && (len(after) == 0 || after[0] < utf8.RuneSelf) {
					sum += costAlone // half-width katakana come in words
				}
			}
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			now = besideLetter
		case c > ' ':
			now = besidePoint
		}
		sum += way[was][now]
		was, b = now, b[size:]
	}
	return sum + way[was][besideBlank]
}

// character is what one character costs.
func (r *wideReading) character(b []byte) float32 {
	if len(b) == 2 {
		if cost, ok := r.common[uint16(b[0])<<8|uint16(b[1])]; ok {
			return cost - swallowed(b[1])
		}
	}
	lead := b[0]
	switch r.encoding {
	case GB18030:
		return gbCost(b) - swallowed(b[len(b)-1])
	case Big5:
		switch {
		case 0xA4 <= lead && lead <= 0xC6: // what is used often
			return 9.7 - swallowed(b[1])
		case 0xA1 <= lead && lead <= 0xA3: // signs
			return 11 - swallowed(b[1])
		case 0xC9 <= lead && lead <= 0xF9:
			return 13 - swallowed(b[1])
		}
		return 15.5 - swallowed(b[1])
	case ShiftJIS:
		switch {
		case len(b) == 1: // half-width katakana
			return 7.5
		case lead == 0x81 || lead == 0x82 || lead == 0x83:
			return 10.5 - swallowed(b[1])
		case 0x88 <= lead && lead <= 0x97: // level 1 of JIS X 0208
			return 10.5 - swallowed(b[1])
		case 0x98 <= lead && lead <= 0x9F || 0xE0 <= lead && lead <= 0xEA:
			return 13 - swallowed(b[1])
		}
		return 15.5 - swallowed(b[1])
	case EUCJP:
		switch {
		case lead == 0x8E:
			return 11
		case lead == 0x8F:
			return 17
		case 0xA1 <= lead && lead <= 0xA5:
			return 10.5
		case 0xB0 <= lead && lead <= 0xCF:
			return 10.5
		case 0xD0 <= lead && lead <= 0xF4:
			return 13
		}
		return 16
	}
	switch trail := b[1]; {
	case trail < 0xA1 || lead < 0xA1: // what code page 949 adds
		return 13 - swallowed(trail)
	case 0xB0 <= lead && lead <= 0xC8:
		return 10
	case 0xCA <= lead && lead <= 0xFD: // Chinese characters
		return 13
	}
	return 11.5
}

// gbCost is what a character of GB18030 costs that is not common.
func gbCost(b []byte) float32 {
	lead := b[0]
	switch {
	case len(b) == 1: // the euro sign
		return 10
	case len(b) == 4 && (lead == 0x94 || lead == 0x95): // emoji
		return 10
	case len(b) == 4:
		return 16
	}
	switch trail := b[1]; {
	case lead < 0xA1 || lead > 0xF7 || trail < 0xA1: // what GBK adds to GB 2312
		return 15.5
	case lead >= 0xD8: // level 2 of GB 2312
		return 13
	case lead >= 0xB0:
		return 9.7
	}
	return 11.5
}

// swallowed is what a trail byte costs all others, who take it for ASCII.
func swallowed(trail byte) float32 {
	if trail < utf8.RuneSelf {
		return 2.9
	}
	return 0
}
