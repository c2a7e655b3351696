//go:build unix && !race

package core

import "testing"

func TestFlood(t *testing.T) { flood(t, 5000) }
