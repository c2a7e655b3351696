package widget

import (
	"image"
	"image/color"

	"gioui.org/layout"
)

// senderLock is the side of the lock beside a sender.
const senderLock = 14

// sender draws above a text who said it: the lock of what is known of them, the name, and
// the tag. It returns its size. A long name goes on on further lines, so that nothing of
// it and of its key is cut.
func (s *TranscriptStyle) sender(gtx layout.Context, row *Row, ink color.NRGBA) image.Point {
	th, limit := s.th, gtx.Constraints.Max.X
	left := 0
	if row.Lock != NoLock {
		left = gtx.Dp(senderLock) + gtx.Dp(Space1)
	}
	look := words{size: TextSmall, weight: strong, color: ink}
	name, nameCall := look.measured(loose(gtx, limit-left), th, row.Sender)
	top := 0
	taken := image.Pt(left+name.Size.X, name.Size.Y)
	if row.SenderTag != "" {
		tag, tagCall := record(loose(gtx, limit), func(gtx layout.Context) layout.Dimensions {
			return described(gtx, row.SenderTagLabel, Tag(th, Neutral, row.SenderTag).Layout)
		})
		at := image.Pt(taken.X+gtx.Dp(6), centered(name.Size.Y, tag.Size.Y))
		oneLine := name.Size.Y < 2*gtx.Sp(TextSmall*lineHeight)
		if oneLine && at.X+tag.Size.X <= limit {
			top = max(0, -at.Y)
			taken.Y = max(name.Size.Y, tag.Size.Y)
		} else {
			at = image.Pt(0, name.Size.Y+gtx.Dp(2))
			taken.Y = at.Y + tag.Size.Y + gtx.Dp(2)
		}
		at.Y += top
		place(gtx, at, tagCall)
		taken.X = max(taken.X, at.X+tag.Size.X)
	}
	if row.Lock != NoLock {
		lock := LockBadge(th, row.Lock, row.LockLabel)
		lock.Side = senderLock
		_, call := record(gtx, lock.Layout)
		place(gtx, image.Pt(0, top+besideFirstLine(gtx, name, TextSmall, gtx.Dp(senderLock))), call)
	}
	place(gtx, image.Pt(left, top), nameCall)
	return taken
}
