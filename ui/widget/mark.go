package widget

import (
	"image/color"
	"slices"
	"unicode/utf8"

	"gioui.org/layout"
)

// span is a Mark counted in runes, as the laid out text has it.
type span struct {
	from, to int
	current  bool
}

// find counts the marks of a text in runes, once for the same ones.
func (r *rowState) find(text string, marks []Mark) {
	if r.markedText == text && slices.Equal(r.marked, marks) {
		return
	}
	r.markedText, r.marked, r.spans = text, append(r.marked[:0], marks...), r.spans[:0]
	for _, m := range marks {
		from, to := min(max(m.From, 0), len(text)), min(max(m.To, 0), len(text))
		if from >= to {
			continue
		}
		start := utf8.RuneCountInString(text[:from])
		r.spans = append(r.spans, span{start, start + utf8.RuneCountInString(text[from:to]), m.Current})
	}
}

// marks paints the ground of what was found in the text just laid out. The
// current hit has an outline, for those who do not tell the grounds apart.
func (s *TranscriptStyle) marks(gtx layout.Context, row *Row, state *rowState, ink color.NRGBA) {
	state.find(row.Text, row.Marks)
	r := gtx.Dp(3)
	for _, sp := range state.spans {
		state.regions = state.text.Regions(sp.from, sp.to, state.regions[:0])
		for _, region := range state.regions {
			if !sp.current {
				fill(gtx, s.th.Mark, region.Bounds, r)
				continue
			}
			fill(gtx, s.th.MarkCurrent, region.Bounds, r)
			outline(gtx, ink, region.Bounds, r, max(1, gtx.Dp(1)))
		}
	}
}
