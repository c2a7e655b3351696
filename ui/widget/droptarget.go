package widget

import (
	"image"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// DropTargetStyle draws, in the place of what is there, that files can be dropped.
type DropTargetStyle struct {
	Title, Text string

	th *Theme
}

// DropTarget returns the style of a place where files can be dropped.
func DropTarget(th *Theme, title, text string) DropTargetStyle {
	return DropTargetStyle{Title: title, Text: text, th: th}
}

// Layout covers its constraints.
func (d DropTargetStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, full := d.th, image.Rectangle{Max: gtx.Constraints.Max}
	defer clip.Rect(full).Push(gtx.Ops).Pop()
	semantic.LabelOp(d.Title).Add(gtx.Ops)
	fill(gtx, th.Background, full, 0)
	inset := gtx.Dp(Space3)
	const line unit.Dp = 2
	outline(gtx, th.AccentText, full.Inset(inset), gtx.Dp(RadiusLarge), gtx.Dp(line))
	gtx.Constraints = layout.Exact(full.Max)
	Empty(th, nil, IconAttach, d.Title, d.Text).Layout(gtx)
	return layout.Dimensions{Size: full.Max}
}
