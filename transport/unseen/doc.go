// Package unseen finds the characters of a text that have no ink: zero-width
// characters, fillers, tags, blank symbols, variation selectors, and marks piled
// on one letter until they cover the lines around it. With them a text shows as
// another one than it is, or as nothing at all.
//
// Many of them have an honest use: joiners inside Persian and Hindi words and
// inside emoji, selectors behind a heart, tags in the flag of Scotland. There
// they are not hidden, as the rules of context say that IDNA (RFC 5892, appendix
// A), PRECIS (RFC 8264) and the emoji specification (UTS 51) have.
//
//	for i, r := range text {
//		if unseen.Hidden(text, i) { … } // r does nothing there that a reader sees
//	}
//
// White space and the controls that reorder a text are not treated here.
//
// The functions are pure and may be called from any goroutine. They look only at
// a bounded number of characters around the one they are asked about.
package unseen
