package ui

import (
	"slices"

	"gioui.org/layout"

	"confab/ui/widget"
)

// networksPage is where a person names the networks whose addresses are asked too when the
// search goes further, in the place of the conversation.
type networksPage struct {
	list   layout.List
	back   widget.Clickable
	field  widget.Field
	remove map[string]*widget.Clickable // by the network
	// judged is the text that was to be added last.
	judged string
}

// opened has the field take what is typed, and nothing of before stand there. On a phone the
// keyboard would come up unasked.
func (p *networksPage) opened(gtx layout.Context, s *screen) {
	p.field.SetText("")
	p.judged = ""
	s.model.EditNetwork()
	if !phone {
		p.field.Focus(gtx)
	}
}

func (p *networksPage) shown(s *screen) bool { return s.model.NetworksShown() }

// leave is what Back does.
func (p *networksPage) leave(s *screen) { s.model.ShowNetworks(false) }

func (p *networksPage) scrolled() *layout.List { return &p.list }

func (p *networksPage) about(_ *screen) string { return "" }

func (p *networksPage) update(gtx layout.Context, s *screen) {
	m := s.model
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	for {
		ev, ok := p.field.Update(gtx)
		if !ok {
			break
		}
		// What was typed before Enter in the same frame may be told after it.
		if text := p.field.Text(); ev != widget.FieldChanged {
			if p.judged = text; m.AddNetwork(text) {
				p.field.SetText("")
			}
		} else if text != p.judged {
			m.EditNetwork()
		}
	}
	for network, button := range p.remove {
		for button.Clicked(gtx) {
			m.RemoveNetwork(network)
		}
	}
}

func (p *networksPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, networks := s.words(), s.model.Client.Networks()
	remove := make(map[string]*widget.Clickable, len(networks))
	for _, network := range networks {
		if remove[network] = p.remove[network]; remove[network] == nil {
			remove[network] = new(widget.Clickable)
		}
	}
	p.remove = remove
	field := widget.TextField(s.th, &p.field, w.Network, "10.88.0.0/24")
	field.Help, field.Error = w.NetworkHelp, s.model.Client.NetworkError()
	field.Trailing, field.TrailingDescription = widget.IconCheck, w.AddNetwork
	parts := []layout.Widget{widget.Muted(s.th, w.NetworksHint).Layout, field.Layout}
	if len(networks) > 0 {
		rows := make([]layout.Widget, len(networks))
		for i, network := range slices.Backward(networks) { // the one added last is the first
			rows[len(networks)-1-i] = func(gtx layout.Context) layout.Dimensions { return p.layoutNetwork(gtx, s, network) }
		}
		parts = append(parts, func(gtx layout.Context) layout.Dimensions { return group(gtx, s, rows...) })
	}
	return layoutPage(gtx, s, &p.list, &p.back, w.OtherNetworks, pageWidth, parts...)
}

func (p *networksPage) layoutNetwork(gtx layout.Context, s *screen, network string) layout.Dimensions {
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Flexed(1, widget.Label(s.th, network).Layout),
		rigid(widget.IconButton(s.th, p.remove[network], widget.IconDelete, s.words().RemoveName(network)).Layout),
	)
}
