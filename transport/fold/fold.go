package fold

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text as search compares it. Folding once more changes nothing. It
// returns text itself, without allocation, where nothing must change in ASCII. A text
// of nothing but marks and characters without ink folds to an empty one.
func Fold(text string) string {
	if plain(text) {
		return text
	}
	f := folder{out: make([]byte, 0, len(text)+8)}
	f.text(text)
	return string(f.out)
}

// plain reports whether folding leaves a text of ASCII as it is.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == 0 {
			return false
		}
	}
	return true
}

// maxJoined is how many characters are ordered and composed with the one before
// them: more than any writing needs, and so few that norm adds none of its own.
const maxJoined = 24

// folder folds one text. The zero value is ready.
type folder struct {
	out    []byte
	start  int    // where in out the last character begins that others join
	last   rune   // the last one in out
	joined int    // how many characters it is with those that joined it
	at     int    // where in the text is read
	places []span // filled where wanted
	wanted bool
	buffer []byte
}

// span says that a piece of the folded text, from byte folded on, comes from a
// character of the text, at byte text.
type span struct{ folded, text int }

func (f *folder) text(text string) {
	for i := 0; i < len(text); {
		f.at = i
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			if c == 0 {
				c = ' ' // which would end a text in the index
			}
			f.starter(rune(c))
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		f.character(r)
	}
}

// character folds one character of the text.
func (f *folder) character(r rune) {
	if itself(r) {
		f.starter(r)
		return
	}
	switch e := lookup(r); {
	case e == dropped:
	case e&several != 0:
		for _, part := range decomposed(r) {
			f.part(part)
		}
	case e&joining != 0:
		f.join(e.rune())
	case e&marking != 0:
		f.mark(e.rune())
	default:
		f.starter(e.rune())
	}
}

// part folds a character that has no decomposition.
func (f *folder) part(r rune) {
	switch {
	case ignored(r):
	case removable(r):
		f.mark(r)
	default:
		for _, c := range letter(r) {
			if joins(c) {
				f.join(c)
			} else {
				f.starter(c)
			}
		}
	}
}

// mark folds a mark that is removed, unless it makes another letter of the last.
func (f *folder) mark(r rune) {
	if distinct(f.last, r) {
		f.join(r)
	}
}

// starter adds a character that stands by itself.
func (f *folder) starter(r rune) {
	f.start, f.last, f.joined = len(f.out), r, 1
	f.place()
	f.out = utf8.AppendRune(f.out, r)
}

// join adds a character that is ordered among those before it, or composed with them.
func (f *folder) join(r rune) {
	if len(f.out) == 0 {
		f.place()
	}
	f.out = utf8.AppendRune(f.out, r)
	f.last = r
	f.joined++
	if f.joined > maxJoined {
		return
	}
	if piece := f.out[f.start:]; !norm.NFC.IsNormal(piece) {
		f.buffer = norm.NFC.Append(f.buffer[:0], piece...)
		f.out = append(f.out[:f.start], f.buffer...)
		f.last, _ = utf8.DecodeLastRune(f.out)
		f.joined = utf8.RuneCount(f.buffer)
	}
}

// place notes from where in the text comes what is added next.
func (f *folder) place() {
	if !f.wanted {
		return
	}
	if n := len(f.places); n > 0 && f.places[n-1].text == f.at {
		return // more of the same character
	}
	f.places = append(f.places, span{len(f.out), f.at})
}
