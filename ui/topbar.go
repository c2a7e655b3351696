package ui

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op/paint"
	giowidget "gioui.org/widget"

	"confab/icons"
	"confab/ui/internal/words"
	"confab/ui/model"
	"confab/ui/widget"
)

// topBar names the app, switches between the tabs and opens the settings. On a
// phone the tabs are at the bottom.
type topBar struct {
	tabs     widget.Tabs
	settings widget.Clickable
	// transfers opens the page of all transfers, while there is something to be seen there.
	transfers widget.Clickable
	mark      paint.ImageOp
	markSide  int
}

func (b *topBar) update(gtx layout.Context, s *screen) {
	b.tabs.Selected = int(s.model.Tab())
	if b.tabs.Update(gtx) {
		s.openTab(model.Tab(b.tabs.Selected))
	}
	for b.transfers.Clicked(gtx) {
		s.transfers.toggle(s)
	}
	for b.settings.Clicked(gtx) {
		s.settings.toggle(s)
	}
}

func (b *topBar) items(s *screen) []widget.Tab {
	w, m := s.words(), s.model
	return []widget.Tab{
		{Text: w.ServerTab, Icon: widget.IconServer, Badge: b.badge(m, m.Server.Side)},
		{Text: w.ClientTab, Icon: widget.IconClient, Badge: b.badge(m, m.Client.Side)},
	}
}

// badge counts what is unread behind the other tab.
func (b *topBar) badge(m *model.Model, side *model.Side) string {
	n := side.Unread()
	if n == 0 || m.Active() == side {
		return ""
	}
	return words.Count(n)
}

func (b *topBar) layoutWide(gtx layout.Context, s *screen) layout.Dimensions {
	b.tabs.Selected = int(s.model.Tab()) // a shortcut may have changed it since
	return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		return widget.Inset(0, widget.Space3).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
				layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return b.layoutName(gtx, s) }),
				layout.Rigid(widget.Segments(s.th, &b.tabs, b.items(s)...).Layout),
				layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
					gtx.Constraints.Min.X = gtx.Constraints.Max.X
					return layout.E.Layout(gtx, func(gtx layout.Context) layout.Dimensions { return b.layoutButtons(gtx, s) })
				}),
			)
		})
	})
}

func (b *topBar) layoutNarrow(gtx layout.Context, s *screen) layout.Dimensions {
	return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
		return layout.Inset{Left: widget.Space4, Right: widget.Space1}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
				layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return b.layoutName(gtx, s) }),
				layout.Rigid(func(gtx layout.Context) layout.Dimensions { return b.layoutButtons(gtx, s) }),
			)
		})
	})
}

func (b *topBar) layoutBottom(gtx layout.Context, s *screen) layout.Dimensions {
	b.tabs.Selected = int(s.model.Tab())
	return widget.BottomBar(s.th, &b.tabs, b.items(s)...).Layout(gtx)
}

func (b *topBar) settingsButton(s *screen) widget.IconButtonStyle {
	button := widget.IconButton(s.th, &b.settings, widget.IconSettings, s.words().Settings)
	button.Selected = s.settings.open
	return button
}

// layoutButtons draws what stands at the end of the bar.
func (b *topBar) layoutButtons(gtx layout.Context, s *screen) layout.Dimensions {
	if !s.model.HasTransfers() {
		return b.settingsButton(s).Layout(gtx)
	}
	button := widget.IconButton(s.th, &b.transfers, widget.IconTransfers, s.words().Transfers().Title)
	button.Selected = s.model.ShowsTransfers() && !s.settings.open
	return layout.Flex{}.Layout(gtx, layout.Rigid(button.Layout), layout.Rigid(b.settingsButton(s).Layout))
}

// layoutName draws the app's mark and name at the start of all the room there is.
func (b *topBar) layoutName(gtx layout.Context, s *screen) layout.Dimensions {
	gtx.Constraints.Min.X = gtx.Constraints.Max.X
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Rigid(func(gtx layout.Context) layout.Dimensions {
			side := gtx.Dp(28)
			if b.markSide != side {
				b.mark, b.markSide = widget.Picture(icons.App(side), side), side
			}
			gtx.Constraints = layout.Exact(image.Pt(side, side))
			return giowidget.Image{Src: b.mark, Fit: giowidget.Contain}.Layout(gtx)
		}),
		layout.Rigid(layout.Spacer{Width: widget.Space2}.Layout),
		layout.Rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Title(s.th, s.words().AppName).Layout(gtx)
		}),
	)
}
