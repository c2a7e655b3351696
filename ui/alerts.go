package ui

import (
	"image"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/ui/model"
	"confab/ui/widget"
)

// alerts are the cards below a page, by their names: they cover no control, and nothing at
// the top of a page moves away under the pointer when one comes or goes. Where they would
// take too much of a small window they scroll, or lie over the page.
type alerts struct {
	list    layout.List
	banners map[string]*widget.Banner
	// docked says that dock has drawn them in this frame.
	docked bool
}

func (a *alerts) update(gtx layout.Context, s *screen) {
	var dismissed []string
	for _, alert := range s.model.Alerts() {
		banner := a.banners[alert.Name]
		if banner == nil {
			continue
		}
		if banner.Dismissed(gtx) {
			dismissed = append(dismissed, alert.Name)
		}
	}
	for _, name := range dismissed {
		s.model.DismissAlert(name)
	}
}

// layout draws the cards over the page, if dock did not, and never over a bar.
func (a *alerts) layout(gtx layout.Context, s *screen) {
	docked := a.docked
	a.docked = false
	if docked || len(s.model.Alerts()) == 0 {
		return
	}
	left, top, full := 0, gtx.Dp(widget.BarHeight), gtx.Constraints.Max
	if !s.narrow {
		top *= 2
		if !s.settings.open {
			left = gtx.Dp(widget.RailWidth)
		}
	}
	defer op.Offset(image.Pt(left, top)).Push(gtx.Ops).Pop()
	gtx.Constraints.Max = image.Pt(full.X-left, full.Y-top)
	a.cards(gtx, s, full.Y*2/5)
}

// dock draws the cards below a page, which gives them room at its end. One that would leave
// little of the page, in a small window with large text, is for layout.
func (a *alerts) dock(gtx layout.Context, s *screen) layout.Dimensions {
	if len(s.model.Alerts()) == 0 {
		return layout.Dimensions{}
	}
	most := gtx.Constraints.Max.Y / 2
	cards := op.Record(gtx.Ops)
	d := a.cards(gtx, s, gtx.Constraints.Max.Y*2/5)
	drawn := cards.Stop()
	if d.Size.Y > most {
		return layout.Dimensions{}
	}
	a.docked = true
	drawn.Add(gtx.Ops)
	return d
}

// cards draws the cards in the middle, at most so high, but the newest whole.
func (a *alerts) cards(gtx layout.Context, s *screen, most int) layout.Dimensions {
	if a.banners == nil {
		a.banners = map[string]*widget.Banner{}
	}
	const widest unit.Dp = 560
	list, full := s.model.Alerts(), gtx.Constraints.Max
	width := min(full.X, gtx.Dp(widest))
	defer op.Offset(image.Pt((full.X-width)/2, 0)).Push(gtx.Ops).Pop()
	gtx.Constraints = layout.Constraints{Min: image.Pt(width, 0), Max: image.Pt(width, full.Y)}
	// The newest is shown whole as far as the page goes, however large its text.
	newest := op.Record(gtx.Ops)
	whole := a.banner(gtx, s, list[len(list)-1]).Size.Y
	newest.Stop()
	gtx.Constraints.Max.Y = max(most, min(whole, full.Y))
	a.list.Axis = layout.Vertical
	d := a.list.Layout(gtx, len(list), func(gtx layout.Context, i int) layout.Dimensions {
		// The newest, which is the last, is why one looks.
		return a.banner(gtx, s, list[len(list)-1-i])
	})
	return layout.Dimensions{Size: image.Pt(full.X, d.Size.Y)}
}

func (a *alerts) banner(gtx layout.Context, s *screen, alert model.Alert) layout.Dimensions {
	banner := a.banners[alert.Name]
	if banner == nil {
		banner = new(widget.Banner)
		a.banners[alert.Name] = banner
	}
	style := widget.Alert(s.th, banner, tone(alert.Severity), alert.Text)
	style.Dismiss = s.words().Dismiss
	// The card keeps its shadow in the room around it.
	return layout.Inset{Top: widget.Space2, Left: widget.Space3, Right: widget.Space3, Bottom: widget.Space2}.Layout(gtx, style.Layout)
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
