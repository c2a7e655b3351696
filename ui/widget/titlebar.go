package widget

import (
	"image"
	"image/color"

	"gioui.org/gesture"
	"gioui.org/io/semantic"
	"gioui.org/io/system"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"
)

// TitleBarHeight is the height of a title bar, at every text size.
const TitleBarHeight unit.Dp = 40

// TitleBar is the state of the bar with which a window is moved and closed,
// where the system draws none. The zero value is ready. Its buttons take no
// part in the keyboard's focus: the system has keys for all that they do.
type TitleBar struct {
	minimize, maximize, close, title gesture.Click
	// buttons is scratch space of Layout.
	buttons [3]titleButton
}

// Update reads input and returns what the window is to do.
func (b *TitleBar) Update(gtx layout.Context, maximized bool) system.Action {
	toggle := system.ActionMaximize
	if maximized {
		toggle = system.ActionUnmaximize
	}
	var actions system.Action
	actions |= clicks(gtx, &b.minimize, 1, system.ActionMinimize)
	actions |= clicks(gtx, &b.maximize, 1, toggle)
	actions |= clicks(gtx, &b.close, 1, system.ActionClose)
	actions |= clicks(gtx, &b.title, 2, toggle)
	return actions
}

// clicks returns action if c was clicked a multiple of n times in a row.
func clicks(gtx layout.Context, c *gesture.Click, n int, action system.Action) (done system.Action) {
	for {
		e, ok := c.Update(gtx.Source)
		if !ok {
			return done
		}
		if e.Kind == gesture.KindClick && e.NumClicks%n == 0 {
			done = action
		}
	}
}

// TitleBarStyle draws a title bar.
type TitleBarStyle struct {
	Title string
	// Minimize, Maximize, Restore and Close are what a screen reader says.
	Minimize, Maximize, Restore, Close string
	// Maximized and Focused are the window's.
	Maximized, Focused bool

	th    *Theme
	state *TitleBar
}

// TitleBarOf returns the style of a title bar.
func TitleBarOf(th *Theme, state *TitleBar, title string) TitleBarStyle {
	return TitleBarStyle{Title: title, th: th, state: state}
}

// titleButton is one button of the bar.
type titleButton struct {
	click       *gesture.Click
	icon        Icon
	description string
	// ground and ink are its colours under the pointer.
	ground, ink color.NRGBA
}

// Layout draws the bar over the whole width. Where there is no button the
// window can be moved by it.
func (s TitleBarStyle) Layout(gtx layout.Context) layout.Dimensions {
	th, b := s.th, s.state
	full := image.Pt(gtx.Constraints.Max.X, gtx.Dp(TitleBarHeight))
	gtx.Constraints = layout.Exact(full)
	line := barGround(gtx, th, full)
	ink := th.TextMuted
	if s.Focused {
		ink = th.Text
	}
	b.buttons = [...]titleButton{
		{&b.minimize, IconMinimize, s.Minimize, th.Hover, ink},
		{&b.maximize, IconMaximize, s.Maximize, th.Hover, ink},
		{&b.close, IconClose, s.Close, th.Danger, th.OnDanger},
	}
	if s.Maximized {
		b.buttons[1].icon, b.buttons[1].description = IconRestore, s.Restore
	}
	width := min(gtx.Dp(Touch), full.X/len(b.buttons))
	left := full.X - width*len(b.buttons)
	s.layoutTitle(gtx, image.Pt(left, full.Y), ink, line)
	for i := range b.buttons {
		t := op.Offset(image.Pt(left+i*width, 0)).Push(gtx.Ops)
		b.buttons[i].layout(gtx, th, image.Pt(width, full.Y-line), ink)
		t.Pop()
	}
	return layout.Dimensions{Size: full}
}

// layoutTitle draws the title in the part that moves the window.
func (s TitleBarStyle) layoutTitle(gtx layout.Context, part image.Point, ink color.NRGBA, line int) {
	defer clip.Rect{Max: part}.Push(gtx.Ops).Pop()
	system.ActionInputOp(system.ActionMove).Add(gtx.Ops)
	s.state.title.Add(gtx.Ops)
	pad := gtx.Dp(Space4)
	text := words{size: TextSmall, weight: strong, color: ink, lines: 1}
	d, call := text.measured(loose(gtx, part.X-pad-gtx.Dp(Space2)), s.th, s.Title)
	place(gtx, image.Pt(pad, centered(part.Y-line, d.Size.Y)), call)
}

func (b *titleButton) layout(gtx layout.Context, th *Theme, full image.Point, ink color.NRGBA) {
	rect := image.Rectangle{Max: full}
	defer clip.Rect(rect).Push(gtx.Ops).Pop()
	semantic.Button.Add(gtx.Ops)
	semantic.DescriptionOp(b.description).Add(gtx.Ops)
	b.click.Add(gtx.Ops)
	if b.click.Hovered() {
		ink = b.ink
		fill(gtx, b.ground, rect, 0)
	}
	if b.click.Pressed() {
		fill(gtx, th.Press, rect, 0)
	}
	const side unit.Dp = 18
	px := gtx.Dp(side)
	th.iconAt(gtx, image.Pt(centered(full.X, px), centered(full.Y, px)), b.icon, side, ink)
}

// WindowEdge draws the edge of a window for which the system draws none.
func WindowEdge(gtx layout.Context, th *Theme) {
	outline(gtx, th.Outline, image.Rectangle{Max: gtx.Constraints.Max}, 0, max(1, gtx.Dp(1)))
}
