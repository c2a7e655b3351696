package secure

import (
	"bytes"
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

const (
	// FingerprintWords is the number of words people compare.
	FingerprintWords = 12
	wordBits         = 11 // 2 048 words

	fingerprintDomain = "confab fingerprint 1"
	// Whoever wants to sit between two people needs one key for each such that
	// both see the same words: a collision, so 132 bits resist like 66. Each try
	// then has to cost something: 2^16 rounds make it 82, and cost an honest
	// machine some ten milliseconds, once.
	fingerprintRounds = 1 << 16
	// A longer text is no twelve words, and is not looked at.
	fingerprintTextBytes = 1024
)

// Fingerprint is what two people read to each other to know that nobody is
// between them: twelve words of 11 bits, the first 132 bits of
//
//	PBKDF2-HMAC-SHA-256(both IDs, the lesser first; salt "confab fingerprint 1"; 65 536 rounds)
//
// the most significant bit first. Fingerprints are comparable; the zero value
// is twelve times the first word and belongs to no pair.
type Fingerprint struct {
	words [FingerprintWords]uint16
}

// PairFingerprint returns the fingerprint of two identities, the same whichever
// comes first. It takes some ten milliseconds, on a phone more: call it once
// when people want to compare, never for each frame that is drawn.
func PairFingerprint(a, b ID) Fingerprint {
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	const sumBytes = (FingerprintWords*wordBits + 7) / 8
	sum, err := pbkdf2.Key(sha256.New, string(a[:])+string(b[:]), []byte(fingerprintDomain), fingerprintRounds, sumBytes)
	if err != nil {
		// It has no error but a length or a hash that is a constant here.
		panic(err)
	}
	var f Fingerprint
	for i := range f.words {
		for bit := i * wordBits; bit < (i+1)*wordBits; bit++ {
			f.words[i] = f.words[i]<<1 | uint16(sum[bit/8]>>(7-bit%8)&1)
		}
	}
	return f
}

// Words returns the twelve words in a language. Pairs that agree in one agree
// in the other: the words are of the same numbers.
func (f Fingerprint) Words(l Language) [FingerprintWords]string {
	var words [FingerprintWords]string
	list := l.list()
	for i, n := range f.words {
		words[i] = list.words[n]
	}
	return words
}

// Text is the words on one line, with a space between.
func (f Fingerprint) Text(l Language) string {
	words := f.Words(l)
	return strings.Join(words[:], " ")
}

// String is the English text.
func (f Fingerprint) String() string { return f.Text(English) }

// ErrNotTwelve is wrapped when a text is not of twelve words.
var ErrNotTwelve = errors.New("not twelve words")

// UnknownWordError names the word of a text that is in neither list.
type UnknownWordError struct {
	Word     string
	Position int // from 1
}

// Error is one line for logs; people get the words of the ui.
func (e *UnknownWordError) Error() string {
	return fmt.Sprintf("word %d is unknown: %q", e.Position, e.Word)
}

// ParseFingerprint reads twelve words that somebody pasted or typed, in either
// language and any case. Whatever is no letter only separates, numbers and
// punctuation as well as spaces; Chinese needs no spaces at all. Its errors are
// an *UnknownWordError or wrap ErrNotTwelve.
func ParseFingerprint(text string) (Fingerprint, error) {
	var f Fingerprint
	if len(text) > fingerprintTextBytes {
		return f, fmt.Errorf("%w: %d bytes of text", ErrNotTwelve, len(text))
	}
	language, words := English, splitWords(text)
	if strings.ContainsFunc(text, isHan) {
		language = Chinese
	}
	list := language.list()
	var read Fingerprint
	for i, word := range words {
		n, known := list.index[strings.ToLower(word)]
		if !known {
			return f, &UnknownWordError{Word: word, Position: i + 1}
		}
		if i < len(read.words) {
			read.words[i] = n
		}
	}
	if len(words) != FingerprintWords {
		return f, fmt.Errorf("%w but %d", ErrNotTwelve, len(words))
	}
	return read, nil
}

// splitWords returns runs of letters; a Chinese character is a word by itself.
func splitWords(text string) []string {
	var words []string
	for _, run := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		start := 0
		for i, r := range run {
			if !isHan(r) {
				continue
			}
			if start < i {
				words = append(words, run[start:i])
			}
			start = i + len(string(r))
			words = append(words, run[i:start])
		}
		if start < len(run) {
			words = append(words, run[start:])
		}
	}
	return words
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
