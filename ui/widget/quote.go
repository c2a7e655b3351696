package widget

import (
	"image"
	"image/color"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
)

// quoteBlock is a measured quote, drawn when the width of its bubble is known.
type quoteBlock struct {
	name, text         layout.Dimensions
	nameCall, textCall op.CallOp
	bar, ground        color.NRGBA
	size               image.Point
}

// nameColor is the colour of a sender's name on the bubble of another.
func (th *Theme) nameColor(key string) color.NRGBA {
	if th.Dark {
		return nameColors[1][hued(key)]
	}
	return nameColors[0][hued(key)]
}

// measureQuote records the words of a quote within the constraints.
func (s *TranscriptStyle) measureQuote(gtx layout.Context, row *Row, ink, muted color.NRGBA) quoteBlock {
	q := quoteBlock{bar: s.th.nameColor(row.Quote.Key), ground: s.th.QuotePeer}
	if row.Own {
		q.ground = s.th.QuoteOwn
	}
	if row.Quote.Name == "" {
		q.bar = muted
	}
	pad := gtx.Dp(Space2)
	inner := loose(gtx, gtx.Constraints.Max.X-gtx.Dp(quoteBar)-2*pad)
	if row.Quote.Name != "" {
		look := words{size: TextSmall, weight: strong, color: q.bar}
		if row.Own {
			// The colours of names are made for the other ground.
			look.color = ink
		}
		q.name, q.nameCall = look.named(inner, s.th, row.Quote.Name, row.Quote.ShortKey)
	}
	q.text, q.textCall = words{size: TextSmall, color: muted, lines: 2}.measured(inner, s.th, row.Quote.Text)
	q.size.X = max(q.name.Size.X, q.text.Size.X) + gtx.Dp(quoteBar) + 2*pad
	q.size.Y = max(gtx.Dp(Touch), q.name.Size.Y+q.text.Size.Y+2*gtx.Dp(6))
	return q
}

// quoteBar is the width of the coloured bar before a quote.
const quoteBar = 3

// placeQuote draws a measured quote into rect. All of it is clicked.
func (s *TranscriptStyle) placeQuote(gtx layout.Context, state *rowState, q quoteBlock, rect image.Rectangle) {
	defer op.Offset(rect.Min).Push(gtx.Ops).Pop()
	gtx.Constraints = layout.Exact(rect.Size())
	control(gtx, &state.quote, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(s.ToQuoted).Add(gtx.Ops)
		full, r := image.Rectangle{Max: gtx.Constraints.Max}, gtx.Dp(RadiusSmall)
		shape := clip.UniformRRect(full, r).Push(gtx.Ops)
		fill(gtx, q.ground, full, 0)
		bar := full
		bar.Max.X = gtx.Dp(quoteBar)
		fill(gtx, q.bar, bar, 0)
		shape.Pop()
		feedback(gtx, s.th, &state.quote, full, r)
		x, y := bar.Max.X+gtx.Dp(Space2), centered(full.Dy(), q.name.Size.Y+q.text.Size.Y)
		if q.name.Size.Y > 0 {
			place(gtx, image.Pt(x, y), q.nameCall)
		}
		place(gtx, image.Pt(x, y+q.name.Size.Y), q.textCall)
		return layout.Dimensions{Size: full.Max}
	})
}
