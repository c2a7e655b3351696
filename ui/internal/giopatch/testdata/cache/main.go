// Command cache draws long paragraphs, each of them once, and prints how many
// megabytes are kept of them.
package main

import (
	"fmt"
	"runtime"
	"strings"

	"gioui.org/text"
	"golang.org/x/image/math/fixed"

	"confab/ui/internal/fonts"
)

func main() {
	shaper := fonts.Shaper(false)
	draw(shaper, "the fonts are read")
	before := heap()
	for i := range 300 {
		draw(shaper, strings.Repeat(fmt.Sprintf("paragraph %d ", i), 1000/14))
	}
	fmt.Println((heap() - before) >> 20)
	runtime.KeepAlive(shaper)
}

// draw shapes a paragraph and takes the outlines of its lines.
func draw(shaper *text.Shaper, said string) {
	shaper.LayoutString(text.Parameters{Font: fonts.Body(true), PxPerEm: fixed.I(16), MaxWidth: 500}, said)
	var line []text.Glyph
	for g, ok := shaper.NextGlyph(); ok; g, ok = shaper.NextGlyph() {
		if line = append(line, g); g.Flags&text.FlagLineBreak != 0 {
			shaper.Shape(line)
			line = line[:0]
		}
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
