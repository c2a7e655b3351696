package term

import (
	"strings"
	"time"

	"confab/ui/internal/words"
)

const (
	// speedOver is over how long a speed is measured.
	speedOver = 5 * time.Second
	// barCells is how long a bar is, in characters.
	barCells = 20
	// leftMost is the longest time that is told; what takes longer may take for ever.
	leftMost = 100 * time.Hour
	// barColumns is taken where it is not known how wide a screen is.
	barColumns = 80
)

// progress is a bar on one line of a screen, which each draw replaces:
//
//	plan.pdf: 3.2 MiB of 40 MiB [=>                  ] 8 %  11.0 MiB/s  3s left
type progress struct {
	say     *words.Terminal
	columns func() int
	marks   []mark // oldest first, of the last speedOver
	shown   int    // how wide the last line was; 0 for none
}

// mark is how much had gone at a time.
type mark struct {
	at    time.Time
	bytes int64
}

// draw returns what replaces the line on the screen.
func (g *progress) draw(now time.Time, name string, bytes, of int64) string {
	if n := len(g.marks); n > 0 && bytes < g.marks[n-1].bytes {
		g.marks = nil // begun again
	}
	g.marks = append(g.marks, mark{now, bytes})
	for len(g.marks) > 2 && now.Sub(g.marks[0].at) > speedOver {
		g.marks = g.marks[1:]
	}
	line := g.say.FileProgress(name, bytes, of) + bar(percent(bytes, of))
	if speed := g.speed(); speed > 0 {
		line += "  " + words.Running(int64(speed)) + "/s"
		if left := time.Duration(float64(of-bytes) / speed * float64(time.Second)); left > 0 && left < leftMost {
			line += "  " + g.say.FileLeft(left)
		}
	}
	return g.replace(line)
}

// bar is a picture of a part, and the part.
func bar(percent int) string {
	full := percent * barCells / 100
	cells := strings.Repeat("=", full)
	if full < barCells {
		cells += ">" + strings.Repeat(" ", barCells-full-1)
	}
	return " [" + cells + "] " + words.Percent(percent)
}

// speed is how many bytes a second have gone lately; 0 if that cannot be told.
func (g *progress) speed() float64 {
	first, last := g.marks[0], g.marks[len(g.marks)-1]
	if took := last.at.Sub(first.at); took > 0 {
		return float64(last.bytes-first.bytes) / took.Seconds()
	}
	return 0
}

// replace returns line in the place of the one before, no wider than the screen.
func (g *progress) replace(line string) string {
	columns := g.columns()
	if columns <= 0 {
		columns = barColumns
	}
	line = clipColumns(line, columns-1)
	wide := columnsOf(line)
	text := "\r" + line + strings.Repeat(" ", max(g.shown-wide, 0))
	g.shown = wide
	return text
}

// end returns what leaves the line standing and goes to the next one.
func (g *progress) end() string {
	if g.shown == 0 {
		return ""
	}
	g.shown = 0
	return "\n"
}

// clipColumns is text cut to so many columns.
func clipColumns(text string, columns int) string {
	wide := 0
	for i, r := range text {
		if wide += columnsOfRune(r); wide > columns {
			return text[:i]
		}
	}
	return text
}

func columnsOf(text string) (wide int) {
	for _, r := range text {
		wide += columnsOfRune(r)
	}
	return wide
}

// columnsOfRune is how wide a character is at most: those of East Asia and pictures take two
// columns.
func columnsOfRune(r rune) int {
	if r >= 0x1100 {
		return 2
	}
	return 1
}
