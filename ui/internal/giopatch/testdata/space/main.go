// Command space prints for each of its arguments the characters whose glyphs are
// wider than half an em, and how many characters there are in all.
package main

import (
	"fmt"
	"os"

	"gioui.org/text"
	"golang.org/x/image/math/fixed"

	"confab/ui/internal/fonts"
)

func main() {
	shaper := fonts.Shaper(true)
	for _, said := range os.Args[1:] {
		runes := []rune(said)
		wide, at := "", 0
		shaper.LayoutString(text.Parameters{Font: fonts.Body(true), PxPerEm: fixed.I(16), MaxWidth: 400}, said)
		for g, ok := shaper.NextGlyph(); ok; g, ok = shaper.NextGlyph() {
			if g.Advance > fixed.I(8) {
				wide += string(runes[at : at+int(g.Runes)])
			}
			at += int(g.Runes)
		}
		fmt.Printf("%q of %d\n", wide, at)
	}
}
