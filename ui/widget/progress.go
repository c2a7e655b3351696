package widget

import (
	"image"

	"gioui.org/layout"
)

// ProgressStyle draws how far something is: a line of text over a bar.
type ProgressStyle struct {
	// Text says what is being done.
	Text string
	// Part is how much of it is done, from 0 to 1.
	Part float32

	th *Theme
}

// Progress returns the style of a bar.
func Progress(th *Theme, text string, part float32) ProgressStyle {
	return ProgressStyle{Text: text, Part: part, th: th}
}

// Layout draws the text and the bar over the whole width.
func (p ProgressStyle) Layout(gtx layout.Context) layout.Dimensions {
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		layout.Rigid(Muted(p.th, p.Text).Layout),
		layout.Rigid(layout.Spacer{Height: Space2}.Layout),
		layout.Rigid(func(gtx layout.Context) layout.Dimensions {
			width, h := gtx.Constraints.Max.X, gtx.Dp(4)
			fill(gtx, p.th.Divider, image.Rect(0, 0, width, h), h/2)
			if done := int(float32(width) * min(max(p.Part, 0), 1)); done > 0 {
				fill(gtx, p.th.Accent, image.Rect(0, 0, done, h), h/2)
			}
			return layout.Dimensions{Size: image.Pt(width, h)}
		}),
	)
}
