package widget

import (
	"image"
	"image/color"

	"gioui.org/f32"
	"gioui.org/font"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	"gioui.org/text"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
)

// fill paints a rectangle with corners of radius r pixels.
func fill(gtx layout.Context, c color.NRGBA, rect image.Rectangle, r int) {
	if c.A == 0 || rect.Empty() {
		return
	}
	r = min(r, rect.Dx()/2, rect.Dy()/2)
	if r <= 0 {
		paint.FillShape(gtx.Ops, c, clip.Rect(rect).Op())
		return
	}
	paint.FillShape(gtx.Ops, c, clip.UniformRRect(rect, r).Op(gtx.Ops))
}

// outline paints a line of w pixels just inside a rectangle with corners of
// radius r pixels.
func outline(gtx layout.Context, c color.NRGBA, rect image.Rectangle, r, w int) {
	if c.A == 0 || rect.Empty() || w <= 0 {
		return
	}
	// The stroke lies on both sides of its path. A clip would cut off the outer half
	// as well, but a clip in a clip is a pass of its own for the renderer.
	r = min(r, rect.Dx()/2, rect.Dy()/2)
	half := float32(w) / 2
	path := roundRect(gtx.Ops, float32(rect.Min.X)+half, float32(rect.Min.Y)+half,
		float32(rect.Max.X)-half, float32(rect.Max.Y)-half, max(0, float32(r)-half))
	paint.FillShape(gtx.Ops, c, clip.Stroke{Path: path, Width: float32(w)}.Op())
}

// roundRect is the path of a rectangle with corners of radius r, between whole
// pixels if need be.
func roundRect(ops *op.Ops, x0, y0, x1, y1, r float32) clip.PathSpec {
	const arc = 0.5522847498 // where the handles of a cubic are that looks like a quarter of a circle
	k := r * (1 - arc)
	pt := f32.Pt
	var p clip.Path
	p.Begin(ops)
	p.MoveTo(pt(x0+r, y0))
	p.LineTo(pt(x1-r, y0))
	p.CubeTo(pt(x1-k, y0), pt(x1, y0+k), pt(x1, y0+r))
	p.LineTo(pt(x1, y1-r))
	p.CubeTo(pt(x1, y1-k), pt(x1-k, y1), pt(x1-r, y1))
	p.LineTo(pt(x0+r, y1))
	p.CubeTo(pt(x0+k, y1), pt(x0, y1-k), pt(x0, y1-r))
	p.LineTo(pt(x0, y0+r))
	p.CubeTo(pt(x0, y0+k), pt(x0+k, y0), pt(x0+r, y0))
	p.Close()
	return p.End()
}

// shadow paints a soft shadow around a rectangle that floats over the page.
func shadow(gtx layout.Context, th *Theme, rect image.Rectangle, r int) {
	steps := [...]struct {
		grow, drop unit.Dp
		alpha      uint8
	}{{12, 8, 5}, {8, 6, 7}, {5, 4, 9}, {3, 2, 12}, {1, 1, 18}}
	for _, s := range steps {
		grow, drop := gtx.Dp(s.grow), gtx.Dp(s.drop)
		fill(gtx, faded(th.Shadow, s.alpha), rect.Inset(-grow).Add(image.Pt(0, drop)), r+grow)
	}
}

// colorCall records a colour for use as the material of text.
func colorCall(gtx layout.Context, c color.NRGBA) op.CallOp {
	m := op.Record(gtx.Ops)
	paint.ColorOp{Color: c}.Add(gtx.Ops)
	return m.Stop()
}

// words is a piece of text that is not selected or edited. The zero values
// mean regular weight, start aligned and any number of lines.
type words struct {
	size   unit.Sp
	weight weight
	color  color.NRGBA
	align  text.Alignment
	lines  int
	mono   bool
}

// lineHeight is the distance of baselines as a part of the text size, the same
// for every script: Chinese needs the room, and lines of both do not jump.
const lineHeight = 1.4

func (w words) font(th *Theme, s string) font.Font {
	switch {
	case w.mono:
		return th.mono
	case w.weight == strong:
		return th.strong(s)
	}
	return th.body
}

// layout draws s within the constraints.
func (w words) layout(gtx layout.Context, th *Theme, s string) layout.Dimensions {
	if w.lines == 1 {
		s = w.keepKeys(gtx, th, s)
	}
	l := giowidget.Label{
		Alignment: w.align, MaxLines: w.lines,
		LineHeight: w.size * lineHeight, LineHeightScale: 1,
	}
	return l.Layout(directed(gtx, s), th.Shaper, w.font(th, s), w.size, s, colorCall(gtx, w.color))
}

// measured draws s into a recording with no least size, for placing it after
// its size is known.
func (w words) measured(gtx layout.Context, th *Theme, s string) (layout.Dimensions, op.CallOp) {
	gtx.Constraints.Min = image.Point{}
	m := op.Record(gtx.Ops)
	d := w.layout(gtx, th, s)
	return d, m.Stop()
}

// place replays a recording at a point.
func place(gtx layout.Context, at image.Point, call op.CallOp) {
	t := op.Offset(at).Push(gtx.Ops)
	call.Add(gtx.Ops)
	t.Pop()
}

// record runs w and returns its drawing for later.
func record(gtx layout.Context, w layout.Widget) (layout.Dimensions, op.CallOp) {
	m := op.Record(gtx.Ops)
	d := w(gtx)
	return d, m.Stop()
}

// loose returns gtx with no least size and at most width pixels of width.
func loose(gtx layout.Context, width int) layout.Context {
	gtx.Constraints.Min = image.Point{}
	gtx.Constraints.Max.X = max(0, width)
	return gtx
}

// size returns dimensions without a baseline.
func size(x, y int) layout.Dimensions {
	return layout.Dimensions{Size: image.Pt(x, y)}
}

// centered returns where something of height h begins to stand in the middle
// of height of.
func centered(of, h int) int { return (of - h) / 2 }

// besideFirstLine returns where an icon begins that stands beside the first of
// the lines that size ts made: its middle is the middle of the letters, however
// high the script's font makes the line.
func besideFirstLine(gtx layout.Context, d layout.Dimensions, ts unit.Sp, icon int) int {
	return d.Size.Y - d.Baseline - int(float32(gtx.Sp(ts))*.36) - icon/2
}
