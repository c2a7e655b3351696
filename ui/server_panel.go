package ui

import (
	"gioui.org/layout"
	"gioui.org/unit"

	"confab/transport"
	"confab/ui/model"
	"confab/ui/widget"
)

// serverPanel is the rail of the Server tab: its state, the port, who may come,
// and who is here.
type serverPanel struct {
	list     layout.List
	status   widget.StatusIcon
	port     widget.Field
	portText string // what the field was last set to or changed to
	action   widget.Clickable
	who      widget.Clickable
	whoOpen  bool
	plain    widget.Switch
	browsers widget.Switch
	copies   map[string]*widget.Clickable
	members  widget.Switch
	people   personRows
	requests map[transport.PeerID]*widget.RequestRow
	more     widget.Clickable
	allAsk   bool // more was pressed
}

// askShown is how many who ask are in the list before it says how many more do: as
// many as a window has room for.
const askShown = 3

// The rows of the panel above the people.
const (
	serverState = iota
	serverPort
	serverWho
	serverPeople
	serverFixed
)

func (p *serverPanel) update(gtx layout.Context, s *screen) {
	m := s.model
	for {
		ev, ok := p.port.Update(widget.EnabledIf(gtx, m.Server.CanStart()))
		if !ok {
			break
		}
		p.portText = p.port.Text()
		m.SetPort(p.portText)
		if ev == widget.FieldSubmitted {
			m.StartServer()
		}
	}
	for p.action.Clicked(widget.EnabledIf(gtx, m.Server.CanStart() || m.Server.CanStop())) {
		p.press(s)
	}
	for p.more.Clicked(gtx) {
		p.allAsk = !p.allAsk
	}
	for p.who.Clicked(gtx) {
		p.whoOpen = !p.whoOpen
	}
	changed := p.plain.Update(gtx)
	changed = p.members.Update(gtx) || changed
	if p.browsers.Update(gtx) || changed {
		m.SetAllow(p.members.Value, p.plain.Value, p.browsers.Value)
	}
	for addr, c := range p.copies {
		for c.Clicked(gtx) {
			s.copyText(gtx, addr)
		}
	}
	p.people.update(gtx, s)
	for id, request := range p.requests {
		for {
			ev, ok := request.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.RequestAccepted {
				m.Accept(id)
			} else {
				m.Decline(id)
			}
		}
	}
}

// press is Start or Stop, the latter asked about when it sends people away.
func (p *serverPanel) press(s *screen) {
	m := s.model
	switch {
	case m.Server.CanStart():
		m.StartServer()
	case m.Server.Here() > 0:
		w := s.words()
		s.confirm.ask(w.Stop, w.StopAsk, w.Stop, func() { m.StopServer() })
	default:
		m.StopServer()
	}
}

func (p *serverPanel) layout(gtx layout.Context, s *screen) layout.Dimensions {
	m := s.model
	if want := m.Prefs().Port; want != p.portText {
		p.portText = want
		p.port.SetText(want)
	}
	p.plain.Value, p.browsers.Value = m.Prefs().AllowPlain, m.Prefs().AllowBrowsers
	p.members.Value = m.Prefs().AllowMembers
	people, asking := m.Server.People(), m.Server.Asking()
	p.people.begin(people)
	p.sweep(asking)
	more := len(asking) - askShown
	requests, moreAt := len(asking), -1
	switch {
	case more <= 0:
	case p.allAsk:
		requests, moreAt = requests+1, 0 // above so many it is in view
	default:
		requests, moreAt = askShown+1, askShown
	}
	return p.list.Layout(gtx, serverFixed+requests+len(people), func(gtx layout.Context, i int) layout.Dimensions {
		switch i {
		case serverState:
			return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutState(gtx, s) })
		case serverPort:
			return padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutPort(gtx, s) })
		case serverWho:
			return p.layoutWho(gtx, s)
		case serverPeople:
			return section(gtx, s, s.words().People)
		}
		switch i -= serverFixed; {
		case i == moreAt:
			return p.layoutMore(gtx, s, more)
		case i < requests:
			if moreAt == 0 {
				i--
			}
			return p.layoutRequest(gtx, s, asking[i])
		}
		return p.people.layout(gtx, s, people[i-requests])
	})
}

// layoutRequest is somebody who asks to be let in, with both answers.
func (p *serverPanel) layoutRequest(gtx layout.Context, s *screen, person *model.Person) layout.Dimensions {
	if p.requests == nil {
		p.requests = map[transport.PeerID]*widget.RequestRow{}
	}
	row := p.requests[person.ID]
	if row == nil {
		row = new(widget.RequestRow)
		p.requests[person.ID] = row
	}
	w := s.words()
	style := widget.Request(s.th, row, personKey(person), initial(person.Title), person.Title, person.Second+" · "+person.Address,
		w.AcceptMember, w.DeclineMember)
	style.AcceptSpoken, style.DeclineSpoken = w.AcceptName(person.Title), w.DeclineName(person.Title)
	return style.Layout(gtx)
}

// layoutMore says how many more ask than are in the list, and unfolds them.
func (p *serverPanel) layoutMore(gtx layout.Context, s *screen, more int) layout.Dimensions {
	label := s.words().MoreAsk(more)
	if p.allAsk {
		label = s.words().FewerAsk
	}
	gtx.Constraints.Min.X = 0
	return layout.Inset{Left: widget.Space1}.Layout(gtx, widget.Button(s.th, &p.more, widget.TextOnly, label).Layout)
}

// sweep forgets the rows of those who ask no longer.
func (p *serverPanel) sweep(asking []*model.Person) {
	if len(p.requests) <= len(asking) {
		return
	}
	kept := map[transport.PeerID]*widget.RequestRow{}
	for _, person := range asking {
		if row := p.requests[person.ID]; row != nil {
			kept[person.ID] = row
		}
	}
	p.requests = kept
}

func (p *serverPanel) layoutState(gtx layout.Context, s *screen) layout.Dimensions {
	w, server := s.words(), s.model.Server
	listening := server.State() == model.Listening
	title, detail := server.Status(), w.Tagline
	if listening {
		title, detail = w.ListeningOn, w.EveryoneHere(server.Here())
	}
	return widget.Status(s.th, &p.status, listening, title, detail).Layout(gtx)
}

// layoutPort is the port field and Start, or while listening the addresses
// under which others come, and Stop.
func (p *serverPanel) layoutPort(gtx layout.Context, s *screen) layout.Dimensions {
	w, server := s.words(), s.model.Server
	children := make([]layout.FlexChild, 0, 8)
	if server.State() == model.Listening {
		for _, addr := range server.Addresses() {
			children = append(children, rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutAddress(gtx, s, addr) }))
		}
	} else {
		field := widget.TextField(s.th, &p.port, w.Port, "")
		field.Help, field.Error = w.PortHint, server.PortError()
		children = append(children, rigid(func(gtx layout.Context) layout.Dimensions {
			return field.Layout(widget.EnabledIf(gtx, gtx.Enabled() && server.CanStart()))
		}))
	}
	button := widget.Button(s.th, &p.action, widget.Filled, w.Start)
	button.Icon = widget.IconStart
	if !server.CanStart() {
		button = widget.Button(s.th, &p.action, widget.OutlinedDanger, w.Stop)
		button.Icon = widget.IconStop
	}
	button.Wide = true
	children = append(children, gap(widget.Space2), rigid(func(gtx layout.Context) layout.Dimensions {
		return button.Layout(widget.EnabledIf(gtx, gtx.Enabled() && (server.CanStart() || server.CanStop())))
	}))
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
}

// layoutAddress is an address to give to others, with a button to copy it.
func (p *serverPanel) layoutAddress(gtx layout.Context, s *screen, addr string) layout.Dimensions {
	if p.copies == nil {
		p.copies = map[string]*widget.Clickable{}
	}
	c := p.copies[addr]
	if c == nil {
		c = new(widget.Clickable)
		p.copies[addr] = c
	}
	// The icon in the button, not the room around it, ends where Stop ends.
	gtx.Constraints.Max.X += gtx.Dp(widget.Space3)
	gtx.Constraints.Min.X = gtx.Constraints.Max.X
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			label := widget.Label(s.th, addr)
			label.Strong = true
			return widget.Inset(widget.Space1, 0).Layout(gtx, label.Layout)
		}),
		rigid(widget.IconButton(s.th, c, widget.IconCopy, s.words().CopyAddress+" "+addr).Layout),
	)
}

// layoutWho says who may come; its switches unfold.
func (p *serverPanel) layoutWho(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	children := []layout.FlexChild{rigid(func(gtx layout.Context) layout.Dimensions {
		gtx.Constraints.Min.X = 0
		return layout.Inset{Left: widget.Space1}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			button := widget.Button(s.th, &p.who, widget.TextOnly, s.model.Server.MayCome())
			return button.Layout(gtx)
		})
	})}
	if p.whoOpen {
		if s.model.HasMembers() {
			children = append(children, rigid(func(gtx layout.Context) layout.Dimensions {
				return padded(gtx, widget.SwitchRow(s.th, &p.members, w.AllowMembers, w.AllowMembersHint).Layout)
			}))
		}
		children = append(children,
			rigid(func(gtx layout.Context) layout.Dimensions {
				return padded(gtx, widget.SwitchRow(s.th, &p.plain, w.AllowPlain, w.AllowPlainHint).Layout)
			}),
			rigid(func(gtx layout.Context) layout.Dimensions {
				return padded(gtx, widget.SwitchRow(s.th, &p.browsers, w.AllowBrowsers, w.AllowBrowsersHint).Layout)
			}),
		)
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
}

// padded gives a part of a panel its room.
func padded(gtx layout.Context, w layout.Widget) layout.Dimensions {
	return layout.Inset{
		Top: widget.Space3, Left: widget.Space4, Right: widget.Space4, Bottom: widget.Space1,
	}.Layout(gtx, w)
}

func gap(h unit.Dp) layout.FlexChild { return rigid(layout.Spacer{Height: h}.Layout) }
