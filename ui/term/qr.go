package term

import (
	"strings"

	"confab/ui/internal/qr"
)

// The colours of a QR, from the cube of 256 that themes leave alone: black on white, and
// black on black for a character that is dark all over, so that no light line is left
// between two of them where lines stand apart.
const (
	darkOnLight = "\x1b[38;5;16;48;5;231m"
	allDark     = "\x1b[38;5;16;48;5;16m"
	noColors    = "\x1b[0m"
)

// halfBlocks draws a code with its quiet zone: a character is two modules, one above the
// other, which is about square. It looks the same on dark and on light terminals.
func halfBlocks(code qr.Code) string {
	var b strings.Builder
	for y := -qr.QuietZone; y < code.Size()+qr.QuietZone; y += 2 {
		last := ""
		for x := -qr.QuietZone; x < code.Size()+qr.QuietZone; x++ {
			block, colors := " ", darkOnLight
			switch top, bottom := code.Dark(x, y), code.Dark(x, y+1); {
			case top && bottom:
				block, colors = "█", allDark
			case top:
				block = "▀"
			case bottom:
				block = "▄"
			}
			if colors != last {
				b.WriteString(colors)
				last = colors
			}
			b.WriteString(block)
		}
		b.WriteString(noColors + "\n")
	}
	return b.String()
}
