package widget

import (
	"image"
	"image/color"

	"gioui.org/io/key"
	"gioui.org/io/pointer"
	"gioui.org/io/semantic"
	"gioui.org/layout"
	"gioui.org/op/clip"
	"gioui.org/unit"
	giowidget "gioui.org/widget"
)

// Clickable is the state of everything that is clicked: gioui.org/widget's,
// under this package's name so that pages import one widget package.
type Clickable = giowidget.Clickable

// ButtonKind is how much a button asks to be pressed.
type ButtonKind uint8

// The kinds of buttons, from the one action of a page to the least.
const (
	Filled ButtonKind = iota
	FilledDanger
	Tonal
	Outlined
	OutlinedDanger
	TextOnly
)

// ButtonStyle draws a button with words. It looks and acts disabled in a
// disabled context.
type ButtonStyle struct {
	Text string
	// Icon stands before the text. Optional.
	Icon Icon
	Kind ButtonKind
	// Wide makes the button as wide as its constraints allow.
	Wide bool
	// Description is what a screen reader says besides Text, where the same word
	// stands on several buttons. Optional.
	Description string

	// ink and ground, where set, are the colours of the text and behind it.
	ink, ground color.NRGBA

	th    *Theme
	state *Clickable
}

// inked returns the style with another colour of text, for grounds that are
// no surface.
func (b ButtonStyle) inked(c color.NRGBA) ButtonStyle {
	b.ink = c
	return b
}

// on returns the style with a ground of its own, for kinds that have none.
func (b ButtonStyle) on(c color.NRGBA) ButtonStyle {
	b.ground = c
	return b
}

// Button returns the style of a button.
func Button(th *Theme, state *Clickable, kind ButtonKind, text string) ButtonStyle {
	return ButtonStyle{Text: text, Kind: kind, th: th, state: state}
}

// buttonHeight is what is painted; what is touched is Touch high.
const buttonHeight unit.Dp = 40

func (b ButtonStyle) colors(enabled bool) (ground, line, ink color.NRGBA) {
	th := b.th
	switch b.Kind {
	case Filled:
		ground, ink = th.Accent, th.OnAccent
	case FilledDanger:
		ground, ink = th.Danger, th.OnDanger
	case Tonal:
		ground, ink = th.AccentSoft, th.OnAccentSoft
	case Outlined:
		line, ink = th.Outline, th.AccentText
	case OutlinedDanger:
		line, ink = th.Outline, th.DangerText
	case TextOnly:
		ink = th.AccentText
	}
	if b.ink.A != 0 {
		ink = b.ink
	}
	if b.ground.A != 0 {
		ground = b.ground
	}
	if !enabled {
		ink = th.OnDisabled
		if ground.A != 0 {
			ground = th.Disabled
		}
		if line.A != 0 {
			line = th.Disabled
		}
	}
	return ground, line, ink
}

// Layout draws the button, Touch high.
func (b ButtonStyle) Layout(gtx layout.Context) layout.Dimensions {
	th := b.th
	return control(gtx, b.state, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		if b.Description != "" {
			semantic.DescriptionOp(b.Description).Add(gtx.Ops)
		}
		ground, line, ink := b.colors(gtx.Enabled())
		pad, gap, side := b.measures(gtx)
		inner := loose(gtx, gtx.Constraints.Max.X-2*pad-gap-side)
		dims, call := b.label(ink).measured(inner, th, b.Text)

		content := side + gap + dims.Size.X
		w := max(content+2*pad, gtx.Constraints.Min.X)
		if b.Wide {
			w = gtx.Constraints.Max.X
		}
		touch, h := gtx.Dp(Touch), gtx.Dp(buttonHeight)
		rect := image.Rect(0, 0, w, h).Add(image.Pt(0, centered(touch, h)))
		r := gtx.Dp(RadiusMedium)
		fill(gtx, ground, rect, r)
		outline(gtx, line, rect, r, gtx.Dp(1))
		feedback(gtx, th, b.state, rect, r)
		x := centered(w, content)
		th.iconAt(gtx, image.Pt(x, centered(touch, side)), b.Icon, 18, ink)
		place(gtx, image.Pt(x+side+gap, centered(touch, dims.Size.Y)), call)
		return size(w, touch)
	})
}

// measures returns the room at either side, and the gap and the side of the icon.
func (b ButtonStyle) measures(gtx layout.Context) (pad, gap, side int) {
	pad = gtx.Dp(Space4)
	if b.Kind == TextOnly {
		pad = gtx.Dp(Space3)
	}
	if b.Icon != IconNone {
		gap, side = gtx.Dp(Space2), gtx.Dp(18)
	}
	return pad, gap, side
}

func (b ButtonStyle) label(ink color.NRGBA) words {
	return words{size: TextBody - 1, weight: strong, color: ink, lines: 1}
}

// natural is how wide the button is where there is room for all of its words.
func (b ButtonStyle) natural(gtx layout.Context) int {
	pad, gap, side := b.measures(gtx)
	const room = 1 << 16
	d, _ := b.label(color.NRGBA{}).measured(loose(gtx, room), b.th, b.Text)
	return d.Size.X + 2*pad + gap + side
}

// control lays a clickable out. Gio forgets what a disabled one is called, as
// it listens to nothing, so that is said once more in an area of its own.
func control(gtx layout.Context, state *Clickable, w layout.Widget) layout.Dimensions {
	return state.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		if gtx.Enabled() {
			return w(gtx)
		}
		d, call := record(gtx, w)
		defer clip.Rect{Max: d.Size}.Push(gtx.Ops).Pop()
		semantic.EnabledOp(false).Add(gtx.Ops)
		call.Add(gtx.Ops)
		return d
	})
}

// feedback paints what the pointer and the keyboard do to a control.
func feedback(gtx layout.Context, th *Theme, c *Clickable, rect image.Rectangle, r int) {
	if !gtx.Enabled() {
		return
	}
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	pointer.CursorPointer.Add(gtx.Ops)
	switch {
	case c.Pressed():
		fill(gtx, th.Press, rect, r)
	case c.Hovered():
		fill(gtx, th.Hover, rect, r)
	}
	if gtx.Focused(c) {
		focusRing(gtx, th, rect, r)
	}
}

// focusRing shows where the keyboard is: two lines, so that one of them stands
// out from whatever the control's colour is.
func focusRing(gtx layout.Context, th *Theme, rect image.Rectangle, r int) {
	w := gtx.Dp(2)
	outline(gtx, th.Surface, rect, r, w+gtx.Dp(1))
	outline(gtx, th.AccentText, rect, r, w)
}

// IconButtonStyle draws a round button with an icon.
type IconButtonStyle struct {
	Icon Icon
	// Description is what a screen reader says. It must not be empty.
	Description string
	// Color of the icon, TextMuted unless changed.
	Color color.NRGBA
	// Ground is painted behind the icon. Optional.
	Ground color.NRGBA
	// Selected marks a button that switches something on.
	Selected bool

	th    *Theme
	state *Clickable
}

// IconButton returns the style of a button with an icon and no words.
func IconButton(th *Theme, state *Clickable, icon Icon, description string) IconButtonStyle {
	return IconButtonStyle{
		Icon: icon, Description: description, Color: th.TextMuted, th: th, state: state,
	}
}

// Layout draws the button, Touch high and wide.
func (b IconButtonStyle) Layout(gtx layout.Context) layout.Dimensions {
	return control(gtx, b.state, func(gtx layout.Context) layout.Dimensions {
		semantic.Button.Add(gtx.Ops)
		semantic.DescriptionOp(b.Description).Add(gtx.Ops)
		ground, ink := b.Ground, b.Color
		if b.Selected {
			semantic.SelectedOp(true).Add(gtx.Ops)
			ground, ink = b.th.AccentSoft, b.th.OnAccentSoft
		}
		if !gtx.Enabled() {
			ink = b.th.OnDisabled
			if ground.A != 0 {
				ground = b.th.Disabled
			}
		}
		touch, side, icon := gtx.Dp(Touch), gtx.Dp(buttonHeight), gtx.Dp(iconSide)
		rect := image.Rect(0, 0, side, side).Add(image.Pt(centered(touch, side), centered(touch, side)))
		fill(gtx, ground, rect, side/2)
		feedback(gtx, b.th, b.state, rect, side/2)
		at := centered(touch, icon)
		b.th.iconAt(gtx, image.Pt(at, at), b.Icon, iconSide, ink)
		return size(touch, touch)
	})
}

// iconSide is the side of icons on buttons and tabs.
const iconSide unit.Dp = 22

// focus gives the keyboard to a control.
func focus(gtx layout.Context, c *Clickable) { gtx.Execute(key.FocusCmd{Tag: c}) }
