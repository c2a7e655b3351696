package widget

import (
	"image"
	"image/color"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
)

// placeMeta draws the line of time and delivery at the lower end of a bubble
// whose content so far takes size, and returns what all takes. Where the last
// line ends, if ok, leaves room, it stands beside it.
func (s *TranscriptStyle) placeMeta(gtx layout.Context, row *Row, muted color.NRGBA, size, last image.Point, ok bool) image.Point {
	meta, call := s.meta(gtx, row, muted)
	gap := gtx.Dp(10)
	if ok && last.X+gap+meta.Size.X <= gtx.Constraints.Max.X {
		width := max(size.X, last.X+gap+meta.Size.X)
		// A little below the text's own line, as a time is no part of it.
		base := last.Y + gtx.Dp(3)
		place(gtx, image.Pt(width-meta.Size.X, base-(meta.Size.Y-meta.Baseline)), call)
		return image.Pt(width, max(size.Y, base+meta.Baseline-gtx.Dp(1)))
	}
	width := max(size.X, meta.Size.X)
	place(gtx, image.Pt(width-meta.Size.X, size.Y), call)
	return image.Pt(width, size.Y+meta.Size.Y-gtx.Dp(2))
}

// meta records the line of tag, word of edits, time and sign of delivery.
func (s *TranscriptStyle) meta(gtx layout.Context, row *Row, muted color.NRGBA) (layout.Dimensions, op.CallOp) {
	m := op.Record(gtx.Ops)
	gap := gtx.Dp(6)
	look := words{size: 11.5, color: muted, lines: 1}
	var d layout.Dimensions
	icon := 0
	if row.Delivery != NoDelivery {
		icon = gtx.Dp(metaIcon) + gtx.Dp(3)
	}
	clock, clockCall := look.measured(gtx, s.th, row.Time)
	d = clock
	// A long tag gives way to what stands after it.
	room := gtx.Constraints.Max.X - clock.Size.X - icon
	var edited, tag layout.Dimensions
	var editedCall, tagCall op.CallOp
	if row.Edited != "" {
		edited, editedCall = look.measured(loose(gtx, room-gap), s.th, row.Edited)
		room -= edited.Size.X + gap
		d.Size.Y, d.Baseline = max(d.Size.Y, edited.Size.Y), max(d.Baseline, edited.Baseline)
	}
	if row.Tag != "" {
		tag, tagCall = look.measured(loose(gtx, room-gap), s.th, row.Tag)
		d.Size.Y, d.Baseline = max(d.Size.Y, tag.Size.Y), max(d.Baseline, tag.Baseline)
	}
	x := 0
	if row.Tag != "" {
		onBaseline(gtx, x, d.Size.Y-d.Baseline, tag, tagCall)
		x += tag.Size.X + gap
	}
	if row.Edited != "" {
		onBaseline(gtx, x, d.Size.Y-d.Baseline, edited, editedCall)
		x += edited.Size.X + gap
	}
	onBaseline(gtx, x, d.Size.Y-d.Baseline, clock, clockCall)
	x += clock.Size.X
	if icon > 0 {
		s.delivery(gtx, row.Delivery, image.Pt(x+gtx.Dp(3), d.Size.Y-d.Baseline-gtx.Dp(11)), muted)
		x += icon
	}
	d.Size.X = x
	return d, m.Stop()
}

// delivery draws the sign of a step, which a screen reader says in words.
func (s *TranscriptStyle) delivery(gtx layout.Context, d Delivery, at image.Point, c color.NRGBA) {
	icon, said := IconClock, s.Queued
	switch d {
	case Written:
		icon, said = IconCheck, s.Written
	case Reached:
		icon, said = IconDoubleCheck, s.Reached
	case Read:
		icon, said, c = IconDoubleCheck, s.Read, s.th.BubbleOwnRead
	case Failed:
		icon, said, c = IconError, s.Failed, s.th.DangerText
	}
	defer op.Offset(at).Push(gtx.Ops).Pop()
	px := gtx.Dp(metaIcon)
	defer clip.Rect{Max: image.Pt(px, px)}.Push(gtx.Ops).Pop()
	semantic.DescriptionOp(said).Add(gtx.Ops)
	s.th.icon(gtx, icon, metaIcon, c)
}
