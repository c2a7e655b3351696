package ui

import (
	"time"

	"gioui.org/layout"
	"gioui.org/unit"

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
	state    model.ServerState
	turned   time.Time // when the buttons of state came to where others were
	action   widget.Clickable
	invite   widget.Clickable
	who      widget.Clickable
	nobody   widget.Clickable
	copies   map[string]*widget.Clickable
	people   personRows
	requests requestRows
}

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
	for widget.ClickedAtRest(widget.EnabledIf(gtx, m.Server.CanStart() || m.Server.CanStop()), &p.action, p.turned) {
		p.press(s)
	}
	for widget.ClickedAtRest(widget.EnabledIf(gtx, m.Server.CanInvite()), &p.invite, p.turned) {
		s.invitation.reopen(s)
	}
	for p.nobody.Clicked(gtx) {
		m.ExamineServer()
	}
	for p.who.Clicked(gtx) {
		page := model.VisitorsPage
		if m.ServerPage() == page {
			page = model.NoServerPage
		}
		m.ShowServerPage(page)
	}
	for addr, c := range p.copies {
		for c.Clicked(gtx) {
			s.copyText(gtx, addr)
		}
	}
	s.members.updateHeading(gtx, s)
	p.people.update(gtx, s)
	p.requests.update(gtx, s)
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
	if state := m.Server.State(); state != p.state {
		p.state, p.turned = state, gtx.Now
	}
	people, asking := m.Server.People(), m.Server.Asking()
	p.people.begin(people)
	p.requests.sweep(asking)
	requests := p.requests.count(asking)
	length := serverFixed + requests + len(people) + 1
	d := p.list.Layout(gtx, length, func(gtx layout.Context, i int) layout.Dimensions {
		d, row := p.layoutRow(gtx, s, people, asking, i)
		p.requests.note(i, row, d.Size.Y)
		return d
	})
	p.requests.settle(gtx.Now, p.list.Position, length)
	return d
}

// layoutRow draws row i of the panel. row is the state of a request or of one of the people,
// nil for other rows.
func (p *serverPanel) layoutRow(gtx layout.Context, s *screen, people, asking []*model.Person, i int) (d layout.Dimensions, row pressable) {
	switch i {
	case serverState:
		d = padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutState(gtx, s) })
	case serverPort:
		d = padded(gtx, func(gtx layout.Context) layout.Dimensions { return p.layoutPort(gtx, s) })
	case serverWho:
		d = p.layoutWho(gtx, s)
	case serverPeople:
		d = s.members.layoutHeading(gtx, s)
	default:
		i -= serverFixed
		requests := p.requests.count(asking)
		switch i -= requests; {
		case i < 0:
			return p.layoutRequest(gtx, s, asking, i+requests, i == -1)
		case i == len(people):
			d = p.layoutNobody(gtx, s)
		default:
			d = p.people.layout(gtx, s, people[i])
			return d, p.people.rows[people[i].ID]
		}
	}
	return d, nil
}

// layoutNobody opens the doctor, below all people, while others could come and nobody is
// here.
func (p *serverPanel) layoutNobody(gtx layout.Context, s *screen) layout.Dimensions {
	if server := s.model.Server; !s.model.CanExamine() || server.State() != model.Listening || server.Here() > 0 {
		return layout.Dimensions{}
	}
	return padded(gtx, func(gtx layout.Context) layout.Dimensions {
		return findOut(gtx, s, &p.nobody, s.words().Doctor().NobodyConnects)
	})
}

// layoutRequest draws row i of the requests. Below the last one it says what those who
// are let in will see.
func (p *serverPanel) layoutRequest(gtx layout.Context, s *screen, asking []*model.Person, i int, last bool) (d layout.Dimensions, row pressable) {
	request := func(gtx layout.Context) (d layout.Dimensions) {
		d, row = p.requests.layout(gtx, s, asking, i)
		return d
	}
	if !last {
		d = request(gtx)
		return d, row
	}
	sees := widget.Muted(s.th, s.words().WillSee(s.model.Prefs().ShareHistory))
	d = layout.Flex{Axis: layout.Vertical}.Layout(gtx, rigid(request), rigid(func(gtx layout.Context) layout.Dimensions {
		return layout.Inset{Left: widget.Space4, Right: widget.Space4, Bottom: widget.Space3}.Layout(gtx, sees.Layout)
	}))
	return d, row
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
	press := rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutAction(gtx, s) })
	if !s.model.HasMembers() {
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx, append(children, gap(widget.Space2), press)...)
	}
	invite := rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutInvite(gtx, s) })
	if server.State() == model.Listening {
		children = append(children, gap(widget.Space2), invite, press)
	} else {
		children = append(children, gap(widget.Space2), press, invite)
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
}

// layoutAction is Start or Stop.
func (p *serverPanel) layoutAction(gtx layout.Context, s *screen) layout.Dimensions {
	w, server := s.words(), s.model.Server
	button := widget.Button(s.th, &p.action, widget.Filled, w.Start)
	button.Icon = widget.IconStart
	if !server.CanStart() {
		button = widget.Button(s.th, &p.action, widget.OutlinedDanger, w.Stop)
		button.Icon = widget.IconStop
	}
	button.Wide = true
	return button.Layout(widget.EnabledIf(gtx, gtx.Enabled() && (server.CanStart() || server.CanStop())))
}

// layoutInvite opens the page of invitations, and says until when one is open.
func (p *serverPanel) layoutInvite(gtx layout.Context, s *screen) layout.Dimensions {
	server := s.model.Server
	button := widget.Button(s.th, &p.invite, widget.Filled, s.words().LetSomeoneIn)
	button.Icon, button.Wide = widget.IconAdmit, true
	children := []layout.FlexChild{rigid(func(gtx layout.Context) layout.Dimensions {
		return button.Layout(widget.EnabledIf(gtx, gtx.Enabled() && server.CanInvite()))
	})}
	if until := server.Inviting().Until; until != "" {
		children = append(children, rigid(widget.Muted(s.th, until).Layout), gap(widget.Space1))
	}
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

// layoutWho says who may come, on a button that opens the page to choose it on.
func (p *serverPanel) layoutWho(gtx layout.Context, s *screen) layout.Dimensions {
	gtx.Constraints.Min.X = 0
	return layout.Inset{Left: widget.Space1}.Layout(gtx, widget.Button(s.th, &p.who, widget.TextOnly, s.model.Server.MayCome()).Layout)
}

// padded gives a part of a panel its room.
func padded(gtx layout.Context, w layout.Widget) layout.Dimensions {
	return layout.Inset{
		Top: widget.Space3, Left: widget.Space4, Right: widget.Space4, Bottom: widget.Space1,
	}.Layout(gtx, w)
}

func gap(h unit.Dp) layout.FlexChild { return rigid(layout.Spacer{Height: h}.Layout) }
