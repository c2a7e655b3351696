package fold

import (
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"
)

// Span is a piece of a text: bytes Start to End, End not included.
type Span struct{ Start, End int }

// Find returns where needle, which Fold returned, is in text, in order and without
// overlaps. Each span has whole characters as a person counts them, even where the
// needle begins within a ligature or ends before an accent.
func Find(text, needle string) []Span {
	if needle == "" {
		return nil
	}
	f := folder{out: make([]byte, 0, len(text)+8), wanted: true}
	f.text(text)
	folded := string(f.out)
	f.places = append(f.places, span{len(folded), len(text)})
	var found []Span
	var whole characters
	place := 0 // the last that begins at or before the hit
	for at := 0; ; {
		i := strings.Index(folded[at:], needle)
		if i < 0 {
			return found
		}
		from, to := at+i, at+i+len(needle)
		at = to
		for f.places[place+1].folded <= from {
			place++
		}
		end := place + 1
		for f.places[end].folded < to {
			end++
		}
		s := Span{whole.start(text, f.places[place].text), whole.end(text, f.places[end].text)}
		if n := len(found); n > 0 && s.Start < found[n-1].End {
			found[n-1].End = max(found[n-1].End, s.End) // in the same ligature
			continue
		}
		found = append(found, s)
	}
}

// characters knows where the characters of a text begin, as a person counts them.
// The zero value finds out when it is asked.
type characters struct{ begins []bool }

// start is at or before a byte, where a character begins.
func (c *characters) start(text string, at int) int {
	for !c.begin(text, at) {
		at--
	}
	return at
}

// end is at or behind a byte, where a character begins or the text ends.
func (c *characters) end(text string, at int) int {
	for !c.begin(text, at) {
		at++
	}
	return at
}

func (c *characters) begin(text string, at int) bool {
	if at == 0 || at == len(text) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	if after, _ := utf8.DecodeRuneInString(text[at:]); alone(before) && alone(after) && (before != '\r' || after != '\n') {
		return true
	}
	if c.begins == nil {
		c.read(text)
	}
	return c.begins[at]
}

func (c *characters) read(text string) {
	c.begins = make([]bool, len(text)+1)
	runes := make([]rune, 0, utf8.RuneCountInString(text))
	at := make([]int, 0, cap(runes)) // where each begins
	for i, r := range text {
		runes, at = append(runes, r), append(at, i)
	}
	var s segmenter.Segmenter
	s.Init(runes)
	for all := s.GraphemeIterator(); all.Next(); {
		c.begins[at[all.Grapheme().Offset]] = true
	}
}

// alone reports whether a character is a whole one between others of this kind.
func alone(r rune) bool {
	return r < 0x300 || itself(r) || r >= 'ぁ' && r <= 'ゖ' || r >= 'ァ' && r <= 'ヺ'
}
