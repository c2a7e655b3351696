package ui

import (
	"gioui.org/layout"
	"gioui.org/unit"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// bookPage shows the servers whose keys are known, in the place of the conversation.
type bookPage struct {
	list  layout.List
	back  widget.Clickable
	cards map[transport.ID]*bookCard
}

// bookCard is the state of a server's card.
type bookCard struct {
	star, rename, remove, connect widget.Clickable
}

func (p *bookPage) shown(s *screen) bool { return s.model.BookShown() }

// leave is what Back does.
func (p *bookPage) leave(s *screen) { s.model.ShowBook(false) }

func (p *bookPage) scrolled() *layout.List { return &p.list }

func (p *bookPage) about(_ *screen) string { return "" }

func (p *bookPage) update(gtx layout.Context, s *screen) {
	m, w := s.model, s.words()
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	for _, server := range m.Client.Book() {
		card := p.cards[server.Identity]
		if card == nil {
			continue
		}
		for card.star.Clicked(gtx) {
			m.SetFavourite(server.Identity, !server.Favourite)
		}
		for card.rename.Clicked(gtx) {
			s.renameServer(server.Identity)
		}
		for card.remove.Clicked(gtx) {
			id := server.Identity
			s.confirm.ask(w.RemoveServerWho(server.Title), w.RemoveServerAsk(server.Title), w.RemoveServerConfirm, func() { m.RemoveServer(id) })
		}
		for card.connect.Clicked(gtx) {
			m.ConnectServer(server.Identity)
		}
	}
}

// renameServer asks what a server is to be called.
func (s *screen) renameServer(id transport.ID) {
	title, name := s.model.ServerName(id)
	s.rename.ask(s.words().RenameName(title), name, s.words().RenameServerHint, func(name string) { s.model.NameServer(id, name) })
}

func (p *bookPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, servers := s.words(), s.model.Client.Book()
	cards := make(map[transport.ID]*bookCard, len(servers))
	for _, server := range servers {
		if cards[server.Identity] = p.cards[server.Identity]; cards[server.Identity] == nil {
			cards[server.Identity] = new(bookCard)
		}
	}
	p.cards, p.list.Axis = cards, layout.Vertical
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
					rigid(widget.IconButton(s.th, &p.back, widget.IconBack, w.Back).Layout),
					layout.Flexed(1, widget.Title(s.th, w.Servers).Layout),
				)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return p.list.Layout(gtx, 1+len(servers), func(gtx layout.Context, i int) layout.Dimensions {
				return layout.N.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
					const widest unit.Dp = 640
					gtx.Constraints.Max.X = min(gtx.Constraints.Max.X, gtx.Dp(widest))
					gtx.Constraints.Min.X = gtx.Constraints.Max.X
					return widget.Inset(widget.Space2, widget.Space4).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
						switch {
						case i > 0:
							return p.layoutCard(gtx, s, servers[i-1])
						case len(servers) == 0:
							return widget.Muted(s.th, w.NoServers).Layout(gtx)
						}
						return widget.Muted(s.th, w.ServersHint).Layout(gtx)
					})
				})
			})
		}),
	)
}

func (p *bookPage) layoutCard(gtx layout.Context, s *screen, server model.ServerCard) layout.Dimensions {
	return widget.Card(s.th).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		rows := []layout.FlexChild{rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutTitle(gtx, s, server) })}
		if server.Itself != "" {
			rows = append(rows, rigid(widget.Muted(s.th, s.words().CallsItself(server.Itself)).Layout))
		}
		for _, at := range server.Addresses {
			line := at.Address
			if at.Seen != "" {
				line += " · " + at.Seen
			}
			rows = append(rows, rigid(widget.Muted(s.th, line).Layout))
		}
		rows = append(rows, gap(widget.Space1), rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutButtons(gtx, s, server) }))
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx, rows...)
	})
}

// layoutTitle is what a server is called, with its lock before it and the star behind.
func (p *bookPage) layoutTitle(gtx layout.Context, s *screen, server model.ServerCard) layout.Dimensions {
	star := widget.IconStarBorder
	if server.Favourite {
		star = widget.IconStar
	}
	title := widget.Label(s.th, server.Title)
	title.Strong = true
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		rigid(widget.LockBadge(s.th, lockOf(server.Lock), s.words().Lock(server.Lock)).Layout),
		rigid(layout.Spacer{Width: widget.Space1}.Layout),
		layout.Flexed(1, title.Layout),
		rigid(widget.IconButton(s.th, &p.cards[server.Identity].star, star, server.StarSpoken).Layout),
	)
}

func (p *bookPage) layoutButtons(gtx layout.Context, s *screen, server model.ServerCard) layout.Dimensions {
	w, card := s.words(), p.cards[server.Identity]
	connect := widget.Button(s.th, &card.connect, widget.Tonal, w.Connect)
	connect.Description = server.ConnectSpoken
	rename := widget.Button(s.th, &card.rename, widget.TextOnly, w.RenameServer)
	rename.Description = server.RenameSpoken
	remove := widget.Button(s.th, &card.remove, widget.TextOnly, w.RemoveServer)
	remove.Description = server.RemoveSpoken
	gtx.Constraints.Min.X = 0
	return layout.Flex{}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return connect.Layout(widget.EnabledIf(gtx, gtx.Enabled() && s.model.Client.CanConnect()))
		}),
		rigid(layout.Spacer{Width: widget.Space1}.Layout),
		rigid(rename.Layout),
		rigid(remove.Layout),
	)
}
