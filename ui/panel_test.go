package ui

import (
	"testing"

	"confab/transport"
	"confab/ui/internal/uitest"
)

func TestWhoMayComeFitsOnALine(t *testing.T) {
	// A narrow window as wide as it can be has room for any words.
	roomy := uitest.Size{Width: 719, Height: 700, Density: 1}
	for lang, w := range tongues {
		for _, size := range []uitest.Size{wide, narrow} {
			free, tight := homely(t, roomy, w), homely(t, size, w)
			for i := range 8 {
				width := func(s *stagedScreen) int {
					s.model.SetAllow(transport.Visitors{Members: i&1 != 0, Plain: i&2 != 0, Browsers: i&4 != 0})
					s.Frame()
					label := s.model.Server.MayCome()
					n, ok := s.Find(label)
					if !ok {
						t.Fatalf("%q is not to be seen", label)
					}
					return n.Bounds.Dx()
				}
				if want, got := width(free), width(tight); got != want {
					t.Errorf("%s: %q is cut to %d of %d dp in a window of %v dp", lang, tight.model.Server.MayCome(), got, want, size.Width)
				}
			}
		}
	}
}
