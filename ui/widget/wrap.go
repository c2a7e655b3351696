package widget

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op"
)

// Wrap lays widgets out beside each other, in as many lines as they need, each in the middle.
func Wrap(gtx layout.Context, widgets ...layout.Widget) layout.Dimensions {
	most, size := gtx.Constraints.Max.X, image.Point{}
	var line []layout.Dimensions
	var calls []op.CallOp
	end := func() {
		wide, high := 0, 0
		for _, d := range line {
			wide, high = wide+d.Size.X, max(high, d.Size.Y)
		}
		x := max(0, (most-wide)/2)
		for i, d := range line {
			t := op.Offset(image.Pt(x, size.Y+(high-d.Size.Y)/2)).Push(gtx.Ops)
			calls[i].Add(gtx.Ops)
			t.Pop()
			x += d.Size.X
		}
		size.X, size.Y = max(size.X, wide), size.Y+high
		line, calls = line[:0], calls[:0]
	}
	x := 0
	for _, w := range widgets {
		m := op.Record(gtx.Ops)
		d := w(loose(gtx, most))
		call := m.Stop()
		if x += d.Size.X; x > most && len(line) > 0 {
			end()
			x = d.Size.X
		}
		line, calls = append(line, d), append(calls, call)
	}
	end()
	size.X = most
	return layout.Dimensions{Size: size}
}
