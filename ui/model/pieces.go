package model

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/transport/unseen"
)

// A long message is shown in pieces, of which only those in view are laid out: all
// of it would cost as much in every frame as it is long.
const (
	// wholeBytes and clipLines are how long a text is at most that stays in one piece.
	wholeBytes = clipBytes
	// A piece has paragraphs of pieceRunes and pieceLines together, or one of
	// paragraphRunes, or a part of one that is longer: the frame in which it comes
	// into view takes two to four milliseconds for it.
	pieceRunes, pieceLines = 600, 24
	paragraphRunes         = 1200
)

// pieces returns where in a text the pieces behind the first begin; none for a text
// that is short. A piece ends behind a line's end wherever it can. A paragraph that is
// too long ends where a sentence does, or a word, or a character.
func pieces(text string) (cuts []int) {
	if len(text) <= wholeBytes && strings.Count(text, "\n") < clipLines {
		return nil
	}
	cut := func(at int) {
		if at > 0 && at < len(text) && (len(cuts) == 0 || at > cuts[len(cuts)-1]) {
			cuts = append(cuts, at)
		}
	}
	runes, lines := 0, 0 // of the piece so far
	for from := 0; from < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			end = from + i + 1
		}
		n := utf8.RuneCountInString(text[from:end])
		if runes > 0 && (runes+n > pieceRunes || lines == pieceLines) {
			cut(from)
			runes, lines = 0, 0
		}
		for n > paragraphRunes {
			from += partEnd(text[from:end])
			cut(from)
			n = utf8.RuneCountInString(text[from:end])
		}
		runes, lines, from = runes+n, lines+1, end
	}
	return cuts
}

// partEnd is how much of a paragraph that is too long one piece takes: up to the last
// sentence in the second half of what there is room for, or to a word, or to what is
// one character to a reader.
func partEnd(paragraph string) int {
	var sentence, word, letter, end int
	var before rune
	n, flag := 0, 0 // characters so far; letters of flags, which come in pairs, before
	for i, r := range paragraph {
		if end = i; n == paragraphRunes {
			break
		}
		if n++; n > paragraphRunes/2 && breaks(before, r, flag%2 == 1) {
			letter = i
			switch {
			case strings.ContainsRune("。！？", before):
				sentence = i
			case unicode.IsSpace(before) && !unicode.IsSpace(r):
				word = i
				if strings.ContainsRune(".!?:…", lastWritten(paragraph[:i])) {
					sentence = i
				}
			case strings.ContainsRune("，、；：", before):
				word = i
			}
		}
		before = r
		if isFlag(r) {
			flag++
		} else {
			flag = 0
		}
	}
	for _, at := range []int{sentence, word, letter} {
		if at > 0 {
			return at
		}
	}
	return end
}

// lastWritten is the last character of s that is no space.
func lastWritten(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s, unicode.IsSpace))
	return r
}

// isFlag reports whether r is one of the letters of which two make a flag.
func isFlag(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// breaks reports whether a text can be cut between two characters without taking
// apart what is one to a reader: an accent from its letter, a part from an emoji, a
// syllable of Korean letters, a flag, of which half says that before is its first.
func breaks(before, r rune, half bool) bool {
	switch {
	case unicode.Is(unicode.M, r), unseen.Ignorable(r), before == '\u200d',
		r >= 0x1f3fb && r <= 0x1f3ff, // a tone of skin
		r >= 0x1160 && r <= 0x11ff:
		return false
	}
	return !half || !isFlag(r)
}

// Pieces returns the text or the bytes of the row as they are shown, and where in
// that the pieces behind the first begin; none where it is shown whole. What is
// deleted and notices are never long.
func (r *Row) Pieces() (text string, cuts []int) {
	if r.Hex != "" {
		return r.Hex, r.cuts
	}
	return r.Text, r.cuts
}

// Piece returns piece i of what Pieces returned, and where it begins, without the
// line's end between it and the next.
func Piece(text string, cuts []int, i int) (piece string, from int) {
	if i > 0 {
		from = cuts[i-1]
	}
	if i == len(cuts) {
		return text[from:], from
	}
	return strings.TrimSuffix(text[from:cuts[i]], "\n"), from
}
