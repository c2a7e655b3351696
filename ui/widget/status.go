package widget

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op/paint"
	"gioui.org/unit"
	giowidget "gioui.org/widget"

	"confab/icons"
)

// StatusIcon is the state of the picture of a connection's state: it keeps the
// pictures that were already handed to the renderer. The zero value is ready.
type StatusIcon struct {
	side      int
	on, off   paint.ImageOp
	wasLoaded bool
}

func (s *StatusIcon) image(side int, connected bool) paint.ImageOp {
	if !s.wasLoaded || s.side != side {
		s.on = Picture(icons.Connected(side), side)
		s.off = Picture(icons.Disconnected(side), side)
		s.side, s.wasLoaded = side, true
	}
	if connected {
		return s.on
	}
	return s.off
}

// StatusStyle draws the connected or the disconnected icon with words beside.
type StatusStyle struct {
	Connected bool
	// Description is what a screen reader says of the picture.
	Description string
	// Title and Detail stand beside it, Detail on lines of its own. Both wrap.
	Title, Detail string
	Side          unit.Dp

	th    *Theme
	state *StatusIcon
}

// Status returns the style of a state with words.
func Status(th *Theme, state *StatusIcon, connected bool, title, detail string) StatusStyle {
	return StatusStyle{
		Connected: connected, Description: title, Title: title, Detail: detail,
		Side: 44, th: th, state: state,
	}
}

// Layout draws the picture and the words in the middle of its height.
func (s StatusStyle) Layout(gtx layout.Context) layout.Dimensions {
	side, gap := gtx.Dp(s.Side), gtx.Dp(Space3)
	width := gtx.Constraints.Max.X
	beside := loose(gtx, width-side-gap)
	title, titleCall := words{size: TextTitle - 1, weight: strong, color: s.th.Text}.measured(beside, s.th, s.Title)
	h := title.Size.Y
	var detail layout.Dimensions
	detailCall := titleCall
	if s.Detail != "" {
		detail, detailCall = words{size: TextSmall, color: s.th.TextMuted}.measured(beside, s.th, s.Detail)
		h += detail.Size.Y + gtx.Dp(1)
	}
	height := max(side, h)
	ground := s.th.Field
	if s.Connected {
		ground = s.th.SuccessSoft
	}
	// Beside many lines the picture stays with the first ones.
	at := image.Pt(0, min(centered(height, side), gtx.Dp(Space3)))
	fill(gtx, ground, image.Rectangle{Max: image.Pt(side, side)}.Add(at), side/2)
	picture := gtx
	picture.Constraints = layout.Exact(image.Pt(side, side))
	_, call := record(picture, func(gtx layout.Context) layout.Dimensions {
		return described(gtx, s.Description, func(gtx layout.Context) layout.Dimensions {
			return giowidget.Image{Src: s.state.image(side, s.Connected), Fit: giowidget.Contain}.Layout(gtx)
		})
	})
	place(gtx, at, call)
	y := centered(height, h)
	place(gtx, image.Pt(side+gap, y), titleCall)
	if s.Detail != "" {
		place(gtx, image.Pt(side+gap, y+title.Size.Y+gtx.Dp(1)), detailCall)
	}
	return size(max(gtx.Constraints.Min.X, side+gap+max(title.Size.X, detail.Size.X)), height)
}
