package ui

import (
	"time"

	"gioui.org/layout"

	"confab/ui/internal/visible"
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
	scan        scanButton
	way         widget.Tabs // secure, or plain TCP
	action      widget.Clickable
	again       widget.Clickable
	danger      widget.Clickable
	why         widget.Clickable
	servers     map[string]*widget.PeerRow
	people      personRows
	nearby      nearbyRows
	code        codeField
	question    questionCard
	book        widget.Clickable
	did         clientAction
	opened      bool      // a link has filled the form in, which was brought into view
	listed      int       // how many servers were, besides those nearby
	turned      time.Time // when the form came to its place, or another button to that of action
}

// The rows of the panel above the people and servers.
const (
	clientState = iota
	clientDanger
	clientNearby
	clientAddress
	clientFixed
)

// clientAction is what the button below the form does.
type clientAction uint8

const (
	toConnect clientAction = iota
	toCancel
	toHangUp
)

// doesNow is what the button does in a state.
func doesNow(state model.ClientState) clientAction {
	switch state {
	case model.Connecting, model.AskingToJoin, model.Reconnecting:
		return toCancel
	case model.Connected:
		return toHangUp
	}
	return toConnect
}

// The segments of how to connect.
const (
	waySecure = iota
	wayPlain
)

func (p *clientPanel) update(gtx layout.Context, s *screen) {
	m := s.model
	for {
		ev, ok := p.address.Update(p.typing(gtx, m))
		if !ok {
			break
		}
		if !m.Client.CanConnect() {
			if p.address.Text() != p.addressText { // SetText tells of a change, too
				p.address.SetText(p.addressText) // what was pasted
			}
			continue
		}
		p.nearby.touch(gtx)
		p.addressText = p.address.Text()
		m.SetAddress(p.addressText)
		if ev == widget.FieldSubmitted {
			m.Connect()
		}
	}
	p.scan.update(gtx, s, p.turned)
	p.way.Selected = waySecure
	if m.Prefs().ClientPlain {
		p.way.Selected = wayPlain
	}
	if p.way.UpdateAtRest(widget.EnabledIf(gtx, m.Client.CanConnect()), p.turned) {
		m.SetPlain(p.way.Selected == wayPlain)
	}
	for widget.ClickedAtRest(gtx, &p.again, p.turned) {
		m.Reconnect()
	}
	for p.danger.Clicked(gtx) {
		if addr, _ := m.Client.ChangedKey(); addr != "" {
			s.askForgetKey(addr)
		}
	}
	for widget.ClickedAtRest(gtx, &p.why, p.turned) {
		m.ExamineClient()
	}
	p.people.update(gtx, s)
	p.nearby.update(gtx, s)
	p.code.update(gtx, s)
	p.question.update(gtx, s)
	for widget.ClickedAtRest(gtx, &p.book, p.turned) {
		m.ShowBook(true)
	}
	for widget.ClickedAtRest(gtx, &p.action, p.turned) {
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
				s.recentMenu(server)
				continue
			}
			m.OpenServer(server.Address)
		}
	}
}

// typing returns the context of the address field. While its address is connected to, the
// field takes no text and keeps the keyboard: an attempt that fails leaves whoever types
// there where they were, whether it took a frame or none.
func (p *clientPanel) typing(gtx layout.Context, m *model.Model) layout.Context {
	free := m.Client.CanConnect()
	p.address.SetReadOnly(!free)
	return widget.EnabledIf(gtx, gtx.Enabled() && (free || m.Client.State() == model.Connecting && p.address.Focused(gtx)))
}

func (p *clientPanel) layout(gtx layout.Context, s *screen) layout.Dimensions {
	m, w := s.model, s.words()
	if want := m.Prefs().Address; want != p.addressText {
		p.addressText = want
		p.address.SetText(want)
	}
	if opened := m.OpenedLink(); opened != p.opened {
		if p.opened = opened; opened {
			p.list.Position = layout.Position{First: clientAddress}
		}
	}
	p.settle(gtx, m)
	servers, room := m.Client.Servers(), m.Client.Room()
	p.people.begin(room)
	// The people of the room stand under a heading, and then the servers.
	people := 0
	if len(room) > 0 {
		people = 1 + len(room)
	}
	recent := 1 + max(len(servers), 1)
	if people > 0 && len(servers) == 0 {
		recent = 0 // the one server there is stands above
	}
	book := 0
	if m.Client.HasBook() {
		book = 1
	}
	rows := clientFixed + people + recent + book
	return p.nearby.motion.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		return p.list.Layout(gtx, rows, func(gtx layout.Context, i int) layout.Dimensions {
			switch i {
			case clientState:
				return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutState(gtx, s) })
			case clientDanger:
				if s.model.Client.Question() != "" {
					return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.question.layout(gtx, s) })
				}
				return p.layoutDanger(gtx, s)
			case clientNearby:
				return p.nearby.layout(gtx, s)
			case clientAddress:
				return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutAddress(gtx, s) })
			}
			switch i -= clientFixed; {
			case i < people && i == 0:
				return section(gtx, s, w.People)
			case i < people:
				return p.people.layout(gtx, s, room[i-1])
			case i == people+recent:
				return p.layoutBook(gtx, s)
			case i == people:
				return section(gtx, s, w.Recent)
			case len(servers) == 0:
				return padded(gtx, p.noServers(s).Layout)
			}
			return p.layoutServer(gtx, s, servers[i-people-1])
		})
	})
}

// settle takes what changes where things stand. What has come to another place takes no
// presses for a while.
func (p *clientPanel) settle(gtx layout.Context, m *model.Model) {
	if does := doesNow(m.Client.State()); does != p.did {
		if p.did = does; p.nearby.stood {
			p.turned = gtx.Now
		}
	}
	moved, listed := p.nearby.follow(gtx, m, p.list.Position), len(m.Client.Servers())
	if moved {
		p.turned = gtx.Now
	}
	if !moved && listed == p.listed {
		return
	}
	p.listed = listed
	for _, row := range p.servers {
		row.Moved(gtx.Now)
	}
	for _, row := range p.people.rows {
		row.Moved(gtx.Now)
	}
}

// noServers says where servers will be listed, and as long as none is found how to get to
// one.
func (p *clientPanel) noServers(s *screen) widget.LabelStyle {
	text := s.words().NoRecent
	if p.nearby.open && len(p.nearby.shown) == 0 {
		text += "\n" + s.words().NearbyHelp
	}
	return widget.Muted(s.th, text)
}

// section is a heading in a panel.
func section(gtx layout.Context, s *screen, words string) layout.Dimensions {
	return layout.Inset{Top: widget.Space2, Left: widget.Space4, Right: widget.Space4}.Layout(gtx, widget.Section(s.th, words).Layout)
}

// layoutDanger tells of a server that shows another key than before.
func (p *clientPanel) layoutDanger(gtx layout.Context, s *screen) layout.Dimensions {
	addr, why := s.model.Client.ChangedKey()
	if addr == "" {
		return layout.Dimensions{}
	}
	w := s.words()
	return padded(gtx, widget.DangerCard(s.th, &p.danger, w.KeyChangedTitle, why, w.RemoveKey).Layout)
}

func (p *clientPanel) layoutState(gtx layout.Context, s *screen) layout.Dimensions {
	client, w := s.model.Client, s.words()
	detail := client.Reason()
	switch {
	case client.State() == model.Connected && client.Plain():
		detail = w.PlainHint
		if client.SaysNothingMore() {
			detail = w.StillReads // in its place, so that nothing below moves; the head goes on saying it
		}
	case client.State() == model.Connected:
		detail = client.LockLabel()
	case client.Outside():
		detail += "\n" + w.NotLetInYet
	case client.State() == model.Reconnecting:
		detail += "\n" + w.KeptMeanwhile
	}
	if addr, _ := client.ChangedKey(); addr != "" {
		detail = "" // the card says it
	}
	return widget.Status(s.th, &p.status, client.State() == model.Connected, client.Status(), detail).Layout(gtx)
}

func (p *clientPanel) layoutAddress(gtx layout.Context, s *screen) layout.Dimensions {
	w, client := s.words(), s.model.Client
	field := widget.TextField(s.th, &p.address, w.Address, "192.168.1.5:8899")
	field.Error = client.AddressError()
	if addr, passed := client.Inviter(); addr != "" {
		field.Help = w.InvitationOf(addr, passed)
	}
	button := widget.Button(s.th, &p.action, widget.Filled, w.Connect)
	button.Icon = widget.IconLink
	switch doesNow(client.State()) {
	case toCancel:
		button = widget.Button(s.th, &p.action, widget.Outlined, w.CancelConnect)
		button.Icon = widget.IconClose
	case toHangUp:
		button = widget.Button(s.th, &p.action, widget.OutlinedDanger, w.HangUp)
		button.Icon = widget.IconDisconnect
	}
	button.Wide = true
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return field.Layout(p.typing(gtx, s.model))
		}),
		rigid(func(gtx layout.Context) layout.Dimensions {
			if !s.model.CanExamineClient() {
				return layout.Dimensions{}
			}
			return findOut(gtx, s, &p.why, w.Doctor().FindOut)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions { return p.scan.layout(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutWay(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions { return p.code.layout(gtx, s) }),
		rigid(func(gtx layout.Context) layout.Dimensions {
			if client.State() != model.Reconnecting {
				return layout.Dimensions{}
			}
			again := widget.Button(s.th, &p.again, widget.Filled, w.ReconnectNow)
			again.Icon, again.Wide = widget.IconLink, true
			return layout.Inset{Bottom: widget.Space2}.Layout(gtx, again.Layout)
		}),
		rigid(button.Layout),
	)
}

// layoutWay is the choice between a secure connection and plain TCP, with what
// that means. The state says it while there is a connection.
func (p *clientPanel) layoutWay(gtx layout.Context, s *screen) layout.Dimensions {
	w, client := s.words(), s.model.Client
	if !client.CanConnect() {
		return layout.Spacer{Height: widget.Space2}.Layout(gtx)
	}
	hint := w.SecureHint
	if s.model.Prefs().ClientPlain {
		hint = w.PlainWarning
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		gap(widget.Space2),
		rigid(widget.Segmented(s.th, &p.way, w.ConnectAs, widget.Tab{Text: w.Secure}, widget.Tab{Text: w.AllowPlain}).Layout),
		rigid(widget.Muted(s.th, hint).Layout),
		gap(widget.Space2),
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
	return serverStyle(s, row, server).Layout(gtx)
}

// serverStyle is the row of a server.
func serverStyle(s *screen, row *widget.PeerRow, server model.KnownServer) widget.PeerStyle {
	style := widget.Peer(s.th, row, server.Key(), "", server.Title, server.Second)
	style.Name, style.ShortKey = visible.Unnamed(server.Title)
	if style.Icon = widget.IconServer; server.Favourite {
		style.Icon = widget.IconStar
	}
	style.Badge, style.Unread = server.UnreadLabel, server.UnreadSpoken
	style.Selected, style.Departed = server.Selected && !s.narrow, !server.Here && !server.Nearby()
	style.More = server.More
	if server.Plain {
		style.Tag = s.words().Plain
	} else {
		style.Lock, style.LockLabel = lockOf(server.Lock), s.words().Lock(server.Lock)
	}
	return style
}
