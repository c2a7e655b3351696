package ui

import (
	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// alerts are the banners over a page, by their names.
type alerts struct {
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
	children := make([]layout.FlexChild, 0, len(list))
	for _, alert := range list {
		banner := a.banners[alert.Name]
		if banner == nil {
			banner = new(widget.Banner)
			a.banners[alert.Name] = banner
		}
		style := widget.Alert(s.th, banner, tone(alert.Severity), alert.Text)
		style.Dismiss = s.words().Dismiss
		children = append(children, rigid(func(gtx layout.Context) layout.Dimensions {
			return layout.Inset{Top: widget.Space2, Left: widget.Space2, Right: widget.Space2}.Layout(gtx, style.Layout)
		}))
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
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
