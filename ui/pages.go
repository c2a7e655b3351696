package ui

import (
	"gioui.org/layout"
	"gioui.org/unit"

	"confab/ui/widget"
)

// sidePage is a page that stands in the place of the conversation: beside the list
// where the window is wide, else alone.
type sidePage interface {
	// shown reports whether the page is there now.
	shown(s *screen) bool
	update(gtx layout.Context, s *screen)
	layout(gtx layout.Context, s *screen) layout.Dimensions
	// leave is what Back does.
	leave(s *screen)
	// scrolled returns the list that the page scrolls.
	scrolled() *layout.List
	// about names what the page is about, where it can be opened for another.
	about(s *screen) string
}

// freshPage is a page that does more than stand at its top when it is opened.
type freshPage interface {
	opened(gtx layout.Context, s *screen)
}

// openPage is a page that is open, and what it is about.
type openPage struct {
	page  sidePage
	about string
}

// followPage shows a page that was opened since the last frame from its top. Who comes back
// from the other tab or the settings finds it as it was.
func (s *screen) followPage(gtx layout.Context) {
	s.transfers.follow(s)
	now := openPage{page: s.sidePage()}
	if now.page != nil {
		now.about = now.page.about(s)
	}
	if was := &s.openPages[s.model.Tab()]; now != *was {
		if *was = now; now.page != nil {
			now.page.scrolled().Position = layout.Position{}
			if page, more := now.page.(freshPage); more {
				page.opened(gtx, s)
			}
		}
	}
}

// sidePage is the page that stands in the place of the conversation, or nil.
func (s *screen) sidePage() sidePage {
	if s.transfers.shown(s) {
		return &s.transfers
	}
	return s.pageBelow()
}

// pageBelow is the page that would be there without that of the transfers, or nil.
func (s *screen) pageBelow() sidePage {
	for _, p := range [...]sidePage{&s.doctor, &s.verify, &s.members, &s.invitation, &s.visitors, &s.networks, &s.book} {
		if p.shown(s) {
			return p
		}
	}
	return nil
}

// layoutPage draws a page that has a title, Back, and parts below each other, which
// are scrolled and at most widest wide.
func layoutPage(gtx layout.Context, s *screen, list *layout.List, back *widget.Clickable, title string, widest unit.Dp, parts ...layout.Widget) layout.Dimensions {
	list.Axis = layout.Vertical
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
					rigid(widget.IconButton(s.th, back, widget.IconBack, s.words().Back).Layout),
					layout.Flexed(1, widget.Title(s.th, title).Layout),
				)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return list.Layout(gtx, len(parts), func(gtx layout.Context, i int) layout.Dimensions {
				return layout.N.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
					gtx.Constraints.Max.X = min(gtx.Constraints.Max.X, gtx.Dp(widest))
					gtx.Constraints.Min.X = gtx.Constraints.Max.X
					return widget.Inset(widget.Space2, widget.Space4).Layout(gtx, parts[i])
				})
			})
		}),
	)
}

// pageWidth is how wide the lines of a page are at most.
const pageWidth unit.Dp = 640
