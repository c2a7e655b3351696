package widget

import (
	"unicode/utf8"

	"gioui.org/io/system"
	"gioui.org/layout"
	"golang.org/x/text/unicode/bidi"
)

// directed returns gtx with the direction of the text s, which is that of its
// first character with a strong one (rules P2 and P3 of UAX #9).
func directed(gtx layout.Context, s string) layout.Context {
	gtx.Locale.Direction = direction(s)
	return gtx
}

// neutralBytes is how much of a text without direction is looked at: it is
// done in every frame.
const neutralBytes = 512

// direction returns the direction of a text, left to right if none of its first
// characters has one.
func direction(s string) system.TextDirection {
	for i, c := range s {
		if i >= neutralBytes {
			break
		}
		if c < utf8.RuneSelf {
			if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
				return system.LTR
			}
			continue
		}
		switch p, _ := bidi.LookupRune(c); p.Class() {
		case bidi.L:
			return system.LTR
		case bidi.R, bidi.AL:
			return system.RTL
		}
	}
	return system.LTR
}
