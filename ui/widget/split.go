package widget

import (
	"image"
	"image/color"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// Wide is the least width at which a window shows two panes.
const Wide unit.Dp = 720

// RailWidth is the width of the pane with the lists.
const RailWidth unit.Dp = 300

// IsWide reports whether there is room for two panes.
func IsWide(gtx layout.Context) bool { return gtx.Constraints.Max.X >= gtx.Dp(Wide) }

// Split lays out two panes: the rail at the start, on its own ground, and the
// conversation in what is left. Both get exact constraints and are clipped.
func Split(gtx layout.Context, th *Theme, rail, conversation layout.Widget) layout.Dimensions {
	full, line := gtx.Constraints.Max, max(1, gtx.Dp(1))
	at := min(gtx.Dp(RailWidth), full.X/2)
	pane(gtx, image.Rect(0, 0, at, full.Y), th.Rail, rail)
	fill(gtx, th.Divider, image.Rect(at, 0, at+line, full.Y), 0)
	pane(gtx, image.Rect(at+line, 0, full.X, full.Y), th.Background, conversation)
	return layout.Dimensions{Size: full}
}

func pane(gtx layout.Context, rect image.Rectangle, ground color.NRGBA, w layout.Widget) {
	defer op.Offset(rect.Min).Push(gtx.Ops).Pop()
	gtx.Constraints = layout.Exact(rect.Size())
	Ground(gtx, ground, w)
}

// Ground paints the whole of its constraints and lays w out on it, clipped.
func Ground(gtx layout.Context, c color.NRGBA, w layout.Widget) layout.Dimensions {
	full := gtx.Constraints.Max
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	fill(gtx, c, image.Rectangle{Max: full}, 0)
	w(gtx)
	return layout.Dimensions{Size: full}
}

// BarHeight is the height of a Bar.
const BarHeight unit.Dp = 56

// Bar lays w out in a bar on a Surface with a line below: a top bar or the
// head of a conversation. It is BarHeight high, or higher where larger text needs
// that, and w stands in its middle.
func Bar(gtx layout.Context, th *Theme, w layout.Widget) layout.Dimensions {
	width := gtx.Constraints.Max.X
	gtx.Constraints.Min = image.Pt(width, 0)
	d, call := record(gtx, w)
	full := image.Pt(width, max(gtx.Dp(BarHeight), d.Size.Y+gtx.Dp(Space1)))
	line := barGround(gtx, th, full)
	place(gtx, image.Pt(0, centered(full.Y-line, d.Size.Y)), call)
	return layout.Dimensions{Size: full}
}

// Strip lays w out below a Bar, as a part of it, as high as w is.
func Strip(gtx layout.Context, th *Theme, w layout.Widget) layout.Dimensions {
	side, width := gtx.Dp(Space4), gtx.Constraints.Max.X
	d, call := record(loose(gtx, width-2*side), w)
	full := image.Pt(width, d.Size.Y+2*gtx.Dp(Space2))
	barGround(gtx, th, full)
	place(gtx, image.Pt(side, gtx.Dp(Space2)), call)
	return layout.Dimensions{Size: full}
}

// Foot lays w out in a bar like a Bar, at the lower end of a page: the line is above.
func Foot(gtx layout.Context, th *Theme, w layout.Widget) layout.Dimensions {
	width, line := gtx.Constraints.Max.X, max(1, gtx.Dp(1))
	gtx.Constraints.Min = image.Pt(width, 0)
	d, call := record(gtx, w)
	full := image.Pt(width, max(gtx.Dp(BarHeight), d.Size.Y+gtx.Dp(Space1)))
	fill(gtx, th.Surface, image.Rectangle{Max: full}, 0)
	fill(gtx, th.Divider, image.Rect(0, 0, width, line), 0)
	place(gtx, image.Pt(0, line+centered(full.Y-line, d.Size.Y)), call)
	return layout.Dimensions{Size: full}
}

// barGround paints that of a bar and the line at its lower end, and returns how
// high the line is.
func barGround(gtx layout.Context, th *Theme, full image.Point) (line int) {
	fill(gtx, th.Surface, image.Rectangle{Max: full}, 0)
	line = max(1, gtx.Dp(1))
	fill(gtx, th.Divider, image.Rect(0, full.Y-line, full.X, full.Y), 0)
	return line
}

// Inset returns room around content: v above and below, h at the sides.
func Inset(v, h unit.Dp) layout.Inset {
	return layout.Inset{Top: v, Bottom: v, Left: h, Right: h}
}
