// Command direction prints for each paragraph of its argument where its first
// character stands in a column of 400 pixels: left or right.
package main

import (
	"fmt"
	"os"

	"gioui.org/text"
	"golang.org/x/image/math/fixed"

	"confab/ui/internal/fonts"
)

func main() {
	shaper := fonts.Shaper(false)
	shaper.LayoutString(text.Parameters{Font: fonts.Body(true), PxPerEm: fixed.I(16), MinWidth: 400, MaxWidth: 400}, os.Args[1])
	first := true
	for g, ok := shaper.NextGlyph(); ok; g, ok = shaper.NextGlyph() {
		if first && g.X < fixed.I(200) {
			fmt.Println("left")
		} else if first {
			fmt.Println("right")
		}
		first = g.Flags&text.FlagParagraphBreak != 0
	}
}
