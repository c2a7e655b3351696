package fonts

import (
	"testing"

	"gioui.org/font"
	"gioui.org/text"
	"golang.org/x/image/math/fixed"
)

// advance shapes s and returns its width and how many glyphs it became.
func advance(sh *text.Shaper, f font.Font, s string) (width fixed.Int26_6, glyphs []text.Glyph) {
	sh.LayoutString(text.Parameters{Font: f, PxPerEm: fixed.I(16), MaxWidth: 1e6}, s)
	for g, ok := sh.NextGlyph(); ok; g, ok = sh.NextGlyph() {
		width += g.Advance
		glyphs = append(glyphs, g)
	}
	return width, glyphs
}

func TestTheEmbeddedFacesDraw(t *testing.T) {
	sh := Shaper(false)
	missing := func(f font.Font) text.GlyphID {
		_, g := advance(sh, f, "字")
		return g[0].ID
	}(font.Font{Typeface: UI})
	for _, s := range []string{
		"The quick brown fox, 0123456789 · “quoted” — 75 % … €",
		"Größe, façade, Łódź, čeština, İstanbul",
		"Ελληνικά", "Русский язык, Українська Ґґ",
	} {
		t.Run("every character of "+s+" has a glyph", func(t *testing.T) {
			for _, w := range []font.Weight{font.Normal, font.Medium, font.SemiBold} {
				for _, r := range s {
					_, g := advance(sh, font.Font{Typeface: UI, Weight: w}, string(r))
					if len(g) == 0 || g[0].ID == missing {
						t.Errorf("%q is missing in weight %v", r, w)
					}
				}
			}
		})
	}
	t.Run("the heavier the weight the wider the words", func(t *testing.T) {
		regular, _ := advance(sh, font.Font{Typeface: UI}, "Conversation")
		medium, _ := advance(sh, font.Font{Typeface: UI, Weight: font.Medium}, "Conversation")
		semi, _ := advance(sh, font.Font{Typeface: UI, Weight: font.SemiBold}, "Conversation")
		if semi <= medium || medium <= regular {
			t.Errorf("semi-bold %v, medium %v, regular %v", semi, medium, regular)
		}
	})
	t.Run("in the mono face an i is as wide as an M", func(t *testing.T) {
		i, _ := advance(sh, font.Font{Typeface: Mono}, "iiii")
		m, _ := advance(sh, font.Font{Typeface: Mono}, "MMMM")
		if i != m {
			t.Errorf("iiii is %v wide, MMMM %v", i, m)
		}
	})
	t.Run("changing the returned collection changes nobody else's", func(t *testing.T) {
		Collection()[0] = font.FontFace{}
		if Collection()[0].Face == nil {
			t.Error("the collection is shared")
		}
	})
}
