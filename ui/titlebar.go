package ui

import (
	"image"

	"gioui.org/app"
	"gioui.org/io/system"
	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/op/clip"
	"gioui.org/unit"

	"confab/ui/widget"
)

// titleBar is the window's own, for the systems that draw none: Wayland's
// compositors may leave that to the program.
type titleBar struct {
	bar widget.TitleBar
	// shown says that the window needs it.
	shown bool
	// text is the window's title.
	text               string
	maximized, focused bool
	// wanted holds the actions that it asks of the window.
	wanted system.Action
}

// follow takes the window's new state over.
func (b *titleBar) follow(c app.Config) {
	b.maximized, b.focused = c.Mode == app.Maximized, c.Focused
}

// take returns the requested actions, once.
func (b *titleBar) take() system.Action {
	wanted := b.wanted
	b.wanted = 0
	return wanted
}

// height is how much of the window it takes.
func (b *titleBar) height() unit.Dp {
	if !b.shown {
		return 0
	}
	return widget.TitleBarHeight
}

// layoutWindow draws the page below the title bar, where there is one.
func (s *screen) layoutWindow(gtx layout.Context, dark bool) layout.Dimensions {
	if !s.title.shown {
		return s.layout(gtx, dark)
	}
	full := gtx.Constraints.Max
	page := gtx
	h := gtx.Dp(s.title.height())
	page.Constraints = layout.Exact(image.Pt(full.X, max(0, full.Y-h)))
	below := op.Offset(image.Pt(0, h)).Push(gtx.Ops)
	s.layout(page, dark) // chooses the theme
	below.Pop()
	defer clip.Rect{Max: full}.Push(gtx.Ops).Pop()
	s.title.layout(gtx, s)
	if !s.title.maximized {
		widget.WindowEdge(gtx, s.th)
	}
	return layout.Dimensions{Size: full}
}

func (b *titleBar) layout(gtx layout.Context, s *screen) {
	b.wanted |= b.bar.Update(gtx, b.maximized)
	w := s.words()
	style := widget.TitleBarOf(s.th, &b.bar, b.text)
	style.Minimize, style.Maximize, style.Restore, style.Close = w.Minimize, w.Maximize, w.Restore, w.Close
	style.Maximized, style.Focused = b.maximized, b.focused
	gtx.Locale.Language = s.locale()
	style.Layout(gtx)
}
