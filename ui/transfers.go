package ui

import (
	"gioui.org/layout"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// transfersPage is the page of all transfers of a tab. It stands in the place of the
// conversation, and of any other page there.
type transfersPage struct {
	back, clear widget.Clickable
	list        layout.List
	cards       map[transport.MessageID]*widget.FileCard
	// below are the pages in whose place it was opened, by tab: it closes for another one.
	below [2]openPage
}

func (p *transfersPage) shown(s *screen) bool { return s.model.ShowsTransfers() }

func (p *transfersPage) leave(s *screen) { s.model.CloseTransfers() }

func (p *transfersPage) scrolled() *layout.List { return &p.list }

func (p *transfersPage) about(_ *screen) string { return "" }

// toggle opens the page, or closes it. From the settings it is opened.
func (p *transfersPage) toggle(s *screen) {
	open := s.model.ShowsTransfers() && !s.settings.open
	if s.settings.open {
		s.settings.toggle(s)
	}
	if open {
		s.model.CloseTransfers()
		return
	}
	s.model.OpenTransfers()
	p.below[s.model.Tab()] = p.pageBelow(s)
}

func (p *transfersPage) pageBelow(s *screen) (below openPage) {
	if below.page = s.pageBelow(); below.page != nil {
		below.about = below.page.about(s)
	}
	return below
}

// follow closes the page when another one was opened.
func (p *transfersPage) follow(s *screen) {
	if !s.model.ShowsTransfers() {
		return
	}
	was := &p.below[s.model.Tab()]
	now := p.pageBelow(s)
	if now != *was && now.page != nil {
		s.model.CloseTransfers()
	}
	*was = now
}

func (p *transfersPage) update(gtx layout.Context, s *screen) {
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	for p.clear.Clicked(gtx) {
		s.model.ClearTransfers()
	}
	for id, card := range p.cards {
		for {
			button, ok := card.Clicked(gtx)
			if !ok {
				break
			}
			a := model.FileAction(button)
			if !s.showOrOpen(s.model.TransferPath(id), a) {
				s.model.ActOnTransfer(id, a)
			}
		}
	}
}

func (p *transfersPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, t := s.words(), s.words().Transfers()
	p.list.Axis = layout.Vertical
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
				row := []layout.FlexChild{
					rigid(widget.IconButton(s.th, &p.back, widget.IconBack, w.Back).Layout),
					layout.Flexed(1, widget.Title(s.th, t.Title).Layout),
				}
				if s.model.CanClearTransfers() {
					row = append(row, rigid(widget.Button(s.th, &p.clear, widget.TextOnly, t.Clear).Layout))
				}
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx, row...)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return p.layoutList(gtx, s) }),
	)
}

func (p *transfersPage) layoutList(gtx layout.Context, s *screen) layout.Dimensions {
	t, rows := s.words().Transfers(), s.model.TransferRows()
	p.sweep(rows)
	if len(rows) == 0 {
		return widget.Empty(s.th, nil, widget.IconTransfers, t.None, t.NoneText).Layout(gtx)
	}
	gtx.Constraints.Min = gtx.Constraints.Max
	return p.list.Layout(gtx, len(rows), func(gtx layout.Context, i int) layout.Dimensions {
		return layout.N.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			gtx.Constraints.Max.X = min(gtx.Constraints.Max.X, gtx.Dp(pageWidth))
			gtx.Constraints.Min.X = gtx.Constraints.Max.X
			inset := layout.Inset{Left: widget.Space3, Right: widget.Space3, Top: widget.Space2}
			if i == len(rows)-1 {
				inset.Bottom = widget.Space4
			}
			return inset.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
				card := fileCard(rows[i].File, "", s.words())
				card.Spoken += "\n" + rows[i].About
				if card.Size == "" {
					card.Size = rows[i].About
				} else {
					card.Size += " · " + rows[i].About
				}
				return widget.FileCardOf(s.th, p.cards[rows[i].ID], card).Layout(gtx)
			})
		})
	})
}

// sweep keeps the state of the rows that are there.
func (p *transfersPage) sweep(rows []model.TransferRow) {
	kept := make(map[transport.MessageID]*widget.FileCard, len(rows))
	for _, r := range rows {
		if kept[r.ID] = p.cards[r.ID]; kept[r.ID] == nil {
			kept[r.ID] = new(widget.FileCard)
		}
	}
	p.cards = kept
}
