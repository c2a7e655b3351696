//go:build !race

package core

import (
	"testing"

	"confab/transport/internal/detect"
)

// One goroutine reads millions of beginnings: with the race detector that takes the
// longest of all, and finds nothing.
func TestAWebPageIsNeverPlainWhereverItIsCut(t *testing.T) {
	for _, r := range append(recordings(t, "chromium"), recordings(t, "firefox")...) {
		t.Run(r.name, func(t *testing.T) {
			for at := range len(r.bytes) {
				var o detect.Opening
				o.Add([]byte(r.bytes[:at]))
				if o.Verdict() == detect.Plain {
					t.Fatalf("the first %d bytes are plain", at)
				}
				// A segment of TCP carries at least so much, unless it is the last.
				if at >= 512 && o.Silence() == detect.Plain {
					t.Fatalf("the first %d bytes and silence are plain", at)
				}
			}
		})
	}
}
