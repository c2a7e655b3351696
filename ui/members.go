package ui

import (
	"gioui.org/layout"
	"gioui.org/unit"

	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// membersPage is the page of all members of our server, here or not, and of whom it does
// not let in. It stands in the place of the conversation.
type membersPage struct {
	open, back widget.Clickable
	list       layout.List
	find       widget.Field
	findText   string // what the field was last set to or changed to
	rows       personRows
	unblock    map[string]*widget.Clickable
}

// shown says that the page is drawn.
func (p *membersPage) shown(s *screen) bool { return s.model.ShowsMembers() }

// leave is what Back does.
func (p *membersPage) leave(s *screen) { s.model.CloseMembers() }

func (p *membersPage) scrolled() *layout.List { return &p.list }

func (p *membersPage) about(_ *screen) string { return "" }

// updateHeading reads the button that opens the page.
func (p *membersPage) updateHeading(gtx layout.Context, s *screen) {
	for p.open.Clicked(gtx) {
		p.find.SetText("")
		p.findText = ""
		s.model.OpenMembers()
		s.model.FindMembers("") // which it was not, if the page is open
	}
}

// layoutHeading is the heading of the people in the panel, with the button.
func (p *membersPage) layoutHeading(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	if !s.model.HasMembers() {
		return section(gtx, s, w.People)
	}
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return layout.Inset{Left: widget.Space4}.Layout(gtx, widget.Section(s.th, w.People).Layout)
		}),
		rigid(func(gtx layout.Context) layout.Dimensions {
			return layout.Inset{Right: widget.Space1}.Layout(gtx, widget.Button(s.th, &p.open, widget.TextOnly, w.MembersHint).Layout)
		}),
	)
}

func (p *membersPage) update(gtx layout.Context, s *screen) {
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	for {
		if _, ok := p.find.Update(gtx); !ok {
			break
		}
		if p.findText != p.find.Text() {
			p.findText = p.find.Text()
			p.list.Position = layout.Position{}
			s.model.FindMembers(p.findText)
		}
	}
	for _, person := range p.rows.seen {
		row := p.rows.rows[person.ID]
		for row != nil {
			if _, ok := row.Update(gtx); !ok {
				break
			}
			s.personMenu(person)
		}
	}
	for entry, c := range p.unblock {
		for c.Clicked(gtx) {
			w := s.words()
			s.confirm.ask(w.UnblockWho(entry), w.UnblockAsk, w.Unblock, func() { s.model.Unblock(entry) })
		}
	}
}

func (p *membersPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	p.list.Axis = layout.Vertical
	return column(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			return widget.Bar(gtx, s.th, func(gtx layout.Context) layout.Dimensions {
				return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
					rigid(widget.IconButton(s.th, &p.back, widget.IconBack, w.Back).Layout),
					layout.Flexed(1, widget.Title(s.th, w.Members).Layout),
					rigid(func(gtx layout.Context) layout.Dimensions {
						return layout.Inset{Right: widget.Space4}.Layout(gtx, widget.Muted(s.th, s.model.Server.MembersNote()).Layout)
					}),
				)
			})
		}),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return widget.Ground(gtx, s.th.Rail, func(gtx layout.Context) layout.Dimensions { return p.layoutList(gtx, s) })
		}),
	)
}

// memberWidth is how wide the rows get.
const memberWidth unit.Dp = 720

// layoutList is the search, the members, and whom the server does not let in.
func (p *membersPage) layoutList(gtx layout.Context, s *screen) layout.Dimensions {
	members, blocked := s.model.Server.Members(), s.model.Server.BlockedFound()
	p.rows.begin(members)
	p.sweep(blocked)
	gtx.Constraints.Min = gtx.Constraints.Max
	length := 2 + len(members) + len(blocked)
	if len(blocked) > 0 {
		length++
	}
	return p.list.Layout(gtx, length, func(gtx layout.Context, i int) layout.Dimensions {
		return layout.N.Layout(gtx, func(gtx layout.Context) layout.Dimensions {
			gtx.Constraints.Max.X = min(gtx.Constraints.Max.X, gtx.Dp(memberWidth))
			gtx.Constraints.Min.X = gtx.Constraints.Max.X
			switch at := i - 2; {
			case i == 0:
				return padded(gtx, widget.TextField(s.th, &p.find, s.words().Search, s.words().FindMember).Layout)
			case i == 1:
				return p.layoutHint(gtx, s)
			case at < len(members):
				return p.layoutMember(gtx, s, members[at])
			case at == len(members):
				return section(gtx, s, s.words().BlockedPeople)
			default:
				return p.layoutBlocked(gtx, s, blocked[at-len(members)-1])
			}
		})
	})
}

// layoutHint says why there is no row.
func (p *membersPage) layoutHint(gtx layout.Context, s *screen) layout.Dimensions {
	hint := s.model.Server.MembersHint()
	if hint == "" {
		return layout.Dimensions{}
	}
	return padded(gtx, widget.Muted(s.th, hint).Layout)
}

func (p *membersPage) layoutMember(gtx layout.Context, s *screen, person *model.Person) layout.Dimensions {
	style := personStyle(s, p.rows.row(person), person)
	style.Detail, style.Further = s.model.Server.MemberLines(person)
	return style.Layout(gtx)
}

func (p *membersPage) layoutBlocked(gtx layout.Context, s *screen, entry string) layout.Dimensions {
	return padded(gtx, func(gtx layout.Context) layout.Dimensions { return blockedRow(gtx, s, p.unblock[entry], entry) })
}

// blockedRow is somebody, or an address, that the server does not let in, with the button
// to change that.
func blockedRow(gtx layout.Context, s *screen, c *widget.Clickable, entry string) layout.Dimensions {
	unblock := widget.Button(s.th, c, widget.Outlined, s.words().Unblock)
	unblock.Description = s.words().UnblockName(entry)
	who := widget.Label(s.th, entry).Layout // an address, which is shown whole
	if called, key := visible.Unnamed(entry); key != "" {
		name := widget.Name(s.th, called, key)
		name.Size, name.Strong = widget.TextBody, false
		who = name.Layout
	}
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx,
		layout.Flexed(1, who),
		rigid(layout.Spacer{Width: widget.Space2}.Layout),
		rigid(unblock.Layout),
	)
}

// sweep keeps the state of the buttons of those who are listed.
func (p *membersPage) sweep(blocked []string) {
	kept := make(map[string]*widget.Clickable, len(blocked))
	for _, entry := range blocked {
		if kept[entry] = p.unblock[entry]; kept[entry] == nil {
			kept[entry] = new(widget.Clickable)
		}
	}
	p.unblock = kept
}
