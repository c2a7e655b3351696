package plain

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Relayed returns how a plain guest reads what somebody else than the host said.
// Nobody else can begin a line as the host does: further lines are set in, and
// what would move the cursor of the guest's terminal is replaced.
func Relayed(name, text string) string {
	text = strings.Join(strings.Fields(name), " ") + ": " + lineBreaks.Replace(text)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return utf8.RuneError
		}
		return r
	}, text)
}

// lineBreaks has every line but the first set in (Unicode, section 5.8).
var lineBreaks = func() *strings.Replacer {
	var pairs []string
	for _, end := range []string{"\r\n", "\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"} {
		pairs = append(pairs, end, "\n    ")
	}
	return strings.NewReplacer(pairs...)
}()
