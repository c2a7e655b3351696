package widget

import (
	"image"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
)

// Measures of the chips with reactions: what is touched is Touch high and wide,
// and reaches into the room between the chip and the bubble above.
const (
	chipHeight unit.Dp = 30
	chipGap    unit.Dp = 3
	chipPad    unit.Dp = 10
)

// reactions draws the chips below a bubble, at the side that it stands at, over
// the whole width, in as many lines as they need, and returns their height.
func (s *TranscriptStyle) reactions(gtx layout.Context, row *Row, state *rowState) int {
	for len(state.chips) < len(row.Reactions) {
		// Of its own each: a clickable that moves is another one to Gio.
		state.chips = append(state.chips, new(Clickable))
	}
	state.chipsShown = len(row.Reactions)
	width, gap, touch := gtx.Constraints.Max.X, gtx.Dp(Space1), gtx.Dp(Touch)
	h := max(gtx.Dp(chipHeight), gtx.Sp(unit.Sp(chipHeight)*.8))
	pitch := max(touch, h+gap)
	// The first line's chips stand chipGap below the bubble.
	y := gtx.Dp(chipGap) - centered(pitch, h)
	for from := 0; from < len(row.Reactions); {
		used, to := 0, from
		for ; to < len(row.Reactions); to++ {
			w := s.chipWidth(gtx, &row.Reactions[to])
			if to > from && used+gap+w > width {
				break
			}
			if to > from {
				used += gap
			}
			used += w
		}
		x := 0
		if row.Own {
			x = width - used
		}
		for i := from; i < to; i++ {
			w := s.chipWidth(gtx, &row.Reactions[i])
			t := op.Offset(image.Pt(x, y)).Push(gtx.Ops)
			cell := gtx
			cell.Constraints = layout.Exact(image.Pt(w, pitch))
			s.chip(cell, state.chips[i], &row.Reactions[i], h)
			t.Pop()
			x += w + gap
		}
		y, from = y+pitch, to
	}
	return y
}

// chipWords is the look of the two parts of a chip.
func (s *TranscriptStyle) chipWords(mine bool) (sign, count words) {
	sign = words{size: TextBody, color: s.th.Text, lines: 1}
	count = words{size: TextSmall, weight: strong, color: s.th.TextMuted, lines: 1}
	if mine {
		sign.color, count.color = s.th.OnAccentSoft, s.th.OnAccentSoft
	}
	return sign, count
}

// chipWidth measures a chip; what it records is never replayed.
func (s *TranscriptStyle) chipWidth(gtx layout.Context, r *Reaction) int {
	sign, count := s.chipWords(r.Mine)
	d, _ := sign.measured(gtx, s.th, r.Text)
	w := d.Size.X + 2*gtx.Dp(chipPad)
	if r.Count != "" {
		d, _ = count.measured(gtx, s.th, r.Count)
		w += d.Size.X + gtx.Dp(5)
	}
	return min(max(w, gtx.Dp(Touch)), gtx.Constraints.Max.X)
}

// chip draws one reaction, h high in the middle of what is touched. Ours has an
// outline, for those who do not tell its colour from the others'.
func (s *TranscriptStyle) chip(gtx layout.Context, c *Clickable, r *Reaction, h int) {
	control(gtx, c, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.SelectedOp(r.Mine).Add(gtx.Ops)
		semantic.DescriptionOp(r.Spoken).Add(gtx.Ops)
		th, full := s.th, gtx.Constraints.Max
		rect := image.Rect(0, 0, full.X, h).Add(image.Pt(0, centered(full.Y, h)))
		if r.Mine {
			fill(gtx, th.AccentSoft, rect, h/2)
			outline(gtx, th.AccentText, rect, h/2, gtx.Dp(2))
		} else {
			fill(gtx, th.Surface, rect, h/2)
			outline(gtx, th.Divider, rect, h/2, max(1, gtx.Dp(1)))
		}
		feedback(gtx, th, c, rect, h/2)
		sign, count := s.chipWords(r.Mine)
		a, aCall := sign.measured(loose(gtx, full.X-2*gtx.Dp(chipPad)), th, r.Text)
		content := a.Size.X
		var b layout.Dimensions
		var bCall op.CallOp
		if r.Count != "" {
			b, bCall = count.measured(loose(gtx, full.X), th, r.Count)
			content += gtx.Dp(5) + b.Size.X
		}
		x := centered(full.X, content)
		// On one line, whatever the script of the sign makes of its height.
		base := full.Y/2 + gtx.Sp(TextBody*.36)
		onBaseline(gtx, x, base, a, aCall)
		if r.Count != "" {
			onBaseline(gtx, x+content-b.Size.X, base, b, bCall)
		}
		return layout.Dimensions{Size: full}
	})
}
