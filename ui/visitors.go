package ui

import (
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// visitorsPage is where a host chooses who may come, who finds the server, and what
// new members see.
type visitorsPage struct {
	list     layout.List
	back     widget.Clickable
	members  widget.Switch
	plain    widget.Switch
	browsers widget.Switch
	visible  widget.Switch
	history  widget.Switch
}

// shown reports whether the page is open on the Server tab.
func (p *visitorsPage) shown(s *screen) bool {
	return s.model.Tab() == model.ServerTab && s.model.ServerPage() == model.VisitorsPage
}

// leave is what Back does.
func (p *visitorsPage) leave(s *screen) { s.model.ShowServerPage(model.NoServerPage) }

func (p *visitorsPage) scrolled() *layout.List { return &p.list }

func (p *visitorsPage) about(_ *screen) string { return "" }

func (p *visitorsPage) update(gtx layout.Context, s *screen) {
	m := s.model
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	changed := p.plain.Update(gtx)
	changed = p.members.Update(gtx) || changed
	if p.browsers.Update(gtx) || changed {
		m.SetAllow(transport.Visitors{Members: p.members.Value, Plain: p.plain.Value, Browsers: p.browsers.Value})
	}
	if p.history.Update(gtx) {
		m.SetShareHistory(p.history.Value)
	}
	if p.visible.Update(p.findable(gtx)) {
		m.SetVisible(p.visible.Value)
	}
}

// findable returns the context of the switch for being found, which only Confabs that
// may come do.
func (p *visitorsPage) findable(gtx layout.Context) layout.Context {
	return widget.EnabledIf(gtx, gtx.Enabled() && p.members.Value)
}

func (p *visitorsPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, now := s.words(), s.model.Prefs()
	p.plain.Value, p.browsers.Value = now.AllowPlain, now.AllowBrowsers
	p.members.Value, p.history.Value, p.visible.Value = now.AllowMembers, now.ShareHistory, now.Visible
	plain := widget.SwitchRow(s.th, &p.plain, w.AllowPlain, w.AllowPlainHint).Layout
	browsers := widget.SwitchRow(s.th, &p.browsers, w.AllowBrowsers, w.AllowBrowsersHint).Layout
	kinds, members := []layout.Widget{plain, browsers}, []layout.Widget(nil)
	if s.model.HasMembers() {
		kinds = append([]layout.Widget{widget.SwitchRow(s.th, &p.members, w.AllowMembers, w.AllowMembersHint).Layout}, kinds...)
		members = []layout.Widget{
			func(gtx layout.Context) layout.Dimensions {
				return widget.SwitchRow(s.th, &p.visible, w.Visible, w.VisibleHint).Layout(p.findable(gtx))
			},
			widget.SwitchRow(s.th, &p.history, w.ShareHistory, w.ShareHistoryHint).Layout,
		}
	}
	parts := []layout.Widget{func(gtx layout.Context) layout.Dimensions { return group(gtx, s, kinds...) }}
	if members != nil {
		parts = append(parts, func(gtx layout.Context) layout.Dimensions { return group(gtx, s, members...) })
	}
	return layoutPage(gtx, s, &p.list, &p.back, w.WhoMayCome, pageWidth, parts...)
}

// group draws rows below each other on a card.
func group(gtx layout.Context, s *screen, rows ...layout.Widget) layout.Dimensions {
	return widget.Card(s.th).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		children := make([]layout.FlexChild, len(rows))
		for i, row := range rows {
			children[i] = rigid(row)
		}
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
	})
}
