//go:build !race

package store

import "testing"

func TestBitFlips(t *testing.T)  { bitFlips(t, *flips) }
func TestIndexWalk(t *testing.T) { indexWalk(t, 100) }
