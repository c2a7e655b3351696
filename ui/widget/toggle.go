package widget

import (
	"image"

	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/op/paint"
	giowidget "gioui.org/widget"
)

// Switch is the state of something that is on or off: its Value, and Update,
// which reports whether it was changed.
type Switch = giowidget.Bool

// SwitchStyle draws a row with words and a switch at its end. The whole row is
// clicked.
type SwitchStyle struct {
	Text string
	// Detail stands muted below. Optional.
	Detail string

	th    *Theme
	state *Switch
}

// SwitchRow returns the style of a switch.
func SwitchRow(th *Theme, state *Switch, text, detail string) SwitchStyle {
	return SwitchStyle{Text: text, Detail: detail, th: th, state: state}
}

// Layout draws the row over the whole width.
func (s SwitchStyle) Layout(gtx layout.Context) layout.Dimensions {
	return widened(gtx, func(gtx layout.Context) layout.Dimensions {
		return s.state.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			th := s.th
			semantic.Switch.Add(gtx.Ops)
			w, h := gtx.Dp(42), gtx.Dp(24)
			d := rowWords(gtx, th, s.Text, s.Detail, 0, w+gtx.Dp(Space4), gtx.Focused(s.state), s.state.Hovered())
			rect := image.Rect(0, 0, w, h).Add(image.Pt(d.Size.X-gtx.Dp(Space2)-w, centered(d.Size.Y, h)))
			ground, knob := th.Outline, th.Surface
			if s.state.Value {
				ground, knob = th.Accent, th.OnAccent
			} else if th.Dark {
				knob = th.TextMuted
			}
			if !gtx.Enabled() {
				ground, knob = th.Disabled, th.OnDisabled
			}
			fill(gtx, ground, rect, h/2)
			in := gtx.Dp(3)
			k := image.Rect(0, 0, h-2*in, h-2*in).Add(rect.Min).Add(image.Pt(in, in))
			if s.state.Value {
				k = k.Add(image.Pt(w-h, 0))
			}
			fill(gtx, knob, k, h/2)
			return d
		})
	})
}

// Choice is the state of one choice among several: its Value is the chosen
// one's key, and Update reports whether it was changed.
type Choice = giowidget.Enum

// RadioStyle draws one row of a Choice.
type RadioStyle struct {
	Key, Text string
	// Detail stands muted below. Optional.
	Detail string

	th    *Theme
	state *Choice
}

// RadioRow returns the style of the row that chooses key.
func RadioRow(th *Theme, state *Choice, key, text, detail string) RadioStyle {
	return RadioStyle{Key: key, Text: text, Detail: detail, th: th, state: state}
}

// Layout draws the row over the whole width.
func (s RadioStyle) Layout(gtx layout.Context) layout.Dimensions {
	return widened(gtx, func(gtx layout.Context) layout.Dimensions {
		return s.state.Layout(gtx, s.Key, func(gtx layout.Context) layout.Dimensions {
			th := s.th
			semantic.RadioButton.Add(gtx.Ops)
			side := gtx.Dp(20)
			focused, _ := s.state.Focused()
			hovered, over := s.state.Hovered()
			d := rowWords(gtx, th, s.Text, s.Detail, side+gtx.Dp(Space3), 0, focused == s.Key && focused != "", over && hovered == s.Key)
			rect := image.Rect(0, 0, side, side).Add(image.Pt(gtx.Dp(Space2), centered(d.Size.Y, side)))
			chosen, ink := s.state.Value == s.Key, th.TextMuted
			if chosen {
				ink = th.AccentText
			}
			if !gtx.Enabled() {
				ink = th.OnDisabled
			}
			paint.FillShape(gtx.Ops, ink, clip.Stroke{
				Path: clip.Ellipse(rect.Inset(gtx.Dp(1))).Path(gtx.Ops), Width: float32(gtx.Dp(2)),
			}.Op())
			if chosen {
				paint.FillShape(gtx.Ops, ink, clip.Ellipse(rect.Inset(gtx.Dp(5))).Op(gtx.Ops))
			}
			return d
		})
	})
}

// widened lays a row out over the whole width and Space2 beyond both ends of it,
// where what the pointer and the keyboard do shows.
func widened(gtx layout.Context, row layout.Widget) layout.Dimensions {
	width, out := gtx.Constraints.Max.X, gtx.Dp(Space2)
	defer op.Offset(image.Pt(-out, 0)).Push(gtx.Ops).Pop()
	gtx.Constraints.Min.X, gtx.Constraints.Max.X = 0, width+2*out
	return size(width, row(gtx).Size.Y)
}

// rowWords draws the words of a widened row that is clicked as a whole, with
// room for its control before and after them, at least Touch high.
func rowWords(gtx layout.Context, th *Theme, text, detail string, before, after int, focused, hovered bool) layout.Dimensions {
	pointer.CursorPointer.Add(gtx.Ops)
	width := gtx.Constraints.Max.X
	ink, muted := th.Text, th.TextMuted
	if !gtx.Enabled() {
		ink, muted = th.OnDisabled, th.OnDisabled
	}
	before += gtx.Dp(Space2)
	inner := loose(gtx, width-before-after-gtx.Dp(Space2))
	a, aCall := words{size: TextBody, color: ink}.measured(inner, th, text)
	h := a.Size.Y
	var b layout.Dimensions
	bCall := aCall
	if detail != "" {
		b, bCall = words{size: TextSmall, color: muted}.measured(inner, th, detail)
		h += b.Size.Y + gtx.Dp(1)
	}
	height := max(gtx.Dp(Touch), h+gtx.Dp(Space3))
	rect, r := image.Rect(0, 0, width, height), gtx.Dp(RadiusMedium)
	if hovered && gtx.Enabled() {
		fill(gtx, th.Hover, rect, r)
	}
	if focused {
		focusRing(gtx, th, rect, r)
	}
	y := centered(height, h)
	place(gtx, image.Pt(before, y), aCall)
	if detail != "" {
		place(gtx, image.Pt(before, y+a.Size.Y+gtx.Dp(1)), bCall)
	}
	return size(width, height)
}
