package widget

import (
	"math"
	"strings"
	"testing"

	"gioui.org/layout"
	"gioui.org/unit"

	"confab/ui/internal/uitest"
)

func TestAFixedWidthTextIsNeverWrapped(t *testing.T) {
	// lay lays out two lines of so many characters, and returns where they are.
	lay := func(t *testing.T, width unit.Dp, scale float32, longer int) (lines int, advance float64) {
		columns := 0
		p := newTalk(nil)
		uitest.New(t, uitest.Size{Width: width, Height: 600, Density: 2}, func(gtx layout.Context) layout.Dimensions {
			gtx.Metric.PxPerSp *= scale
			columns = MonoColumns(gtx) + longer
			line := strings.Repeat("0f ", columns)[:columns-1] + "|"
			p.rows = rowSlice{{Key: 1, Text: line + "\n" + line, Mono: true, First: true, Time: "09:26"}}
			return p.layout(gtx)
		})
		regions := p.state.states[1].text.Regions(0, columns, nil)
		all := p.state.states[1].text.Regions(0, 2*columns+1, nil)
		return len(all), float64(regions[0].Bounds.Dx()) / float64(columns)
	}
	for _, width := range []unit.Dp{320, 360, 412, 479, 480, 699, 1400} {
		for _, scale := range []float32{0.85, 1, 1.5, 3} {
			if n, advance := lay(t, width, scale, 0); n != 2 || math.Abs(advance-math.Round(float64(2*scale)*float64(monoSize))*monoAdvance) > 0.05 {
				t.Errorf("%v dp at %v: %d lines, %.2f px a character", width, scale, n, advance)
			}
			if n, _ := lay(t, width, scale, 7); n != 2 {
				t.Errorf("%v dp at %v: what is longer stands on %d lines", width, scale, n)
			}
		}
	}
}
