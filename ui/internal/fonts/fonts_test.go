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
	}(Body(true))
	for _, s := range []string{
		"The quick brown fox, 0123456789 · “quoted” — 75 % … €",
		"Größe, façade, Łódź, čeština, İstanbul",
		"Ελληνικά", "Русский язык, Українська Ґґ",
	} {
		t.Run("every character of "+s+" has a glyph", func(t *testing.T) {
			for _, f := range []font.Font{Body(true), Body(false), Strong()} {
				for _, r := range s {
					_, g := advance(sh, f, string(r))
					if len(g) == 0 || g[0].ID == missing {
						t.Errorf("%q is missing in %s", r, f.Typeface)
					}
				}
			}
		})
	}
	t.Run("the heavier the weight the wider the words", func(t *testing.T) {
		regular, _ := advance(sh, Body(true), "Conversation")
		medium, _ := advance(sh, Body(false), "Conversation")
		semi, _ := advance(sh, Strong(), "Conversation")
		if semi <= medium || medium <= regular {
			t.Errorf("semi-bold %v, medium %v, regular %v", semi, medium, regular)
		}
	})
	t.Run("in the mono face an i is as wide as an M", func(t *testing.T) {
		i, _ := advance(sh, Mono(), "iiii")
		m, _ := advance(sh, Mono(), "MMMM")
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

// The fallback of go-text looks at fonts of the very weight asked for: asked
// for a weight that only Inter has, it left gaps in place of Chinese.
func TestSystemFontsFillWhatTheEmbeddedOnesLack(t *testing.T) {
	sh := Shaper(true)
	for name, f := range map[string]font.Font{
		"body on light": Body(false), "body on dark": Body(true), "strong": Strong(), "mono": Mono(), "strong Chinese": StrongHan(),
	} {
		_, gap := advance(sh, f, "\uFFFE")
		for _, c := range []string{"你", "讓", "🙂", "👍"} {
			if _, g := advance(sh, f, c); len(g) == 0 || g[0].ID == gap[0].ID {
				t.Errorf("%s: no font of this system draws %s; it needs one for Chinese and one for emoji", name, c)
			}
		}
	}
	if !HasBoldHan(sh) {
		t.Error("no bold Chinese")
	}
	if HasBoldHan(Shaper(false)) {
		t.Error("bold Chinese is found where there are no fonts of the system")
	}
}
