package widget

import (
	"image"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// CheckStyle draws one of several things that are looked at: an icon for what became of
// it, its name, and below that what was found and from what.
type CheckStyle struct {
	Tone Tone
	// Icon is that of Tone unless changed; Neutral has none of its own.
	Icon Icon
	// State says in words what the icon does, for screen readers.
	State string
	Name  string
	// Text is what was found, Detail from what. Optional.
	Text, Detail string

	th *Theme
}

// Check returns the style of a row.
func Check(th *Theme, tone Tone, state, name string) CheckStyle {
	return CheckStyle{Tone: tone, Icon: tone.icon(), State: state, Name: name, th: th}
}

// checkSide is the side of the icon of a row.
const checkSide unit.Dp = 24

// Layout draws the row over the whole width, as high as its words need.
func (c CheckStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width := c.th, gtx.Constraints.Max.X
	m := op.Record(gtx.Ops)
	side := gtx.Dp(checkSide)
	x, y := side+gtx.Dp(Space3), gtx.Dp(Space1)
	inner := loose(gtx, width-x)
	ground, ink := c.Tone.colors(th)
	d, call := words{size: TextBody, weight: strong, color: th.Text, lines: 1}.measured(inner, th, c.Name)
	at := y + besideFirstLine(gtx, d, TextBody, side)
	fill(gtx, ground, image.Rect(0, at, side, at+side), side/2)
	const sign unit.Dp = 16
	inset := centered(side, gtx.Dp(sign))
	th.iconAt(gtx, image.Pt(inset, at+inset), c.Icon, sign, ink)
	place(gtx, image.Pt(x, y), call)
	y += d.Size.Y
	put := func(s string, w words) {
		if s != "" {
			d, call := w.measured(inner, th, s)
			place(gtx, image.Pt(x, y+gtx.Dp(2)), call)
			y += d.Size.Y + gtx.Dp(2)
		}
	}
	put(c.Text, words{size: TextBody - 1, color: th.Text})
	put(c.Detail, words{size: TextSmall, color: th.TextMuted})
	content := m.Stop()
	dims := size(width, y+gtx.Dp(Space1))
	defer clip.Rect{Max: dims.Size}.Push(gtx.Ops).Pop()
	semantic.DescriptionOp(c.State).Add(gtx.Ops)
	content.Add(gtx.Ops)
	return dims
}

// AdviceStyle draws a sentence on the ground of its tone, as a part of a page.
type AdviceStyle struct {
	Tone Tone
	Text string

	th *Theme
}

// Advice returns the style of a card with a sentence.
func Advice(th *Theme, tone Tone, text string) AdviceStyle {
	return AdviceStyle{Tone: tone, Text: text, th: th}
}

// Layout draws the card over the whole width, as high as its words need.
func (a AdviceStyle) Layout(gtx layout.Context) layout.Dimensions {
	ground, ink := a.Tone.colors(a.th)
	pad, width := gtx.Dp(Space3), gtx.Constraints.Max.X
	d, call := words{size: TextBody, color: ink}.measured(loose(gtx, width-2*pad), a.th, a.Text)
	rect := image.Rect(0, 0, width, d.Size.Y+2*pad)
	fill(gtx, ground, rect, gtx.Dp(RadiusMedium))
	place(gtx, image.Pt(pad, pad), call)
	return layout.Dimensions{Size: rect.Max}
}
