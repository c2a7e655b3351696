package fold

import (
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"confab/transport/unseen"

	"golang.org/x/text/unicode/norm"
)

// MaxBytes is the most that one character folds to, in bytes. One that would be
// longer (ﷺ is 18 letters) stays as it is.
const MaxBytes = 18

// entry says what becomes of a character: one other, and how that stands to those
// before it, or several.
type entry uint32

const (
	joining entry = 1 << (21 + iota) // it is ordered among or composed with those before
	marking                          // it is a mark, removed unless it makes another letter
	several                          // its decomposition tells
	dropped                          // nothing
)

func (e entry) rune() rune { return rune(e & (1<<21 - 1)) }

// pages are the entries of the first two planes, 256 each, made when first needed:
// most texts need a few.
var pages [0x20000 >> 8]atomic.Pointer[[256]entry]

func lookup(r rune) entry {
	if r >= 0x20000 {
		return entryOf(r)
	}
	p := pages[r>>8].Load()
	if p == nil {
		p = new([256]entry)
		for i := range p {
			p[i] = entryOf(r&^0xff + rune(i))
		}
		pages[r>>8].Store(p) // whoever made it at the same time made the same
	}
	return p[r&0xff]
}

func entryOf(r rune) entry {
	if ignored(r) {
		return dropped
	}
	if removable(r) && norm.NFD.IsNormalString(string(r)) {
		return marking | entry(r)
	}
	parts := decomposed(r)
	first, _ := utf8.DecodeRuneInString(parts)
	if removable(first) || ignored(first) {
		return several
	}
	var f folder
	for _, part := range parts {
		f.part(part)
	}
	c, n := utf8.DecodeRune(f.out)
	switch {
	case n == 0:
		return dropped
	case n < len(f.out):
		return several
	case joins(c):
		return joining | entry(c)
	}
	return entry(c)
}

// itself reports whether a character is known to fold to itself, without looking:
// ideographs and syllables of Hangul, of which there are many.
func itself(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0xac00 && r <= 0xd7a3 || r >= 0x3400 && r <= 0x4dbf
}

// ignored reports whether a character has no ink: joiners, soft hyphens, selectors,
// tags. Tatweel only makes a word longer.
func ignored(r rune) bool { return unseen.Ignorable(r) || r == 0x0640 }

// joins reports whether a character can change its place or itself by those before.
func joins(r rune) bool { return !norm.NFC.PropertiesString(string(r)).BoundaryBefore() }

// decomposed returns the parts of a character by compatibility, or by canonical
// equivalence only where the other would make something else of it.
func decomposed(r rune) string {
	switch {
	case r >= 0x3131 && r <= 0x318e:
		// Letters of Hangul that stand alone. The compatible ones would make a
		// syllable of two that do not: ㅋㅠㅠ.
		return string(r)
	case r >= 0xffa1 && r <= 0xffdc:
		return string(wideJamo(r))
	}
	s := norm.NFKD.String(string(r))
	if len(s) > MaxBytes || s[0] == ' ' && len(s) > 1 {
		// An accent by itself is no space with an accent.
		return norm.NFD.String(string(r))
	}
	return s
}

// wideJamo is the letter of Hangul of which this is the half-width form.
func wideJamo(r rune) rune {
	for _, run := range [...]struct{ from, to, wide rune }{
		{0xffa1, 0xffbe, 0x3131}, {0xffc2, 0xffc7, 0x314f}, {0xffca, 0xffcf, 0x3155},
		{0xffd2, 0xffd7, 0x315b}, {0xffda, 0xffdc, 0x3161},
	} {
		if r >= run.from && r <= run.to {
			return run.wide + r - run.from
		}
	}
	return r
}

// removable reports whether a mark is one that people leave out when they search.
// Marks of other scripts are letters to those who write them.
func removable(r rune) bool { return r >= 0x300 && unicode.Is(leftOut, r) }

var leftOut = &unicode.RangeTable{R16: []unicode.Range16{
	{0x0300, 0x036f, 1}, {0x0483, 0x0489, 1}, // Latin, Greek, Cyrillic
	{0x0591, 0x05bd, 1}, {0x05bf, 0x05bf, 1}, {0x05c1, 0x05c2, 1}, {0x05c4, 0x05c5, 1}, {0x05c7, 0x05c7, 1}, // Hebrew
	{0x0610, 0x061a, 1}, {0x064b, 0x065f, 1}, {0x0670, 0x0670, 1}, {0x06d6, 0x06dc, 1}, {0x06df, 0x06e4, 1},
	{0x06e7, 0x06e8, 1}, {0x06ea, 0x06ed, 1}, // Arabic
	{0x0711, 0x0711, 1}, {0x0730, 0x074a, 1}, // Syriac
	{0x0898, 0x089f, 1}, {0x08ca, 0x08e1, 1}, {0x08e3, 0x08ff, 1}, // Arabic
	{0x1ab0, 0x1aff, 1}, {0x1dc0, 0x1dff, 1}, {0x20d0, 0x20ff, 1}, // of all and of signs
	{0x2de0, 0x2dff, 1}, {0xa66f, 0xa672, 1}, {0xa674, 0xa67d, 1}, {0xa69e, 0xa69f, 1}, // Cyrillic
	{0xfb1e, 0xfb1e, 1}, {0xfe20, 0xfe2f, 1},
}}

// distinct reports whether a mark makes another letter of the one before it: a
// letter of the alphabet in Cyrillic, as Unicode's order of letters has it, and a
// sign that means the opposite.
func distinct(letter, mark rune) bool {
	switch mark {
	case 0x0306:
		return letter == 'и' || letter == 'у'
	case 0x0308:
		return letter == 'і'
	case 0x0301:
		return letter == 'г' || letter == 'к'
	case 0x0338:
		return unicode.IsSymbol(letter)
	}
	return false
}

// letter returns what a character without decomposition counts as.
func letter(r rune) string {
	switch {
	case r >= 'ァ' && r <= 'ヶ', r == 'ヽ', r == 'ヾ':
		return string(r - 'ァ' + 'ぁ')
	case r >= '٠' && r <= '٩':
		return string(r - '٠' + '0')
	case r >= '۰' && r <= '۹':
		return string(r - '۰' + '0')
	case r >= 0x2010 && r <= 0x2015:
		return "-"
	case r == 0:
		return " "
	}
	r = caseless(r)
	if s, ok := alike[r]; ok {
		return s
	}
	return string(r)
}

// caseless is the same for all characters that differ in case only.
func caseless(r rune) rune {
	// Each leads to the next greater, and the greatest to the least.
	for {
		next := unicode.SimpleFold(r)
		switch {
		case next == 0x0345:
			return 'ι' // of which that is the mark
		case next <= r:
			return unicode.ToLower(next)
		}
		r = next
	}
}

// alike are small letters and signs that have no decomposition, and count as others.
var alike = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
	'ø': "o", 'đ': "d", 'ð': "d", 'ħ': "h", 'ł': "l", 'ŧ': "t", 'ı': "i", 'ȷ': "j",
	// One letter that the keyboards of Arabic and Persian write differently, or that
	// is often written without its dots.
	'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ٱ': "ا",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", 'ʼ': "'", '׳': "'",
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '״': `"`,
	'−': "-", '־': "-", '⁄': "/",
}
