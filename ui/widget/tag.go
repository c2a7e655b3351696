package widget

import (
	"image"
	"image/color"

	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// Tone is what a tag or a banner has to say about its text.
type Tone uint8

// The tones.
const (
	Neutral Tone = iota
	Information
	Positive
	Caution
	Negative
)

// colors returns the ground of a tone and what is written on it.
func (t Tone) colors(th *Theme) (ground, ink color.NRGBA) {
	switch t {
	case Information:
		return th.AccentSoft, th.OnAccentSoft
	case Positive:
		return th.SuccessSoft, th.OnSuccessSoft
	case Caution:
		return th.WarningSoft, th.OnWarningSoft
	case Negative:
		return th.DangerSoft, th.OnDangerSoft
	}
	return th.BadgeMuted, th.OnBadgeMuted
}

// icon returns the drawing that tells a tone without its colour.
func (t Tone) icon() Icon {
	switch t {
	case Information:
		return IconInfo
	case Positive:
		return IconCheck
	case Caution:
		return IconWarning
	case Negative:
		return IconError
	}
	return IconNone
}

// TagStyle draws a short word on a coloured ground.
type TagStyle struct {
	Text string
	Icon Icon
	Tone Tone

	th *Theme
}

// Tag returns the style of a tag.
func Tag(th *Theme, tone Tone, text string) TagStyle {
	return TagStyle{Text: text, Tone: tone, th: th}
}

// Layout draws the tag as small as its text.
func (t TagStyle) Layout(gtx layout.Context) layout.Dimensions {
	ground, ink := t.Tone.colors(t.th)
	h, pad, side := max(gtx.Dp(20), gtx.Sp(20)), gtx.Dp(7), 0
	if t.Icon != IconNone {
		side = gtx.Dp(16)
	}
	label := words{size: 11.5, weight: strong, color: ink, lines: 1}
	dims, call := label.measured(loose(gtx, gtx.Constraints.Max.X-2*pad-side), t.th, t.Text)
	w := dims.Size.X + 2*pad + side
	fill(gtx, ground, image.Rect(0, 0, w, h), gtx.Dp(RadiusSmall))
	t.th.iconAt(gtx, image.Pt(pad-gtx.Dp(1), centered(h, gtx.Dp(13))), t.Icon, 13, ink)
	place(gtx, image.Pt(pad+side, centered(h, dims.Size.Y)), call)
	return layout.Dimensions{Size: image.Pt(w, h), Baseline: h - centered(h, dims.Size.Y) - dims.Size.Y + dims.Baseline}
}

// measuredBadge records a count in a pill.
func measuredBadge(gtx layout.Context, th *Theme, text string, muted bool) (layout.Dimensions, op.CallOp) {
	gtx.Constraints.Min = image.Point{}
	m := op.Record(gtx.Ops)
	ground, ink := th.Badge, th.OnBadge
	if muted {
		ground, ink = th.BadgeMuted, th.OnBadgeMuted
	}
	dims, call := words{size: 11.5, weight: strong, color: ink, lines: 1}.measured(gtx, th, text)
	h := max(gtx.Dp(20), gtx.Sp(20))
	w := max(h, dims.Size.X+gtx.Dp(12))
	fill(gtx, ground, image.Rect(0, 0, w, h), h/2)
	place(gtx, image.Pt(centered(w, dims.Size.X), centered(h, dims.Size.Y)), call)
	return size(w, h), m.Stop()
}

// AvatarStyle draws a person as a letter on a colour of their own.
type AvatarStyle struct {
	// Initial is one character, or two.
	Initial string
	// Icon is drawn in place of the initial where it is set.
	Icon Icon
	// Key decides the colour. It should be what never changes about the person.
	Key  string
	Side unit.Dp
	// Dimmed is for who has left.
	Dimmed bool

	th *Theme
}

// Avatar returns the style of an avatar of 40 dp.
func Avatar(th *Theme, key, initial string) AvatarStyle {
	return AvatarStyle{Initial: initial, Key: key, Side: 40, th: th}
}

// Layout draws the avatar. Screen readers skip it: a name stands beside it.
func (a AvatarStyle) Layout(gtx layout.Context) layout.Dimensions {
	side := gtx.Dp(a.Side)
	rect := image.Rectangle{Max: image.Pt(side, side)}
	ground, ink := avatarColors[hued(a.Key)], rgb(0xffffff)
	if a.Dimmed {
		ground, ink = a.th.BadgeMuted, a.th.OnBadgeMuted
	}
	fill(gtx, ground, rect, side/2)
	if a.Icon != IconNone {
		icon := a.Side * .55
		at := centered(side, gtx.Dp(icon))
		a.th.iconAt(gtx, image.Pt(at, at), a.Icon, icon, ink)
		return size(side, side)
	}
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	label := words{size: unit.Sp(a.Side) * .42, weight: strong, color: ink, lines: 1}
	dims, call := label.measured(gtx, a.th, a.Initial)
	place(gtx, image.Pt(centered(side, dims.Size.X), centered(side, dims.Size.Y)), call)
	return size(side, side)
}

// described puts what w draws into an area that a screen reader names so.
func described(gtx layout.Context, description string, w layout.Widget) layout.Dimensions {
	d, call := record(gtx, w)
	defer clip.Rect{Max: d.Size}.Push(gtx.Ops).Pop()
	semantic.DescriptionOp(description).Add(gtx.Ops)
	call.Add(gtx.Ops)
	return d
}
