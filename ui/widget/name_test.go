package widget

import (
	"strings"
	"testing"

	"gioui.org/layout"
	"gioui.org/unit"

	"confab/ui/internal/uitest"
)

func TestALineIsNeverCutWithinAKey(t *testing.T) {
	th := testTheme()
	long := strings.Repeat("Evelyn ", 9) + "E"
	for name, s := range map[string]string{
		"a title":             "Verify " + long + " · 5e07a1b2",
		"with words behind":   "Replying to " + long + " · 5e07a1b2, who came by a link and is not verified at all",
		"with two names":      long + " · 5e07a1b2 and " + long + " · 9c41d07e are writing…",
		"in Chinese":          "核对 " + strings.Repeat("小雅", 20) + " · 5e07a1b2 的身份",
		"with joined signs":   strings.Repeat("👩\u200d🚀", 20) + " · 5e07a1b2",
		"with a short name":   "Eve · 5e07a1b2 says that the spare impeller is in the third locker, below",
		"of an address after": "Marta · 5e07a1b2 · 10.0.0.1:8899, ship.local:8899, [fd00::5]:8899",
	} {
		t.Run(name, func(t *testing.T) {
			for _, width := range []unit.Dp{200, 240, 300, 480, 2400} {
				look := words{size: TextSmall, lines: 1}
				drawn, shown := "", 0
				uitest.New(t, uitest.Size{Width: width, Height: 100, Density: 2}, func(gtx layout.Context) layout.Dimensions {
					drawn = look.keepKeys(gtx, th, s)
					head := drawn
					if keys := shortKey.FindAllStringIndex(drawn, -1); keys != nil {
						if head = drawn[:keys[len(keys)-1][1]]; head != drawn {
							head += "…"
						}
					}
					d, _ := look.measured(loose(gtx, 1<<16), th, head)
					if whole, _ := (words{size: TextSmall}).measured(loose(gtx, 1<<16), th, s); whole.Size.X <= gtx.Constraints.Max.X && drawn != s {
						t.Errorf("%v dp have room for all, and show %q", width, drawn)
					}
					shown = gtx.Constraints.Max.X - d.Size.X
					return d
				})
				if want := len(shortKey.FindAllString(s, -1)); len(shortKey.FindAllString(drawn, -1)) != want {
					t.Errorf("in %v dp it is %q", width, drawn)
				}
				if drawn != s && shown < 0 {
					t.Errorf("in %v dp there is no room for %q", width, drawn)
				}
				if strings.Contains(drawn, "\u200d…") {
					t.Errorf("in %v dp half a sign is left of %q", width, drawn)
				}
			}
		})
	}
	t.Run("without one it is as it was", func(t *testing.T) {
		for _, s := range []string{long, "a · b", "Eve · 5e07a1b2f", "Eve · 5e07"} {
			uitest.New(t, uitest.Size{Width: 40, Height: 100, Density: 2}, func(gtx layout.Context) layout.Dimensions {
				if got := (words{size: TextSmall, lines: 1}).keepKeys(gtx, th, s); got != s {
					t.Errorf("%q became %q", s, got)
				}
				return layout.Dimensions{}
			})
		}
	})
}
