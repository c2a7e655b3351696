package detect

import (
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Costs are what a reading pays for what it takes the bytes for: the negative
// logarithm of how likely that is, as it is in the language of the reading. Where
// two ASCII characters follow each other nothing is paid, because every reading
// has them.
const (
	costTypographic = 6.0  // a quote, a dash, a sign of currency
	costForeign     = 9.5  // a letter that the language does not have
	costSign        = 6.0  // what measures, sums and prices are written with
	costOdd         = 11.0 // any other sign, and controls
	costUndefined   = 14.0 // no character
	costJoined      = 4.0  // letters of two scripts side by side, or a sign between letters
	costAlone       = 4.0  // a letter without others, where a sign would rather stand
	gainMeasure     = 3.0  // what a sign costs less beside its number or in its unit
)

// The symbols that each alphabet begins with. Letters follow: those of ASCII, for
// a language in Latin letters, then the others.
const (
	symBlank = iota
	symPoint // ASCII that is neither blank nor letter
	symTypographic
	symSign
	symForeign
	symOdd
	symUndefined
	symLatin // an ASCII letter, for a language in other letters
	symLetters
)

// alphabet has the statistics of one language.
type alphabet struct {
	*language
	symbols map[rune]uint8
	n       int
	// cost has what the symbol b costs after a, at a*n+b.
	cost []float32
}

// reading is one way to read text: as a language in an encoding of one byte to a
// character.
type reading struct {
	encoding Encoding
	*alphabet
	symbol [256]uint8
	cases  [256]uint8 // noCase, asciiLower and so on
	// beside is what the signs stand beside.
	beside [256]uint8
}

// The cases of letters, for what letters of two follow each other in a word.
const (
	noCase = iota
	asciiLower
	asciiUpper
	lowerCase
	upperCase
	letterCases
)

// caseCost is what a letter of the second case costs after one of the first.
var caseCost = [letterCases][letterCases]float32{
	noCase:     {lowerCase: 0.2, upperCase: 1.2},
	asciiLower: {lowerCase: 0.05, upperCase: 5},
	asciiUpper: {lowerCase: 0.3, upperCase: 0.7},
	lowerCase:  {lowerCase: 0.05, upperCase: 5, asciiUpper: 3},
	upperCase:  {lowerCase: 0.3, upperCase: 0.7, asciiLower: 0.5},
}

// readings are all readings, made when the first text has to be guessed.
var readings = sync.OnceValue(func() []reading {
	var list []reading
	for i := range languages {
		a := newAlphabet(&languages[i])
		for _, e := range languages[i].encodings {
			list = append(list, newReading(e, a))
		}
	}
	return list
})

// newAlphabet counts the letters of a language and how they follow each other.
func newAlphabet(l *language) *alphabet {
	a := &alphabet{language: l, symbols: map[rune]uint8{}, n: symLetters}
	add := func(r rune) {
		if _, known := a.symbols[r]; !known {
			a.symbols[r] = uint8(a.n)
			a.n++
		}
	}
	if l.latin {
		for r := 'a'; r <= 'z'; r++ {
			add(r)
		}
	}
	for _, r := range l.sample {
		if isLetter(r) {
			add(unicode.ToLower(r))
		}
	}
	n := a.n
	pairs := make([]float64, n*n)
	single := make([]float64, n)
	after := make([]float64, n) // how often a symbol has another one after it
	for word := range strings.FieldsSeq(l.sample) {
		was := uint8(symBlank)
		for _, r := range word + " " {
			now := uint8(symBlank) // also at an apostrophe and a hyphen
			if isLetter(r) {
				now = a.symbols[unicode.ToLower(r)]
			}
			pairs[int(was)*n+int(now)]++
			after[was]++
			single[now]++
			was = now
		}
	}
	total := 0.0
	for s := range single {
		if s == symBlank || s >= symLetters {
			single[s] += 0.3
			total += single[s]
		}
	}
	a.cost = make([]float32, n*n)
	for was := range n {
		for now := range n {
			a.cost[was*n+now] = float32(a.follow(was, now, pairs, after, single, total))
		}
	}
	return a
}

// follow is what the symbol now costs after was.
func (a *alphabet) follow(was, now int, pairs, after, single []float64, total float64) float64 {
	wasASCII, nowASCII := a.isASCII(was), a.isASCII(now)
	switch {
	case wasASCII && nowASCII:
		return 0
	case now == symTypographic:
		return costTypographic
	case now == symSign:
		return costSign
	case now == symForeign:
		return costForeign
	case now == symOdd:
		return costOdd
	case now == symUndefined:
		return costUndefined
	}
	cost := 0.0
	if was == symLatin || now == symLatin {
		cost = costJoined
	}
	// Words begin and end alike at blanks and at all other signs.
	from, to := a.letterOr(was), a.letterOr(now)
	const weight = 5 // of all pairs together against those that were counted
	share := single[to] / total
	cost -= math.Log((pairs[from*len(single)+to] + weight*share) / (after[from] + weight))
	if nowASCII {
		if cost += math.Log(share); to == symBlank && was < symLetters {
			cost = 0 // a blank beside a sign says nothing
		}
	}
	return cost
}

// letterOr is a letter as it is, and all else as a blank.
func (a *alphabet) letterOr(symbol int) int {
	if symbol >= symLetters {
		return symbol
	}
	return symBlank
}

// isASCII reports whether a symbol is ASCII.
func (a *alphabet) isASCII(symbol int) bool {
	if symbol >= symLetters {
		return a.latin && symbol < symLetters+26
	}
	return symbol == symBlank || symbol == symPoint || symbol == symLatin
}

// isLetter reports whether r is part of a word: also the marks of Thai, which
// stand over and under letters.
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.M, r) }

// newReading tells what each byte of an encoding is to a language.
func newReading(e Encoding, a *alphabet) reading {
	r := reading{encoding: e, alphabet: a}
	table := codecs[e].single()
	for i := range r.symbol {
		c := table.DecodeByte(byte(i))
		r.symbol[i] = a.classify(c)
		r.beside[i] = besideSign(c)
		if i < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z':
				r.cases[i] = asciiLower
			case 'A' <= c && c <= 'Z':
				r.cases[i] = asciiUpper
			}
			continue
		}
		switch {
		case unicode.IsUpper(c):
			r.cases[i] = upperCase
		case unicode.IsLower(c):
			r.cases[i] = lowerCase
		}
	}
	return r
}

// classify is the symbol of a character.
func (a *alphabet) classify(c rune) uint8 {
	if s, ok := a.symbols[unicode.ToLower(c)]; ok {
		return s
	}
	switch {
	case c == utf8.RuneError:
		return symUndefined
	case c <= ' ':
		return symBlank
	case c < utf8.RuneSelf && unicode.IsLetter(c):
		return symLatin
	case c < utf8.RuneSelf:
		return symPoint
	case strings.ContainsRune("“”„‘’‚«»–—…€£°§№·•¿¡\u00A0", c):
		return symTypographic
	case strings.ContainsRune("±²³¹µ½¼¾©®×÷¢¥ªº¤¦¬", c):
		return symSign
	case unicode.IsLetter(c):
		return symForeign
	}
	return symOdd
}

// costOf is what the bytes cost, read so.
func (r *reading) costOf(b []byte) float32 {
	sum := float32(0)
	was, wasCase := uint8(symBlank), uint8(noCase)
	for i, c := range b {
		now, nowCase := r.symbol[c], r.cases[c]
		sum += r.cost[int(was)*r.n+int(now)] + caseCost[wasCase][nowCase]
		if c >= utf8.RuneSelf && (now == symSign || now >= symLetters) {
			sum += r.place(b, i)
		}
		was, wasCase = now, nowCase
	}
	// What ends a text ends a word.
	return sum + r.cost[int(was)*r.n+symBlank]
}

// What a sign stands beside.
const (
	afterNumber  = 1 << iota // a number is before it, maybe with a blank between
	beforeNumber             // a number is after it
	raises                   // it is the power of a unit
	divides                  // it is the beginning of a unit
)

// besideSign is what a character stands beside: nothing for those that stand
// anywhere.
func besideSign(c rune) uint8 {
	switch c {
	case '²', '³':
		return afterNumber | raises
	case 'µ':
		return afterNumber | divides
	case '¹', '¢', 'ª', 'º':
		return afterNumber
	case '±', '©', '¥':
		return beforeNumber
	}
	return 0
}

// place is what the sign or letter at i, which is not ASCII, costs for where it
// stands: what is a sign in one encoding is a letter in another, and signs stand
// beside numbers and in units, where letters do not.
func (r *reading) place(b []byte, i int) float32 {
	before, after := r.at(b, i-1), r.at(b, i+1)
	if r.symbol[b[i]] != symSign {
		switch {
		case len(b) == 1: // what somebody types
		case before == ownLetter, after == ownLetter:
		case r.latin && (before == asciiLetter || after == asciiLetter):
		default:
			return costAlone
		}
		return 0
	}
	if before >= ownLetter && after >= ownLetter {
		return costJoined
	}
	beside := r.beside[b[i]]
	afterDigit := before == asciiDigit || before == blankOrPoint && r.at(b, i-2) == asciiDigit
	beforeDigit := after == asciiDigit || after == blankOrPoint && r.at(b, i+2) == asciiDigit
	switch {
	case afterDigit && beforeDigit, // also × and ÷
		afterDigit && beside&afterNumber != 0,
		beforeDigit && beside&beforeNumber != 0,
		beside&divides != 0 && before < ownLetter && after == asciiLetter,
		beside&raises != 0 && before == asciiLetter && after < ownLetter && (b[i-1] == 'm' || b[i-1] == 's'):
		return -gainMeasure
	}
	return 0
}

// What there is at a place.
const (
	blankOrPoint = iota
	asciiDigit
	ownLetter // of the language, and not ASCII
	asciiLetter
)

func (r *reading) at(b []byte, i int) int {
	switch {
	case i < 0 || i >= len(b):
	case b[i] >= utf8.RuneSelf:
		if r.symbol[b[i]] >= symLetters {
			return ownLetter
		}
	case '0' <= b[i] && b[i] <= '9':
		return asciiDigit
	case r.cases[b[i]] != noCase:
		return asciiLetter
	}
	return blankOrPoint
}
