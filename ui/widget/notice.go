package widget

import (
	"image"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/text"
)

// pill draws a day or a notice in the middle.
func (s *TranscriptStyle) pill(gtx layout.Context, row *Row) int {
	width, padX, padY := gtx.Constraints.Max.X, gtx.Dp(Space3), gtx.Dp(3)
	look := words{size: TextCaption, color: s.th.OnNotice, align: text.Middle}
	gap := gtx.Dp(6)
	if row.Kind == RowDay {
		look.weight = strong
		gap = gtx.Dp(groupGap)
	}
	d, call := look.measured(loose(gtx, width*4/5-2*padX), s.th, row.Text)
	w, h := d.Size.X+2*padX, d.Size.Y+2*padY
	rect := image.Rect(0, 0, w, h).Add(image.Pt(centered(width, w), gap))
	fill(gtx, s.th.Notice, rect, gtx.Dp(13))
	place(gtx, rect.Min.Add(image.Pt(padX, padY)), call)
	return rect.Max.Y + gap/2
}

// fold draws a notice that stands for several, as a button with a sign of what a
// click on it does, Touch high for the finger.
func (t *Transcript) fold(gtx layout.Context, row *Row) int {
	th, width, state := t.style.th, gtx.Constraints.Max.X, t.stateOf(row)
	padX, padY, side := gtx.Dp(Space3), gtx.Dp(3), gtx.Dp(16)
	look := words{size: TextCaption, color: th.OnNotice, align: text.Middle}
	d, call := look.measured(loose(gtx, width*4/5-2*padX-side), th, row.Text)
	w, h := d.Size.X+side+2*padX, d.Size.Y+2*padY
	full := image.Pt(w, max(h, gtx.Dp(Touch)))
	defer op.Offset(image.Pt(centered(width, w), 0)).Push(gtx.Ops).Pop()
	gtx.Constraints = layout.Exact(full)
	control(gtx, &state.fold, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(row.More).Add(gtx.Ops)
		rect, r := image.Rect(0, 0, w, h).Add(image.Pt(0, centered(full.Y, h))), gtx.Dp(13)
		fill(gtx, th.Notice, rect, r)
		feedback(gtx, th, &state.fold, rect, r)
		place(gtx, rect.Min.Add(image.Pt(padX, padY)), call)
		icon := IconDown
		if row.Fold == FoldOpen {
			icon = IconUp
		}
		th.iconAt(gtx, image.Pt(rect.Max.X-padX-side+gtx.Dp(4), rect.Min.Y+centered(h, side)), icon, 16, th.OnNotice)
		return layout.Dimensions{Size: full}
	})
	return full.Y
}

// unreadLine draws a line over the whole width with words in it.
func (s *TranscriptStyle) unreadLine(gtx layout.Context, label string) int {
	width, gap := gtx.Constraints.Max.X, gtx.Dp(Space3)
	d, call := words{size: TextCaption, weight: strong, color: s.th.AccentText, lines: 1}.measured(loose(gtx, width*4/5), s.th, label)
	x, y := centered(width, d.Size.X), gap
	place(gtx, image.Pt(x, y), call)
	line, middle := max(1, gtx.Dp(1)), y+d.Size.Y/2
	c := faded(s.th.AccentText, 90)
	fill(gtx, c, image.Rect(0, middle, x-gap, middle+line), 0)
	fill(gtx, c, image.Rect(x+d.Size.X+gap, middle, width, middle+line), 0)
	return y + d.Size.Y + gtx.Dp(Space1)
}
