package widget

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"
)

// DangerCardStyle draws a red card on a page: what is wrong, why nothing goes
// on, and the one way out.
type DangerCardStyle struct {
	// Icon is IconLockBroken unless changed.
	Icon        Icon
	Title, Text string
	// Action is the word on the button; empty for none.
	Action string

	th    *Theme
	state *Clickable
}

// DangerCard returns the style of a card. The state may be nil where there is
// no action. What the action does cannot be undone: ask once more before it.
func DangerCard(th *Theme, state *Clickable, title, text, action string) DangerCardStyle {
	return DangerCardStyle{Icon: IconLockBroken, Title: title, Text: text, Action: action, th: th, state: state}
}

// Layout draws the card over the whole width, as high as its words need.
func (c DangerCardStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width, pad := c.th, gtx.Constraints.Max.X, gtx.Dp(Space4)
	const icon unit.Dp = 22
	m := op.Record(gtx.Ops)
	x, y := pad+gtx.Dp(icon)+gtx.Dp(Space3), pad
	inner := loose(gtx, width-x-pad)
	d, call := words{size: TextBody, weight: strong, color: th.OnDangerSoft}.measured(inner, th, c.Title)
	th.iconAt(gtx, image.Pt(pad, y+besideFirstLine(gtx, d, TextBody, gtx.Dp(icon))), c.Icon, icon, th.OnDangerSoft)
	place(gtx, image.Pt(x, y), call)
	y += d.Size.Y + gtx.Dp(Space1)
	d, call = words{size: TextBody - 1, color: th.OnDangerSoft}.measured(inner, th, c.Text)
	place(gtx, image.Pt(x, y), call)
	y += d.Size.Y
	if c.Action != "" {
		y += gtx.Dp(Space2)
		t := op.Offset(image.Pt(x, y)).Push(gtx.Ops)
		y += Button(th, c.state, OutlinedDanger, c.Action).on(th.Surface).Layout(inner).Size.Y
		t.Pop()
		y -= gtx.Dp(Space1)
	}
	content := m.Stop()
	rect, r := image.Rect(0, 0, width, y+pad), gtx.Dp(RadiusMedium)
	fill(gtx, th.DangerSoft, rect, r)
	outline(gtx, th.DangerText, rect, r, max(1, gtx.Dp(1)))
	content.Add(gtx.Ops)
	return layout.Dimensions{Size: rect.Max}
}
