package widget

import (
	"image"
	"slices"
	"testing"

	"gioui.org/layout"
	"gioui.org/op"
)

func TestWrap(t *testing.T) {
	for _, v := range []struct {
		wide  []int
		lines int
	}{{nil, 0}, {[]int{40}, 1}, {[]int{40, 60}, 1}, {[]int{40, 61}, 2}, {[]int{200, 10, 200}, 3}, {[]int{30, 30, 30, 30}, 2}} {
		var widgets []layout.Widget
		var laid []int
		for _, x := range v.wide {
			widgets = append(widgets, func(gtx layout.Context) layout.Dimensions {
				if gtx.Constraints.Min != (image.Point{}) || gtx.Constraints.Max.X != 100 {
					t.Errorf("it has %v", gtx.Constraints)
				}
				laid = append(laid, x)
				return layout.Dimensions{Size: image.Pt(x, 10)}
			})
		}
		gtx := layout.Context{Ops: new(op.Ops), Constraints: layout.Constraints{Min: image.Pt(100, 0), Max: image.Pt(100, 1000)}}
		if d := Wrap(gtx, widgets...); d.Size != image.Pt(100, 10*v.lines) || !slices.Equal(laid, v.wide) {
			t.Errorf("%v take %v, and %v were laid out", v.wide, d.Size, laid)
		}
	}
}
