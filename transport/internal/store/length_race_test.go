//go:build race

package store

import "testing"

// With the race detector SQLite is ten times as slow, and finds in many turns what it
// finds in a few.

func TestBitFlips(t *testing.T)  { bitFlips(t, min(*flips, 8)) }
func TestIndexWalk(t *testing.T) { indexWalk(t, 25) }
