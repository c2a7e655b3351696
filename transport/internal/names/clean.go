package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"confab/transport/internal/wire"
	"confab/transport/unseen"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxInput is how many bytes of a name are looked at. A frame holds fewer.
	maxInput = 4 * wire.MaxNameBytes
	// MaxCharacters is how many characters a name has at most.
	MaxCharacters = 64
	// maxMarks is how many marks a letter of a name may have (UTS 39, section 5.4).
	maxMarks = 4
)

// Clean returns name as it may be shown: valid UTF-8 on one line, in NFKC, with
// single spaces between words, nothing without ink and no controls, within
// wire.MaxNameBytes and MaxCharacters. It is empty when nothing is left. Clean of
// what it returned changes nothing.
func Clean(name string) string {
	name = cut(name, maxInput, maxInput)
	// What was removed can leave something without meaning, or bring together
	// what belongs together: until nothing changes.
	for range 8 {
		next := sift(norm.NFKC.String(cut(name, maxInput, maxInput)))
		next = strings.TrimSuffix(cut(next, wire.MaxNameBytes, MaxCharacters), " ")
		if next == name {
			return name
		}
		name = next
	}
	return plain(name)
}

// sift leaves out of s what a name must not have.
func sift(s string) string {
	var b strings.Builder
	space := false
	previous := utf8.RuneError
	for i, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u2800':
			space = true
			continue
		case r == utf8.RuneError || !allowed(s, i, r):
			continue
		case unicode.Is(unicode.M, r) && !unseen.Ignorable(r):
			if r == previous || b.Len() == 0 || space || unseen.Stacked(s, i, maxMarks) {
				continue // a mark on nothing, or one too many
			}
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space, previous = false, r
		b.WriteRune(r)
	}
	return b.String()
}

// allowed reports whether a name may have the character r at s[i].
func allowed(s string, i int, r rune) bool {
	switch {
	case unseen.Ignorable(r):
		return meaningful(r) && !unseen.Hidden(s, i) && (!joiner(r) || !ends(s[i+utf8.RuneLen(r):]))
	case unseen.Hidden(s, i):
		return false
	case r == '\u00b7': // RFC 5892, A.3: between two l
		return strings.HasSuffix(s[:i], "l") && strings.HasPrefix(s[i+2:], "l")
	}
	// Its class has digits of Arabic only where they are not mixed, and no emoji
	// younger than its tables.
	return class.Contains(r) || unicode.Is(unicode.Nd, r) || unseen.Pictograph(r)
}

var class = precis.Nickname.Allowed()

func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// ends reports whether a word ends before s: there is nothing to join.
func ends(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !unseen.Pictograph(r)
}

// meaningful reports whether r, which has no ink, can belong to the name of a
// person: joiners, selectors and the tags of flags.
func meaningful(r rune) bool {
	return joiner(r) || unicode.Is(unicode.Variation_Selector, r) || r >= 0xe0020 && r <= 0xe007f
}

// plain is s without anything that depends on what stands around it.
func plain(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unseen.Ignorable(r) || unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, s))
}

// cut returns at most so many bytes and characters of s, whole characters only.
func cut(s string, bytes, characters int) string {
	if len(s) > bytes {
		for bytes > 0 && !utf8.RuneStart(s[bytes]) {
			bytes--
		}
		s = s[:bytes]
	}
	for i := range s {
		if characters == 0 {
			return s[:i]
		}
		characters--
	}
	return s
}
