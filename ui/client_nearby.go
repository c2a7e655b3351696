package ui

import (
	"slices"
	"time"

	"gioui.org/layout"

	"confab/ui/model"
	"confab/ui/widget"
)

// nearbyRows are the servers found on the local networks, with how to look further.
type nearbyRows struct {
	rows    map[string]*widget.PeerRow // by an address that the server has or had
	shown   []model.KnownServer
	height  int // of it, in rows
	further widget.Clickable
}

// count is how many rows of the panel they take: the heading, the servers or that there are
// none, and how far looking further is.
func (n *nearbyRows) count(m *model.Model) int {
	if !m.LooksAround() {
		return 0
	}
	rows := 1 + max(len(m.Client.Nearby()), 1)
	if sweeping, _ := m.Client.Sweeping(); sweeping || m.Client.SweptAll() {
		rows++
	}
	return rows
}

func (n *nearbyRows) update(gtx layout.Context, s *screen) {
	for n.further.Clicked(gtx) {
		s.model.LookFurther()
	}
	for _, server := range n.shown {
		row := n.rows[server.Address]
		for row != nil {
			ev, ok := row.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.PeerOpened {
				s.model.JoinNearby(server)
			} else if server.More != "" {
				s.recentMenu(server)
			}
		}
	}
}

// settle takes the servers of this frame and how many rows there are. Where others stand in
// the list than before, its rows and those below take no presses for a while.
func (n *nearbyRows) settle(now time.Time, servers []model.KnownServer, height int, below map[string]*widget.PeerRow) {
	same := slices.EqualFunc(n.shown, servers, func(a, b model.KnownServer) bool {
		return a.Address == b.Address || slices.Contains(b.Others, a.Address)
	})
	rows := make(map[string]*widget.PeerRow, len(servers))
	for _, server := range servers {
		row := n.row(server)
		if rows[server.Address] = row; !same {
			row.Moved(now)
		}
	}
	if !same || height != n.height {
		for _, row := range below {
			row.Moved(now)
		}
	}
	n.height, n.rows, n.shown = height, rows, append(n.shown[:0], servers...)
}

// row is the state of the row of a server, also where another of its addresses is the first
// now.
func (n *nearbyRows) row(server model.KnownServer) *widget.PeerRow {
	for _, addr := range append([]string{server.Address}, server.Others...) {
		if row := n.rows[addr]; row != nil {
			return row
		}
	}
	return new(widget.PeerRow)
}

// layout draws row i.
func (n *nearbyRows) layout(gtx layout.Context, s *screen, i int) layout.Dimensions {
	w := s.words()
	switch {
	case i == 0:
		return n.layoutHeading(gtx, s)
	case i <= len(n.shown):
		return serverRow(gtx, s, n.rows[n.shown[i-1].Address], n.shown[i-1])
	case i == 1:
		text := w.NearbyNone
		if len(s.model.Client.Servers()) == 0 {
			text += "\n" + w.NearbyHelp // who knows servers knows the ways to one
		}
		return layout.Inset{Left: widget.Space4, Right: widget.Space4}.Layout(gtx, widget.Muted(s.th, text).Layout)
	}
	sweeping, part := s.model.Client.Sweeping()
	if !sweeping {
		return padded(gtx, widget.Muted(s.th, w.SweptAll).Layout)
	}
	return padded(gtx, widget.Progress(s.th, w.LookingFurther, part).Layout)
}

// layoutHeading has the button beside it that has every address asked.
func (n *nearbyRows) layoutHeading(gtx layout.Context, s *screen) layout.Dimensions {
	further := widget.Button(s.th, &n.further, widget.TextOnly, s.words().LookFurther)
	further.Icon = widget.IconSearch
	sweeping, _ := s.model.Client.Sweeping()
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return section(gtx, s, s.words().Nearby) }),
		rigid(func(gtx layout.Context) layout.Dimensions {
			gtx.Constraints.Min.X = 0
			return layout.Inset{Top: widget.Space2, Right: widget.Space1}.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
				return further.Layout(widget.EnabledIf(gtx, gtx.Enabled() && !sweeping))
			})
		}),
	)
}

// codeField is where the code of an invitation is typed.
type codeField struct {
	field widget.Field
	text  string // what the field was last set to or changed to
}

func (c *codeField) update(gtx layout.Context, s *screen) {
	m := s.model
	for {
		ev, ok := c.field.Update(widget.EnabledIf(gtx, m.Client.TakesCode()))
		if !ok {
			break
		}
		c.text = c.field.Text()
		m.SetCode(c.text)
		if ev != widget.FieldChanged {
			m.EnterCode()
		}
	}
}

func (c *codeField) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, client := s.words(), s.model.Client
	if want := client.Code(); want != c.text {
		c.text = want
		c.field.SetText(want)
	}
	if !client.TakesCode() {
		return layout.Dimensions{}
	}
	field := widget.TextField(s.th, &c.field, "", w.CodeHint)
	field.Code, field.Error = true, client.CodeError()
	if !client.CanConnect() {
		field.Label, field.Hint, field.Help = w.Code, w.CodeDigits, w.CodeAskHelp
		field.Trailing, field.TrailingDescription = widget.IconCheck, w.UseCode
	}
	if client.CheckingCode() {
		field.Help = w.CheckingCode
	}
	return layout.Inset{Top: widget.Space1, Bottom: widget.Space2}.Layout(gtx, field.Layout)
}

// layoutBook is the way to the page of all servers.
func (p *clientPanel) layoutBook(gtx layout.Context, s *screen) layout.Dimensions {
	gtx.Constraints.Min.X = 0
	button := widget.Button(s.th, &p.book, widget.TextOnly, s.words().AllServers)
	button.Icon = widget.IconServer
	return layout.Inset{Left: widget.Space1}.Layout(gtx, button.Layout)
}

// questionCard asks how to connect to an address where no Confab answered.
type questionCard struct{ secure, plain, cancel widget.Clickable }

func (q *questionCard) update(gtx layout.Context, s *screen) {
	for q.secure.Clicked(gtx) {
		s.model.AnswerQuestion(false)
	}
	for q.plain.Clicked(gtx) {
		s.model.AnswerQuestion(true)
	}
	for q.cancel.Clicked(gtx) {
		s.model.DropQuestion()
	}
}

func (q *questionCard) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	secure := widget.Button(s.th, &q.secure, widget.Filled, w.ConnectSecurely)
	secure.Icon, secure.Wide = widget.IconLock, true
	plain := widget.Button(s.th, &q.plain, widget.OutlinedDanger, w.ConnectPlain)
	plain.Icon, plain.Wide = widget.IconLockOpen, true
	cancel := widget.Button(s.th, &q.cancel, widget.TextOnly, w.Cancel)
	cancel.Wide = true
	return widget.Card(s.th).Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
			rigid(widget.Label(s.th, w.NoConfabThere(s.model.Client.Question())).Layout),
			gap(widget.Space2),
			rigid(secure.Layout),
			gap(widget.Space2),
			rigid(plain.Layout),
			rigid(widget.Muted(s.th, w.PlainWarning).Layout),
			rigid(cancel.Layout),
		)
	})
}
