package ui

import (
	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// clientPanel is the rail of the Client tab: the connection, the address, and
// the servers known.
type clientPanel struct {
	list        layout.List
	status      widget.StatusIcon
	address     widget.Field
	addressText string
	action      widget.Clickable
	servers     map[string]*widget.PeerRow
}

// The rows of the panel above the servers.
const (
	clientState = iota
	clientAddress
	clientServers
	clientFixed
)

func (p *clientPanel) update(gtx layout.Context, s *screen) {
	m := s.model
	for {
		ev, ok := p.address.Update(widget.EnabledIf(gtx, m.Client.CanConnect()))
		if !ok {
			break
		}
		p.addressText = p.address.Text()
		m.SetAddress(p.addressText)
		if ev == widget.FieldSubmitted {
			m.Connect()
		}
	}
	for p.action.Clicked(gtx) {
		if m.Client.CanHangup() {
			m.Hangup()
		} else {
			m.Connect()
		}
	}
	for _, server := range m.Client.Servers() {
		row := p.servers[server.Address]
		if row == nil {
			continue
		}
		for {
			ev, ok := row.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.PeerMenu {
				s.recentMenu(server.Address)
				continue
			}
			m.OpenServer(server.Address)
		}
	}
}

func (p *clientPanel) layout(gtx layout.Context, s *screen) layout.Dimensions {
	m, w := s.model, s.words()
	if want := m.Prefs().Address; want != p.addressText {
		p.addressText = want
		p.address.SetText(want)
	}
	servers := m.Client.Servers()
	return p.list.Layout(gtx, clientFixed+max(len(servers), 1), func(gtx layout.Context, i int) layout.Dimensions {
		switch i {
		case clientState:
			return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutState(gtx, s) })
		case clientAddress:
			return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutAddress(gtx, s) })
		case clientServers:
			return layout.Inset{Top: widget.Space2, Left: widget.Space4, Right: widget.Space4}.Layout(gtx, widget.Section(s.th, w.Recent).Layout)
		}
		if len(servers) == 0 {
			return padded(gtx, widget.Muted(s.th, w.NoRecent).Layout)
		}
		return p.layoutServer(gtx, s, servers[i-clientFixed])
	})
}

func (p *clientPanel) layoutState(gtx layout.Context, s *screen) layout.Dimensions {
	client, w := s.model.Client, s.words()
	detail := client.Reason()
	if client.State() == model.Connected {
		detail = w.PlainHint
	}
	return widget.Status(s.th, &p.status, client.State() == model.Connected, client.Status(), detail).Layout(gtx)
}

func (p *clientPanel) layoutAddress(gtx layout.Context, s *screen) layout.Dimensions {
	w, client := s.words(), s.model.Client
	field := widget.TextField(s.th, &p.address, w.Address, "192.168.1.5:8899")
	field.Error = client.AddressError()
	// The state says it while there is a connection.
	if client.State() != model.Connected {
		field.Help = w.PlainWarning
	}
	button := widget.Button(s.th, &p.action, widget.Filled, w.Connect)
	button.Icon = widget.IconLink
	switch client.State() {
	case model.Connecting:
		button = widget.Button(s.th, &p.action, widget.Outlined, w.CancelConnect)
		button.Icon = widget.IconClose
	case model.Connected:
		button = widget.Button(s.th, &p.action, widget.OutlinedDanger, w.HangUp)
		button.Icon = widget.IconDisconnect
	}
	button.Wide = true
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return field.Layout(widget.EnabledIf(gtx, gtx.Enabled() && client.CanConnect()))
		}),
		gap(widget.Space2),
		rigid(button.Layout),
	)
}

func (p *clientPanel) layoutServer(gtx layout.Context, s *screen, server model.KnownServer) layout.Dimensions {
	if p.servers == nil {
		p.servers = map[string]*widget.PeerRow{}
	}
	row := p.servers[server.Address]
	if row == nil {
		row = new(widget.PeerRow)
		p.servers[server.Address] = row
	}
	style := widget.Peer(s.th, row, server.Address, "", server.Title, server.Second)
	style.Icon = widget.IconServer
	style.Badge, style.Unread = server.UnreadLabel, server.UnreadSpoken
	style.Selected, style.Departed = server.Selected && !s.narrow, !server.Here
	style.More = server.More
	if server.Here {
		style.Tag = s.words().Plain
	}
	return style.Layout(gtx)
}
