package widget

import (
	"image"

	"gioui.org/io/event"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// Banner is the state of an alert that floats over a page. The zero value is
// ready.
type Banner struct {
	dismiss Clickable
}

// Dismissed reports whether the closing button was clicked.
func (b *Banner) Dismissed(gtx layout.Context) bool { return b.dismiss.Clicked(gtx) }

// BannerStyle draws a sentence on the ground of its tone, with the tone's icon.
type BannerStyle struct {
	Tone Tone
	// Title stands strong above Text. Optional.
	Title string
	Text  string
	// Dismiss describes the closing button; empty for none.
	Dismiss string

	th    *Theme
	state *Banner
}

// Alert returns the style of a banner.
func Alert(th *Theme, state *Banner, tone Tone, text string) BannerStyle {
	return BannerStyle{Tone: tone, Text: text, th: th, state: state}
}

// Layout draws the banner over the whole width, as high as its text needs.
func (b BannerStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, width := b.th, gtx.Constraints.Max.X
	ground, ink := b.Tone.colors(th)
	m := op.Record(gtx.Ops)

	const icon unit.Dp = 20
	pad, y := gtx.Dp(Space3), gtx.Dp(Space3)
	left, right := pad, width-pad
	tone := b.Tone.icon()
	if tone != IconNone {
		left += gtx.Dp(icon) + gtx.Dp(10)
	}
	if b.Dismiss != "" {
		right = width - gtx.Dp(Touch)
		t := op.Offset(image.Pt(right, -gtx.Dp(2))).Push(gtx.Ops)
		s := IconButton(th, &b.state.dismiss, IconClose, b.Dismiss)
		s.Color = ink
		s.Layout(loose(gtx, gtx.Dp(Touch)))
		t.Pop()
	}
	first := b.Title
	if first == "" {
		first = b.Text
	}
	if tone != IconNone {
		d, _ := words{size: TextBody - 1, lines: 1}.measured(loose(gtx, right-left), th, first)
		at := y + besideFirstLine(gtx, d, TextBody-1, gtx.Dp(icon))
		th.iconAt(gtx, image.Pt(pad, at), tone, icon, ink)
	}
	if b.Title != "" {
		d, call := words{size: TextBody - 1, weight: strong, color: ink}.measured(loose(gtx, right-left), th, b.Title)
		place(gtx, image.Pt(left, y), call)
		y += d.Size.Y + gtx.Dp(2)
	}
	d, call := words{size: TextBody - 1, color: ink}.measured(loose(gtx, right-left), th, b.Text)
	place(gtx, image.Pt(left, y), call)
	y += d.Size.Y
	height := max(y+pad, gtx.Dp(44))
	content := m.Stop()
	rect, r := image.Rect(0, 0, width, height), gtx.Dp(RadiusMedium)
	shadow(gtx, th, rect, r)
	// A press on the card must not reach the page under it.
	card := clip.UniformRRect(rect, r).Push(gtx.Ops)
	event.Op(gtx.Ops, b.state)
	fill(gtx, ground, rect, 0)
	card.Pop()
	content.Add(gtx.Ops)
	return size(width, height)
}

// ToastStyle draws a short sentence that floats over the bottom of a page and
// goes by itself: the page stops laying it out.
type ToastStyle struct {
	Text string
	th   *Theme
}

// Toast returns the style of a toast.
func Toast(th *Theme, text string) ToastStyle { return ToastStyle{Text: text, th: th} }

// Layout draws the toast over the bottom middle of its constraints.
func (s ToastStyle) Layout(gtx layout.Context) layout.Dimensions {
	full, pad := gtx.Constraints.Max, gtx.Dp(Space4)
	room := min(full.X-4*pad, gtx.Dp(480))
	d, call := words{size: TextBody - 1, color: s.th.Surface}.measured(loose(gtx, room), s.th, s.Text)
	w, h := d.Size.X+2*pad, d.Size.Y+2*gtx.Dp(10)
	at := image.Pt(centered(full.X, w), full.Y-h-gtx.Dp(Space5))
	defer op.Offset(at).Push(gtx.Ops).Pop()
	rect, r := image.Rect(0, 0, w, h), gtx.Dp(RadiusMedium)
	shadow(gtx, s.th, rect, r)
	fill(gtx, s.th.Text, rect, r)
	place(gtx, image.Pt(pad, gtx.Dp(10)), call)
	return layout.Dimensions{Size: full}
}
