package weblink

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Most is how many addresses are found in one text at most.
const Most = 3

// maxBytes is how long an address may be.
const maxBytes = 2048

var address = regexp.MustCompile(`(?i)https?://[^\s<>"'` + "`" + `，。；：！？、）】》」』“”‘’]+`)

// Find returns the addresses of web pages in a text, in their order, none twice,
// three at most. Punctuation that ends a sentence and a bracket that closes what
// was opened before an address are not of it.
func Find(text string) (found []string) {
	for _, at := range address.FindAllString(text, 4*Most) {
		at = trim(at)
		if good(at) && !slices.Contains(found, at) {
			if found = append(found, at); len(found) == Most {
				break
			}
		}
	}
	return found
}

// trim takes off what ends the sentence that an address stands in.
func trim(s string) string {
	for {
		short := strings.TrimRight(s, ".,;:!?*_~")
		for _, pair := range []string{"()", "[]", "{}"} {
			if strings.HasSuffix(short, pair[1:]) && strings.Count(short, pair[1:]) > strings.Count(short, pair[:1]) {
				short = short[:len(short)-1]
			}
		}
		if short == s {
			return s
		}
		s = short
	}
}

// good says whether s is the address of a page that can be shown as it is.
func good(s string) bool {
	if len(s) > maxBytes || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}
