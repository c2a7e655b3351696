package widget

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
)

// HeadingStyle draws the heading of a part of a list over a line that says how that part
// is, with a button beside both. It is as high whatever it says.
type HeadingStyle struct {
	Title string
	// Text stands below the title. Optional.
	Text string
	// Progress has a bar under Text, of which Part is done, from 0 to 1.
	Progress bool
	Part     float32

	th *Theme
}

// Heading returns the style of a heading.
func Heading(th *Theme, title string) HeadingStyle { return HeadingStyle{Title: title, th: th} }

// headingLines is what the two lines need: larger text makes the heading higher.
const headingLines unit.Sp = 44

// Layout draws the heading over the whole width, and the button at its end.
func (h HeadingStyle) Layout(gtx layout.Context, button layout.Widget) layout.Dimensions {
	th, full := h.th, image.Pt(gtx.Constraints.Max.X, max(gtx.Dp(Touch), gtx.Sp(headingLines)))
	beside, call := record(loose(gtx, full.X-gtx.Dp(Space1)), button)
	left, end := gtx.Dp(Space4), full.X-gtx.Dp(Space1)-beside.Size.X
	inner := loose(gtx, end-gtx.Dp(Space1)-left)
	title, titleCall := words{size: TextSmall, weight: strong, color: th.TextMuted, lines: 1}.measured(inner, th, h.Title)
	first, second := full.Y/2-gtx.Sp(5), full.Y/2+gtx.Sp(12)
	if h.Text != "" {
		text, textCall := words{size: TextSmall, color: th.TextMuted, lines: 1}.measured(inner, th, h.Text)
		onBaseline(gtx, left, first, title, titleCall)
		onBaseline(gtx, left, second, text, textCall)
	} else {
		onBaseline(gtx, left, full.Y/2+gtx.Sp(4), title, titleCall)
	}
	if h.Progress {
		bar := image.Rect(left, 0, left+inner.Constraints.Max.X, gtx.Dp(3)).Add(image.Pt(0, full.Y-gtx.Dp(4)))
		fill(gtx, th.Divider, bar, gtx.Dp(1))
		bar.Max.X = bar.Min.X + int(float32(bar.Dx())*min(max(h.Part, 0), 1))
		fill(gtx, th.Accent, bar, gtx.Dp(1))
	}
	t := op.Offset(image.Pt(end, centered(full.Y, beside.Size.Y))).Push(gtx.Ops)
	call.Add(gtx.Ops)
	t.Pop()
	return layout.Dimensions{Size: full}
}
