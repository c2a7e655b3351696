package ui

import (
	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// alerts are the banners over a page, by their names. Where they would take too
// much of a small window they scroll.
type alerts struct {
	list    layout.List
	banners map[string]*widget.Banner
}

func (a *alerts) update(gtx layout.Context, s *screen) {
	var dismissed []string
	for _, alert := range s.model.Alerts() {
		banner := a.banners[alert.Name]
		if banner == nil {
			continue
		}
		for {
			if _, ok := banner.Update(gtx); !ok {
				break
			}
			dismissed = append(dismissed, alert.Name)
		}
	}
	for _, name := range dismissed {
		s.model.DismissAlert(name)
	}
}

func (a *alerts) layout(gtx layout.Context, s *screen) layout.Dimensions {
	list := s.model.Alerts()
	if len(list) == 0 {
		return layout.Dimensions{}
	}
	if a.banners == nil {
		a.banners = map[string]*widget.Banner{}
	}
	gtx.Constraints.Min.Y = 0
	gtx.Constraints.Max.Y = gtx.Constraints.Max.Y * 2 / 5
	return layout.Inset{Bottom: widget.Space2}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		a.list.Axis = layout.Vertical
		return a.list.Layout(gtx, len(list), func(gtx layout.Context, i int) layout.Dimensions {
			// The newest, which is the last, is why one looks.
			return a.banner(gtx, s, list[len(list)-1-i])
		})
	})
}

func (a *alerts) banner(gtx layout.Context, s *screen, alert model.Alert) layout.Dimensions {
	banner := a.banners[alert.Name]
	if banner == nil {
		banner = new(widget.Banner)
		a.banners[alert.Name] = banner
	}
	style := widget.Alert(s.th, banner, tone(alert.Severity), alert.Text)
	style.Dismiss = s.words().Dismiss
	return layout.Inset{Top: widget.Space2, Left: widget.Space2, Right: widget.Space2}.Layout(gtx, style.Layout)
}

func tone(s model.Severity) widget.Tone {
	switch s {
	case model.Trouble:
		return widget.Negative
	case model.Warning:
		return widget.Caution
	}
	return widget.Information
}
