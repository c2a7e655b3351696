//go:build !race

package ui

// How much the longest of these tests have to lay out again and again.
const (
	longTalkLines = 5000 // of a talk that is scrolled from its end to its beginning
	longText      = 900  // words of five bytes: more than is shown at first
)
