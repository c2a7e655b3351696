package visible

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"confab/transport/unseen"
)

// Text returns s with everything that could hide or reorder other text made
// plain: C0 controls and DEL in caret notation (^[, ^?), C1 controls as \u0085,
// bidirectional controls and what has no ink where it stands (package unseen) as
// [U+202E], invalid UTF-8 as U+FFFD. Newline and tab stay, CR LF and the Unicode
// line and paragraph separators become a newline. It returns s itself, without
// allocation, when nothing must change.
func Text(s string) string {
	// What became visible no longer gives a meaning to what stood beside it.
	for range 4 {
		at := firstUnsafe(s)
		if at < 0 {
			return s
		}
		s = spell(s, at, unseen.Hidden)
	}
	return spell(s, 0, func(s string, i int) bool {
		r, _ := utf8.DecodeRuneInString(s[i:])
		return unseen.Ignorable(r) || unseen.Hidden(s, i)
	})
}

// spell is s with all that is unsafe or hidden made plain, from the byte at on.
func spell(s string, at int, hidden func(string, int) bool) string {
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:at])
	for i := at; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\r' && i+1 < len(s) && s[i+1] == '\n':
			// The newline that follows says it all.
		case !unsafeRune(r) && !hidden(s, i):
			// An invalid byte decodes as U+FFFD and is written as such.
			b.WriteRune(r)
		case r < 0x20:
			b.WriteByte('^')
			b.WriteByte(byte(r) + '@')
		case r == 0x7f:
			b.WriteString("^?")
		case r > 0x7f && r < 0xa0:
			fmt.Fprintf(&b, `\u%04x`, r)
		case r == '\u2028' || r == '\u2029':
			b.WriteByte('\n')
		default:
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
		i += n
	}
	return b.String()
}

// firstUnsafe is the index of the first byte that Text must change, or -1.
func firstUnsafe(s string) int {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if unsafeRune(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if unsafeRune(r) || r == utf8.RuneError && n == 1 || unseen.Hidden(s, i) {
			return i
		}
		i += n
	}
	return -1
}

// unsafeRune says whether r must not reach the screen as it is.
func unsafeRune(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t'
	case r < 0x7f:
		return false
	case r < 0xa0:
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f',
		r >= '\u2028' && r <= '\u202e',
		r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// Line returns a preview of s on one line: safe as Text makes it, every run of
// white space one space, and at most max characters, the last of which is an
// ellipsis when something was left out. It looks at no more of s than it needs.
func Line(s string, max int) string {
	if max <= 0 {
		return ""
	}
	// A character is at most 4 bytes; the factor leaves room for white space
	// that collapses, and bounds the work for a message of megabytes.
	cut := false
	if limit := 16*max + 64; len(s) > limit {
		s, cut = Clip(s, limit), true
	}
	words := strings.Fields(Text(s))
	line := strings.Join(words, " ")
	n := utf8.RuneCountInString(line)
	if n <= max && !cut {
		return line
	}
	if n >= max {
		i := 0
		for range max - 1 {
			_, size := utf8.DecodeRuneInString(line[i:])
			i += size
		}
		line = line[:i]
	}
	// The cut must not leave half of an emoji's joiners behind.
	for line != "" && firstUnsafe(line+"…") >= 0 {
		_, size := utf8.DecodeLastRuneInString(line)
		line = line[:len(line)-size]
	}
	return line + "…"
}

// Named returns a name on one line, as Line does, and behind it the short form of
// its key, if there is one to be shown.
func Named(name, shortKey string, max int) string {
	name = Line(name, max)
	if name == "" || shortKey == "" {
		return name
	}
	return name + keySign + Line(shortKey, max)
}

// keySign stands before the short form of a key, and nowhere else in a name: see
// transport.CleanName.
const keySign = " · "

// Briefly returns what Named returned, fit for the beginning of a line that is cut at its
// end: where there is a key the name leaves room for it.
func Briefly(named string) string {
	const brief = 20
	if name, shortKey := Unnamed(named); shortKey != "" {
		return Named(name, shortKey, brief)
	}
	return named
}

// Unnamed takes apart what Named returned of a name that transport.CleanName returns.
func Unnamed(named string) (name, shortKey string) {
	name, shortKey, _ = strings.Cut(named, keySign)
	return name, shortKey
}

// Clip returns at most max bytes of s, never cutting a character in two, nor an
// emoji off from what joins or varies it.
func Clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	if max <= 0 {
		return ""
	}
	// Invalid UTF-8 may have no start of a character near: then the cut stays.
	for i := max; i > max-utf8.UTFMax && i >= 0; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:whole(s, i)]
		}
	}
	return s[:max]
}

// whole is the place at or a little before i where nothing that belongs together
// is cut.
func whole(s string, i int) int {
	at := i
	for range 16 {
		next, _ := utf8.DecodeRuneInString(s[at:])
		before, size := utf8.DecodeLastRuneInString(s[:at])
		if !unseen.Ignorable(next) && before != '\u200d' {
			return at
		}
		at -= size
	}
	return i
}

// ClipLines returns at most max lines of s, without the newline after the last.
func ClipLines(s string, max int) string {
	end := 0
	for range max {
		i := strings.IndexByte(s[end:], '\n')
		if i < 0 {
			return s
		}
		end += i + 1
	}
	if end == 0 {
		return ""
	}
	return s[:end-1]
}
