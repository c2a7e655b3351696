package ui

import (
	"slices"
	"time"

	"gioui.org/layout"
	"gioui.org/op"
	"gioui.org/unit"

	"confab/ui/model"
	"confab/ui/widget"
)

// nearbyRows are the servers found on the local networks, above the address field, with how
// to look further. The form below does not move while the person aims or types: what comes
// and goes changes the rows once nothing was touched for a while, and in the meantime the
// heading counts what is new, and what is gone is dimmed in its place.
type nearbyRows struct {
	rows  map[string]*widget.PeerRow // by an address that the server has or had
	shown []nearbyRow
	// open says that they are drawn, laid that this frame did lay the panel out, and stood
	// that the one before did.
	open, laid, stood bool
	// since is when they came into view, changed since when other servers are there than
	// shown (zero: the same), and touched when the person last did something meanwhile.
	since, changed, touched time.Time
	fresh                   int // servers that are there and not shown
	motion                  widget.Motion
	at                      layout.Position // of the panel's list in the last frame
	toggle, further, ask    widget.Clickable
	all                     bool // toggle was pressed
	// wider says that further was pressed: beside it stands then how to have other networks
	// asked.
	wider bool
	// merged is when two rows became one, so that others came to another place.
	merged time.Time
}

// nearbyRow is a server in its place.
type nearbyRow struct {
	model.KnownServer
	gone bool
}

const (
	// nearbyShown is how many servers are listed before the others are counted.
	nearbyShown = 3
	// nearbyRest is for how long nothing must have been touched before a server that has
	// come moves what is below, and nearbyGone before one that has gone does.
	nearbyRest = 1500 * time.Millisecond
	nearbyGone = 5 * time.Second
)

func (n *nearbyRows) update(gtx layout.Context, s *screen) {
	for n.further.Clicked(gtx) {
		s.model.LookFurther()
		n.wider = true
	}
	for n.ask.Clicked(gtx) {
		s.model.ShowNetworks(true)
	}
	for widget.ClickedAtRest(gtx, &n.toggle, n.merged) {
		n.all = !n.all
	}
	if !n.changed.IsZero() && n.motion.Update(gtx) {
		n.touch(gtx)
	}
	for _, server := range n.shown {
		row := n.rows[server.Address]
		for row != nil && !server.gone {
			ev, ok := row.Update(gtx)
			if !ok {
				break
			}
			if ev == widget.PeerOpened {
				s.model.JoinNearby(server.KnownServer)
			} else if server.More != "" {
				s.recentMenu(server.KnownServer)
			}
		}
	}
}

// touch tells that the person does something in the panel.
func (n *nearbyRows) touch(gtx layout.Context) { n.touched = gtx.Now }

// begin begins a frame in which the panel may be laid out.
func (n *nearbyRows) begin() {
	if n.stood, n.laid = n.laid, false; !n.stood {
		n.open, n.all, n.wider = false, false, false
	}
}

// follow takes the servers that are there now, and reports whether what is below comes to
// another place in this frame. While one is being connected to, the rows stay as they are:
// the attempt may come to nothing.
func (n *nearbyRows) follow(gtx layout.Context, m *model.Model, at layout.Position) (moved bool) {
	was, lines := n.open, n.lines()
	if at.First != n.at.First || at.Offset != n.at.Offset {
		n.at = at
		n.touch(gtx)
	}
	n.laid = true
	switch {
	case m.LooksAround():
		n.open = true
		m.HoldNearby(n.take(gtx, m.Client.Nearby(), !was))
	case m.Client.State() != model.Connecting:
		n.open = false
	}
	return n.stood && n.lines() != lines
}

// take shows the servers that are there, or notes that they are to be shown, and returns the
// addresses of those that are not.
func (n *nearbyRows) take(gtx layout.Context, servers []model.KnownServer, opened bool) (held []string) {
	if opened {
		n.since, n.changed, n.shown, n.rows = gtx.Now, time.Time{}, nil, nil
	}
	n.merge(gtx.Now, servers)
	// Each server that is shown already keeps its place.
	same, seen := len(servers) == len(n.shown), make([]bool, len(servers))
	gone := 0
	for i := range n.shown {
		row := &n.shown[i]
		at := indexOf(servers, row.KnownServer)
		if row.gone = at < 0; row.gone {
			gone++
			continue
		}
		state := n.row(row.KnownServer)
		delete(n.rows, row.Address)
		row.KnownServer, seen[at], same = servers[at], true, same && at == i
		n.rows[row.Address] = state
	}
	n.fresh = len(servers) - (len(n.shown) - gone)
	if same {
		n.changed = time.Time{}
		return nil
	}
	if n.changed.IsZero() {
		n.changed = gtx.Now
	}
	wait := nearbyRest
	if n.fresh == 0 {
		wait = nearbyGone
	}
	due := n.changed.Add(wait)
	if again := n.touched.Add(wait); again.After(due) {
		due = again
	}
	if gtx.Now.Sub(n.since) >= nearbyRest && gtx.Now.Before(due) {
		gtx.Execute(op.InvalidateCmd{At: due})
		for i, server := range servers {
			if !seen[i] {
				held = append(held, server.Address)
			}
		}
		return held
	}
	n.show(gtx.Now, servers)
	return nil
}

// merge leaves of several rows that prove to be one server the first. The rows behind come
// to another place at once, and take no presses for a while.
func (n *nearbyRows) merge(now time.Time, servers []model.KnownServer) {
	first, moved := map[int]bool{}, false
	kept := n.shown[:0]
	for _, row := range n.shown {
		if at := indexOf(servers, row.KnownServer); at >= 0 && first[at] {
			moved = true
			delete(n.rows, row.Address)
			continue
		} else if at >= 0 {
			first[at] = true
		}
		if moved {
			n.rows[row.Address].Moved(now)
		}
		kept = append(kept, row)
	}
	if n.shown = kept; moved {
		n.merged = now
	}
}

// indexOf is the place of the server of a row in a list, or -1.
func indexOf(servers []model.KnownServer, row model.KnownServer) int {
	return slices.IndexFunc(servers, func(k model.KnownServer) bool { return sameRow(row, k) })
}

// show lists the servers. Its rows take no presses for a while.
func (n *nearbyRows) show(now time.Time, servers []model.KnownServer) {
	rows := make(map[string]*widget.PeerRow, len(servers))
	for _, server := range servers {
		row := n.row(server)
		row.Moved(now)
		rows[server.Address] = row
	}
	n.rows, n.changed, n.fresh, n.shown = rows, time.Time{}, 0, n.shown[:0]
	for _, server := range servers {
		n.shown = append(n.shown, nearbyRow{KnownServer: server})
	}
}

// sameRow reports whether two are one server, of which another address may be the first now.
func sameRow(a, b model.KnownServer) bool {
	return a.Address == b.Address || slices.Contains(b.Others, a.Address)
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

// lines is how many lines of a panel they take, which decides where what is below stands.
func (n *nearbyRows) lines() int {
	head := 1
	if n.wider {
		head++
	}
	switch {
	case !n.open:
		return 0
	case len(n.shown) <= nearbyShown:
		return head + len(n.shown)
	case n.all:
		return head + 1 + len(n.shown)
	}
	return head + 1 + nearbyShown
}

// layout draws the heading and the rows. Where there are many servers, a row after the first
// ones unfolds the others below it.
func (n *nearbyRows) layout(gtx layout.Context, s *screen) layout.Dimensions {
	if !n.open {
		return layout.Dimensions{}
	}
	gtx = widget.EnabledIf(gtx, gtx.Enabled() && s.model.LooksAround())
	children := []layout.FlexChild{rigid(func(gtx layout.Context) layout.Dimensions { return n.layoutHeading(gtx, s) })}
	if n.wider {
		children = append(children, rigid(func(gtx layout.Context) layout.Dimensions { return n.layoutAsk(gtx, s) }))
	}
	for i, server := range n.shown {
		if i == nearbyShown {
			children = append(children, rigid(func(gtx layout.Context) layout.Dimensions { return n.layoutToggle(gtx, s) }))
			if !n.all {
				break
			}
		}
		children = append(children, rigid(func(gtx layout.Context) layout.Dimensions {
			gtx = widget.EnabledIf(gtx, gtx.Enabled() && !server.gone)
			style := serverStyle(s, n.rows[server.Address], server.KnownServer)
			style.Departed = server.gone
			return style.Layout(gtx)
		}))
	}
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx, children...)
}

// layoutAsk is the way to the page of the networks that are asked too.
func (n *nearbyRows) layoutAsk(gtx layout.Context, s *screen) layout.Dimensions {
	gtx.Constraints.Min.X = 0
	return layout.Inset{Left: widget.Space1}.Layout(gtx, widget.Button(s.th, &n.ask, widget.TextOnly, s.words().AskNetworks).Layout)
}

func (n *nearbyRows) layoutToggle(gtx layout.Context, s *screen) layout.Dimensions {
	label := s.words().MoreNearby(len(n.shown) - nearbyShown)
	if n.all {
		label = s.words().FewerNearby
	}
	gtx.Constraints.Min.X = 0
	return layout.Inset{Left: widget.Space1}.Layout(gtx, widget.Button(s.th, &n.toggle, widget.TextOnly, label).Layout)
}

// layoutHeading says how the search is, and has the button beside it that has every address
// asked. It is as high whatever it says.
func (n *nearbyRows) layoutHeading(gtx layout.Context, s *screen) layout.Dimensions {
	w, sweeping := s.words(), false
	style := widget.Heading(s.th, w.Nearby)
	sweeping, style.Part = s.model.Client.Sweeping()
	switch {
	case sweeping:
		style.Text, style.Progress = w.LookingFurther, true
	case n.fresh > 0:
		style.Text = w.NearbyFound(n.fresh)
	case s.model.Client.SweptAll():
		style.Text = w.SweptAll
	case len(n.shown) == 0:
		style.Text = w.NearbyNone
	}
	return style.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
		gtx = widget.EnabledIf(gtx, gtx.Enabled() && !sweeping)
		if gtx.Constraints.Max.X < gtx.Sp(furtherWidth) {
			return widget.IconButton(s.th, &n.further, widget.IconSearch, w.LookFurther).Layout(gtx)
		}
		further := widget.Button(s.th, &n.further, widget.TextOnly, w.LookFurther)
		further.Icon = widget.IconSearch
		return further.Layout(gtx)
	})
}

// furtherWidth is how wide a panel must be, in the size of its text, for the words of the
// button in its heading.
const furtherWidth unit.Sp = 280

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
		s.client.nearby.touch(gtx)
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
