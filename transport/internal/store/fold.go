package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What the index is given of a text, and how one text is found in another. The
// index and the Go code here must take the same characters for equal: those that
// differ in case only, by Unicode's simple folding.

// end follows each text in the index, so that even its last character begins
// three, and a text of one or two is found by what begins with it.
const end = "\x01\x01"

// unindexed are the characters that the index does not have as they are: of end,
// and those that SQLite reads as U+FFFD.
const unindexed = "\x01\ufffe\uffff"

// searchable is what the index is given of a text, which would end at a NUL.
func searchable(body string) string { return strings.ReplaceAll(body, "\x00", " ") + end }

// phrase quotes a text for FTS5, so that nothing in it is an operator.
func phrase(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

// cases are all texts that differ from this one in case only.
func cases(text string) []string {
	all := []string{""}
	for _, c := range text {
		var longer []string
		for _, start := range all {
			longer = append(longer, start+string(c))
			for other := unicode.SimpleFold(c); other != c; other = unicode.SimpleFold(other) {
				longer = append(longer, start+string(other))
			}
		}
		all = longer
	}
	return all
}

// fold is the same character for all that differ in case only.
func fold(c rune) rune {
	if c < utf8.RuneSelf {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		return c
	}
	// Each leads to the next greater, and the greatest to the least.
	for {
		next := unicode.SimpleFold(c)
		if next <= c {
			return next
		}
		c = next
	}
}

// spans finds a text in another, in any case, without overlaps.
func spans(in, text string) (found []Span) {
	for at := 0; at < len(in); {
		if n := prefix(in[at:], text); n > 0 {
			found = append(found, Span{at, at + n})
			at += n
			continue
		}
		_, n := utf8.DecodeRuneInString(in[at:])
		at += n
	}
	return found
}

// prefix is how many bytes of in the text takes at its beginning, in any case;
// 0 if it is not there.
func prefix(in, text string) (n int) {
	for _, want := range text {
		got, size := utf8.DecodeRuneInString(in[n:])
		if size == 0 || got != want && fold(got) != fold(want) {
			return 0
		}
		n += size
	}
	return n
}
