package widget

import (
	"image"
	"image/color"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/text"
	"gioui.org/unit"
)

// LabelStyle draws words that are not interactive.
type LabelStyle struct {
	Text   string
	Size   unit.Sp
	Strong bool
	Color  color.NRGBA
	// MaxLines cuts the text with an ellipsis; zero for no limit.
	MaxLines  int
	Alignment text.Alignment

	th *Theme
}

// Label returns the style of body text.
func Label(th *Theme, s string) LabelStyle {
	return LabelStyle{Text: s, Size: TextBody, Color: th.Text, th: th}
}

// Title returns the style of the name of a page or a conversation, on one line.
func Title(th *Theme, s string) LabelStyle {
	return LabelStyle{Text: s, Size: TextTitle, Strong: true, Color: th.Text, MaxLines: 1, th: th}
}

// Muted returns the style of small secondary text.
func Muted(th *Theme, s string) LabelStyle {
	return LabelStyle{Text: s, Size: TextSmall, Color: th.TextMuted, th: th}
}

// Layout draws the words.
func (l LabelStyle) Layout(gtx layout.Context) layout.Dimensions {
	return l.words().layout(gtx, l.th, l.Text)
}

func (l LabelStyle) words() words {
	w := words{size: l.Size, color: l.Color, lines: l.MaxLines, align: l.Alignment}
	if l.Strong {
		w.weight = strong
	}
	return w
}

// SectionStyle draws the heading of a part of a list or of settings.
type SectionStyle struct {
	Text string
	// Note stands muted at the end of the line. Optional.
	Note string

	th *Theme
}

// Section returns the style of a heading.
func Section(th *Theme, s string) SectionStyle { return SectionStyle{Text: s, th: th} }

// Layout draws the heading over the whole width.
func (s SectionStyle) Layout(gtx layout.Context) layout.Dimensions {
	width, h := gtx.Constraints.Max.X, gtx.Dp(32)
	right := width
	if s.Note != "" {
		d, call := words{size: TextSmall, color: s.th.TextMuted, lines: 1}.measured(loose(gtx, width), s.th, s.Note)
		right -= d.Size.X
		onBaseline(gtx, right, gtx.Dp(21), d, call)
		right -= gtx.Dp(Space2)
	}
	d, call := words{size: TextSmall, weight: strong, color: s.th.TextMuted, lines: 1}.measured(loose(gtx, right), s.th, s.Text)
	onBaseline(gtx, 0, gtx.Dp(21), d, call)
	return size(width, h)
}

// CardStyle draws a ground with rounded corners around content.
type CardStyle struct {
	Padding unit.Dp
	Ground  color.NRGBA

	th *Theme
}

// Card returns the style of a card on a Surface ground.
func Card(th *Theme) CardStyle {
	return CardStyle{Padding: Space4, Ground: th.Surface, th: th}
}

// Layout draws the card over the whole width, as high as its content.
func (c CardStyle) Layout(gtx layout.Context, content layout.Widget) layout.Dimensions {
	pad, width := gtx.Dp(c.Padding), gtx.Constraints.Max.X
	d, call := record(loose(gtx, width-2*pad), content)
	rect, r := image.Rect(0, 0, width, d.Size.Y+2*pad), gtx.Dp(RadiusLarge)
	fill(gtx, c.Ground, rect, r)
	outline(gtx, c.th.Divider, rect, r, max(1, gtx.Dp(1)))
	place(gtx, image.Pt(pad, pad), call)
	return layout.Dimensions{Size: rect.Max}
}

// Divider draws a line over the whole width.
func Divider(gtx layout.Context, th *Theme) layout.Dimensions {
	d := size(gtx.Constraints.Max.X, max(1, gtx.Dp(1)))
	fill(gtx, th.Divider, image.Rectangle{Max: d.Size}, 0)
	return d
}

// EmptyStyle draws what stands in place of content that is not there yet, and
// says what to do.
type EmptyStyle struct {
	Icon        Icon
	Title, Text string
	// Action is the word on a button; empty for none.
	Action string

	th    *Theme
	state *Clickable
}

// Empty returns the style of an empty state. The state may be nil where there
// is no Action.
func Empty(th *Theme, state *Clickable, icon Icon, title, text string) EmptyStyle {
	return EmptyStyle{Icon: icon, Title: title, Text: text, th: th, state: state}
}

// Layout draws the words in the middle of its constraints.
func (e EmptyStyle) Layout(gtx layout.Context) layout.Dimensions {
	full := gtx.Constraints.Max
	width := min(full.X-2*gtx.Dp(Space5), gtx.Dp(340))
	d, call := record(loose(gtx, width), func(gtx layout.Context) layout.Dimensions {
		th, y := e.th, 0
		side := gtx.Dp(72)
		at := centered(width, side)
		fill(gtx, th.AccentSoft, image.Rect(at, 0, at+side, side), side/2)
		icon := gtx.Dp(34)
		th.iconAt(gtx, image.Pt(centered(width, icon), centered(side, icon)), e.Icon, 34, th.OnAccentSoft)
		y += side + gtx.Dp(Space4)
		put := func(d layout.Dimensions, call op.CallOp, after unit.Dp) {
			place(gtx, image.Pt(centered(width, d.Size.X), y), call)
			y += d.Size.Y + gtx.Dp(after)
		}
		d, call := words{size: TextTitle, weight: strong, color: th.Text, align: text.Middle}.measured(gtx, th, e.Title)
		put(d, call, Space1)
		d, call = words{size: TextBody, color: th.TextMuted, align: text.Middle}.measured(gtx, th, e.Text)
		put(d, call, Space3)
		if e.Action != "" {
			d, call = record(gtx, Button(th, e.state, Tonal, e.Action).Layout)
			put(d, call, 0)
		}
		return size(width, y)
	})
	place(gtx, image.Pt(centered(full.X, d.Size.X), max(0, centered(full.Y, d.Size.Y))), call)
	return layout.Dimensions{Size: full}
}
