package unseen

import (
	"unicode"
	"unicode/utf8"
)

// MaxMarks is how many marks on one letter Hidden lets pass. No living script
// needs more than four; Tibetan writes Sanskrit with up to eight.
const MaxMarks = 8

const (
	zwnj, zwj         = '\u200c', '\u200d'
	softHyphen        = '\u00ad'
	zeroWidthSpace    = '\u200b'
	graphemeJoiner    = '\u034f'
	keycap            = '\u20e3'
	brailleBlank      = '\u2800'
	nullNotehead      = '\U0001d159'
	blackFlag         = '\U0001f3f4'
	cancelTag         = '\U000e007f'
	choseongFiller    = '\u115f'
	jungseongFiller   = '\u1160'
	maxTags           = 6   // of a region's code in a flag
	maxBlanks         = 256 // how far a picture of Braille cells may be blank
	firstUnseen       = softHyphen
	ideographVariants = '\U000e0100'
)

// Hidden reports whether the character at s[i] has no ink and does nothing where
// it stands, or is a mark on a letter that has MaxMarks already.
func Hidden(s string, i int) bool {
	r, size := utf8.DecodeRuneInString(s[i:])
	switch {
	case r < firstUnseen, within(r, 0x3041, 0x3130), within(r, 0x3400, 0x9fff), within(r, 0xac00, 0xd7a3), within(r, 0x370, 0x482):
		return false // most of what is written; the rest is for correctness alone
	}
	before, after := s[:i], s[i+size:]
	switch {
	case r == zwnj || r == zwj:
		return !joins(r, before, after)
	case r == softHyphen:
		return !unicode.IsLetter(last(before)) || !unicode.IsLetter(first(after))
	case r == zeroWidthSpace:
		return !unicode.In(last(before), unspaced...) || !unicode.In(first(after), unspaced...)
	case r == graphemeJoiner:
		return !mark(first(after)) || piled(before, MaxMarks)
	case r == brailleBlank:
		return !inBraille(before, after)
	case r == nullNotehead:
		return true
	case r == choseongFiller:
		return !within(first(after), 0x1161, 0x11a7)
	case r == jungseongFiller:
		return !within(last(before), 0x1100, 0x115e) && !within(last(before), 0xa960, 0xa97c)
	case within(r, 0xfe00, 0xfe0f), within(r, ideographVariants, 0xe01ef), within(r, 0x180b, 0x180f):
		return !selects(r, last(before), first(after))
	case within(r, 0xe0020, cancelTag):
		return !inFlag(r, before, after)
	case Ignorable(r):
		return true
	}
	return Stacked(s, i, MaxMarks)
}

// Stacked reports whether the character at s[i] is a mark on a letter that has so
// many marks already.
func Stacked(s string, i, most int) bool {
	return mark(first(s[i:])) && piled(s[:i], most)
}

// piled reports whether s ends in so many marks, whatever is between them.
func piled(s string, most int) bool {
	count := 0
	for looked := 0; s != "" && looked < 4*most; looked++ {
		b, size := utf8.DecodeLastRuneInString(s)
		switch {
		case Ignorable(b):
		case mark(b):
			if count++; count >= most {
				return true
			}
		default:
			return false
		}
		s = s[:len(s)-size]
	}
	return s != ""
}

// mark reports whether r is written on, under or around the letter before it.
func mark(r rune) bool { return r >= 0x300 && unicode.In(r, unicode.Mn, unicode.Me) && !Ignorable(r) }

// Ignorable reports whether r has no ink by itself: Default_Ignorable_Code_Point
// of Unicode, which is stable, and the anchors of annotations.
func Ignorable(r rune) bool {
	switch {
	case r < 0x115f:
		return r == softHyphen || r == graphemeJoiner || r == 0x61c
	case r < 0x2000:
		return r <= jungseongFiller || within(r, 0x17b4, 0x17b5) || within(r, 0x180b, 0x180f)
	case r < 0xfe00:
		return within(r, zeroWidthSpace, 0x200f) || within(r, 0x202a, 0x202e) || within(r, 0x2060, 0x206f) || r == 0x3164
	case r <= 0xffff:
		return r <= 0xfe0f || r == 0xfeff || r == 0xffa0 || within(r, 0xfff0, 0xfffb)
	}
	return within(r, 0x1bca0, 0x1bca3) || within(r, 0x1d173, 0x1d17a) || within(r, 0xe0000, 0xe0fff)
}

// joined are the scripts in which a joiner changes the shape of a letter.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mandaic, unicode.Nko, unicode.Mongolian, unicode.Phags_Pa, unicode.Adlam,
	unicode.Hanifi_Rohingya, unicode.Manichaean, unicode.Psalter_Pahlavi, unicode.Sogdian, unicode.Devanagari,
	unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Tibetan, unicode.Myanmar, unicode.Khmer, unicode.Balinese,
	unicode.Javanese, unicode.Sundanese, unicode.Tai_Tham, unicode.Grantha, unicode.Newa, unicode.Chakma,
	unicode.Meetei_Mayek, unicode.Kaithi, unicode.Tirhuta, unicode.Saurashtra,
}

// unspaced are the scripts without spaces between words, where a zero-width one
// says where a line may break.
var unspaced = []*unicode.RangeTable{unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Tibetan,
	unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Balinese, unicode.Javanese}

// joins reports whether a joiner does something between what stands around it.
func joins(r rune, before, after string) bool {
	b, a := last(before), first(after)
	if r == zwj && Pictograph(a) && Pictograph(pictureOf(before)) {
		return true
	}
	if unicode.In(b, joined...) && wordRune(b) {
		return true // also at the end of a word, where people leave it
	}
	// A plural of Persian behind a word in Latin letters.
	return r == zwnj && wordRune(b) && unicode.In(a, joined...) && wordRune(a)
}

func wordRune(r rune) bool {
	return !Ignorable(r) && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

// pictureOf is the pictograph that s ends in, without what varies it.
func pictureOf(s string) rune {
	r, size := utf8.DecodeLastRuneInString(s)
	for range 2 {
		if r != 0xfe0f && !within(r, 0x1f3fb, 0x1f3ff) {
			break
		}
		s = s[:len(s)-size]
		r, size = utf8.DecodeLastRuneInString(s)
	}
	return r
}

// Pictograph reports whether r can be an emoji, or a part of one.
func Pictograph(r rune) bool {
	switch r {
	case '©', '®', '‼', '⁉', '™', 'ℹ', '〰', '〽', '㊗', '㊙':
		return true
	}
	return within(r, 0x2190, 0x21ff) || within(r, 0x2300, 0x23ff) || r == 0x24c2 || within(r, 0x25a0, 0x27bf) ||
		within(r, 0x2934, 0x2935) || within(r, 0x2b00, 0x2bff) || within(r, 0x1f000, 0x1faff)
}

// selects reports whether a variation selector has something to vary.
func selects(r, b, a rune) bool {
	switch {
	case within(r, 0x180b, 0x180f):
		return unicode.Is(unicode.Mongolian, b) && unicode.IsLetter(b)
	case r >= ideographVariants:
		return unicode.Is(unicode.Han, b)
	case r >= 0xfe0e:
		return Pictograph(b) || a == keycap && (within(b, '0', '9') || b == '#' || b == '*')
	}
	return unicode.In(b, unicode.Han, unicode.Myanmar, unicode.Phags_Pa, unicode.Manichaean, unicode.Sm) ||
		within(b, 0x3001, 0x3002) || within(b, 0xff01, 0xff1f)
}

// inFlag reports whether a tag belongs to the flag of a region: a black flag, the
// region's code in tags, and the tag that ends it.
func inFlag(r rune, before, after string) bool {
	code := 0
	for ; code <= maxTags; code++ {
		b, size := utf8.DecodeLastRuneInString(before)
		if b == blackFlag {
			break
		}
		if !codeTag(b) {
			return false
		}
		before = before[:len(before)-size]
	}
	for code <= maxTags && r != cancelTag {
		if !codeTag(r) {
			return false
		}
		var size int
		r, size = utf8.DecodeRuneInString(after)
		after = after[size:]
		code++
	}
	return r == cancelTag && code >= 3 && code <= maxTags
}

func codeTag(r rune) bool { return within(r, 0xe0030, 0xe0039) || within(r, 0xe0061, 0xe007a) }

// inBraille reports whether a blank cell belongs to a text or picture of Braille
// cells: beyond blank ones and the ends of lines there is one with dots.
func inBraille(before, after string) bool {
	for range maxBlanks {
		b, size := utf8.DecodeLastRuneInString(before)
		if b != brailleBlank && b != '\n' {
			if within(b, brailleBlank+1, 0x28ff) {
				return true
			}
			break
		}
		before = before[:len(before)-size]
	}
	for range maxBlanks {
		a, size := utf8.DecodeRuneInString(after)
		if a != brailleBlank && a != '\n' {
			return within(a, brailleBlank+1, 0x28ff)
		}
		after = after[size:]
	}
	return false
}

func within(r, low, high rune) bool { return low <= r && r <= high }

// first and last are the characters at the ends of s, U+FFFD where there is none.
func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func last(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}
