package widget

import (
	"image"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
)

// Modules are the squares of a QR code, without the quiet zone around them.
type Modules interface {
	// Size is how many modules a side has.
	Size() int
	// Dark reports whether the module in column x and row y, from 0, is dark.
	Dark(x, y int) bool
}

// qrQuiet is how many light modules the standard (ISO/IEC 18004) wants around a code.
const qrQuiet = 4

// The colours of a code, the same in both themes: few scanners read one that is light
// on dark.
var qrLight, qrDark = rgb(0xffffff), rgb(0x000000)

// QR is the state of a QR code: the picture of it. The zero value shows an empty card.
type QR struct {
	modules Modules
	scale   int // pixels a module of picture, zero before it is made
	picture paint.ImageOp
}

// Set has q show other modules; nil is none.
func (q *QR) Set(modules Modules) { q.modules, q.scale = modules, 0 }

// QRStyle draws a QR code on a white card.
type QRStyle struct {
	// Label is what a screen reader says.
	Label string

	th    *Theme
	state *QR
}

// QRCode returns the style of a QR code.
func QRCode(th *Theme, state *QR, label string) QRStyle {
	return QRStyle{Label: label, th: th, state: state}
}

// Layout draws the code as large as its constraints allow, each module as the same
// number of whole pixels, at least one.
func (s QRStyle) Layout(gtx layout.Context) layout.Dimensions {
	q, room := s.state, min(gtx.Constraints.Max.X, gtx.Constraints.Max.Y)
	side, scale := room, 0
	if q.modules != nil {
		across := q.modules.Size() + 2*qrQuiet
		scale = max(1, room/across)
		side = scale * across
	}
	card := image.Rect(0, 0, side, side)
	defer clip.Rect(card).Push(gtx.Ops).Pop()
	semantic.LabelOp(s.Label).Add(gtx.Ops)
	// The corners stay within the quiet zone.
	r := gtx.Dp(RadiusMedium)
	if scale > 0 {
		r = min(r, scale*qrQuiet/2)
	}
	fill(gtx, qrLight, card, r)
	outline(gtx, s.th.Divider, card, r, max(1, gtx.Dp(1)))
	if scale > 0 {
		if q.scale != scale {
			q.picture, q.scale = picture(q.modules, scale), scale
		}
		quiet := qrQuiet * scale
		inner := card.Inset(quiet)
		gtx.Constraints = layout.Exact(inner.Size())
		_, call := record(gtx, func(gtx layout.Context) layout.Dimensions {
			defer clip.Rect{Max: inner.Size()}.Push(gtx.Ops).Pop()
			q.picture.Add(gtx.Ops)
			paint.PaintOp{}.Add(gtx.Ops)
			return layout.Dimensions{Size: inner.Size()}
		})
		place(gtx, inner.Min, call)
	}
	return layout.Dimensions{Size: card.Max}
}

// picture paints the modules, each scale pixels wide and high, so that nothing is
// scaled when it is drawn.
func picture(modules Modules, scale int) paint.ImageOp {
	n := modules.Size()
	img := image.NewRGBA(image.Rect(0, 0, n*scale, n*scale))
	for y := range n * scale {
		for x := range n * scale {
			c := qrLight
			if modules.Dark(x/scale, y/scale) {
				c = qrDark
			}
			at := img.Pix[img.PixOffset(x, y):]
			at[0], at[1], at[2], at[3] = c.R, c.G, c.B, c.A
		}
	}
	op := paint.NewImageOp(img)
	op.Filter = paint.FilterNearest
	return op
}
