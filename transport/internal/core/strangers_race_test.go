//go:build unix && race

package core

import "testing"

// The race detector makes each connection far dearer, and finds in many what it finds in
// a few.
func TestFlood(t *testing.T) {
	t.Parallel()
	flood(t, 100)
}
