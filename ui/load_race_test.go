//go:build race

package ui

// How much the longest of these tests have to lay out again and again. The race
// detector makes that ten times as dear, and finds no more in more of it.
const (
	longTalkLines = 1500
	longText      = 200
)
