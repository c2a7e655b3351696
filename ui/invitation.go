package ui

import (
	"gioui.org/layout"
	"gioui.org/text"
	"gioui.org/unit"

	"confab/transport"
	"confab/ui/internal/qr"
	"confab/ui/internal/visible"
	"confab/ui/model"
	"confab/ui/widget"
)

// invitationPage lets people in: by a QR, a link or a code.
type invitationPage struct {
	list       layout.List
	back       widget.Clickable
	whom       widget.Tabs
	copyLink   widget.Clickable
	anew       widget.Clickable
	allow      widget.Clickable
	end        widget.Clickable
	compare    map[transport.PeerID]*widget.Clickable
	qr         widget.QR
	encoded    string // the link that qr shows
	viewHeight int    // of the page below its title, in pixels
	onlyHere   widget.Banner
}

const (
	// invitationWidth is how wide the page is at most, twoColumns how wide it must be
	// to have two.
	invitationWidth unit.Dp = 840
	twoColumns      unit.Dp = 560
	// The QR is as large as there is room, between these.
	leastQR unit.Dp = 200
	mostQR  unit.Dp = 400
	// codeSize is the size of the digits that are read out.
	codeSize unit.Sp = 34
)

// shown reports whether the page is open on the Server tab.
func (p *invitationPage) shown(s *screen) bool {
	return s.model.Tab() == model.ServerTab && s.model.ServerPage() == model.InvitationPage
}

// reopen shows the page from its top.
func (p *invitationPage) reopen(s *screen) {
	p.list.Position = layout.Position{}
	s.model.ShowServerPage(model.InvitationPage)
}

// leave is what Back does; the invitation stays open.
func (p *invitationPage) leave(s *screen) { s.model.ShowServerPage(model.NoServerPage) }

func (p *invitationPage) scrolled() *layout.List { return &p.list }

func (p *invitationPage) about(_ *screen) string { return "" }

func (p *invitationPage) update(gtx layout.Context, s *screen) {
	m := s.model
	for p.back.Clicked(gtx) {
		p.leave(s)
	}
	p.whom.Selected = chosen(m.Server.Inviting().Many)
	if p.whom.Update(gtx) {
		m.InviteFor(p.whom.Selected == chosen(true))
	}
	for p.copyLink.Clicked(gtx) {
		s.copyText(gtx, m.Server.Inviting().Link)
	}
	for p.anew.Clicked(widget.EnabledIf(gtx, m.Server.CanInvite())) {
		m.InviteFor(m.Server.Inviting().Many)
	}
	for p.allow.Clicked(gtx) {
		m.AllowConfab()
	}
	for p.end.Clicked(gtx) {
		m.EndInvitation()
	}
	for id, c := range p.compare {
		for c.Clicked(gtx) {
			m.AskWords(id)
		}
	}
}

// chosen is the segment of for whom an invitation is.
func chosen(many bool) int {
	if many {
		return 1
	}
	return 0
}

func (p *invitationPage) layout(gtx layout.Context, s *screen) layout.Dimensions {
	w, v := s.words(), s.model.Server.Inviting()
	p.whom.Selected = chosen(v.Many)
	p.encode(v.Link)
	p.viewHeight = gtx.Constraints.Max.Y - gtx.Dp(widget.Touch+widget.Space2)
	if v.Ended != "" {
		return layoutPage(gtx, s, &p.list, &p.back, w.LetSomeoneIn, pageWidth,
			func(gtx layout.Context) layout.Dimensions { return p.layoutEnded(gtx, s, v) },
			func(gtx layout.Context) layout.Dimensions { return p.layoutCame(gtx, s, v.Came) },
			func(gtx layout.Context) layout.Dimensions { return p.layoutTrust(gtx, s) },
		)
	}
	return layoutPage(gtx, s, &p.list, &p.back, w.LetSomeoneIn, invitationWidth,
		func(gtx layout.Context) layout.Dimensions { return p.layoutOpen(gtx, s, v) })
}

// encode has the QR show a link, if it is another one.
func (p *invitationPage) encode(link string) {
	if link == p.encoded {
		return
	}
	p.encoded = link
	p.qr.Set(nil)
	if link == "" {
		return
	}
	if code, err := qr.Encode(link); err == nil { // a link always fits
		p.qr.Set(code)
	}
}

// layoutOpen is the QR with the other ways beside or below it.
func (p *invitationPage) layoutOpen(gtx layout.Context, s *screen, v model.Inviting) layout.Dimensions {
	scan := rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutScan(gtx, s, v) })
	trust := rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutTrust(gtx, s) })
	others := []layout.FlexChild{
		rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutOthers(gtx, s, v) }),
		gap(widget.Space2),
		rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutCame(gtx, s, v.Came) }),
		gap(widget.Space3),
		rigid(func(gtx layout.Context) layout.Dimensions { return p.layoutEnd(gtx, s) }),
	}
	if v.OnlyHere {
		why := s.words().InviteOnlyHere
		if v.NoLink {
			why = s.words().InviteNoLink
		}
		alert := widget.Alert(s.th, &p.onlyHere, widget.Caution, why)
		others = append([]layout.FlexChild{rigid(alert.Layout), gap(widget.Space3)}, others...)
	}
	flow := layout.Flex{Axis: layout.Vertical}
	if gtx.Constraints.Max.X < gtx.Dp(twoColumns) {
		all := append([]layout.FlexChild{scan, gap(widget.Space4)}, others...)
		return flow.Layout(gtx, append(all, gap(widget.Space3), trust)...)
	}
	return layout.Flex{}.Layout(gtx,
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return flow.Layout(gtx, scan, gap(widget.Space4), trust)
		}),
		rigid(layout.Spacer{Width: widget.Space5}.Layout),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions { return flow.Layout(gtx, others...) }),
	)
}

// layoutScan is the QR with what to do with it, and how long it is valid.
func (p *invitationPage) layoutScan(gtx layout.Context, s *screen, v model.Inviting) layout.Dimensions {
	w := s.words()
	how, left := widget.Muted(s.th, w.InviteScan), widget.Label(s.th, v.Left)
	if v.Making {
		left.Text = w.MakingInvitation
	}
	how.Alignment, left.Alignment, left.Strong = text.Middle, text.Middle, true
	return layout.Flex{Axis: layout.Vertical, Alignment: layout.Middle}.Layout(gtx,
		rigid(func(gtx layout.Context) layout.Dimensions {
			// With its words it is in view at once.
			side := max(gtx.Dp(leastQR), min(gtx.Dp(mostQR), p.viewHeight-gtx.Dp(72)))
			gtx.Constraints.Min.X, gtx.Constraints.Max.X = 0, min(gtx.Constraints.Max.X, side)
			gtx.Constraints.Max.Y = gtx.Constraints.Max.X
			return widget.QRCode(s.th, &p.qr, w.InviteQR).Layout(gtx)
		}),
		gap(widget.Space2),
		rigid(left.Layout),
		rigid(how.Layout),
	)
}

// layoutOthers is for whom the invitation is, its code and its link.
func (p *invitationPage) layoutOthers(gtx layout.Context, s *screen, v model.Inviting) layout.Dimensions {
	w := s.words()
	rows := []layout.Widget{p.whomRow(s)}
	if v.Link != "" {
		rows = append(rows, widget.Muted(s.th, w.InviteReplaces).Layout)
	}
	if v.Code != "" {
		code := widget.Label(s.th, v.Code)
		code.Size, code.Strong, code.MaxLines = codeSize, true, 1
		rows = append(rows,
			layout.Spacer{Height: widget.Space2}.Layout,
			widget.Section(s.th, w.InviteByCode).Layout,
			code.Layout,
		)
		if v.Tries != "" {
			tries := widget.Label(s.th, v.Tries)
			tries.Strong = true
			rows = append(rows, tries.Layout)
		}
		rows = append(rows, widget.Muted(s.th, v.At).Layout)
	}
	if v.Link != "" {
		copied := widget.Button(s.th, &p.copyLink, widget.Tonal, w.CopyInvitation)
		copied.Icon, copied.Wide = widget.IconCopy, true
		rows = append(rows,
			layout.Spacer{Height: widget.Space2}.Layout,
			widget.Section(s.th, w.InviteByLink).Layout,
			widget.Muted(s.th, v.Link).Layout,
			layout.Spacer{Height: widget.Space1}.Layout,
			copied.Layout,
		)
	}
	return group(gtx, s, rows...)
}

// whomRow is the choice of for whom an invitation is.
func (p *invitationPage) whomRow(s *screen) layout.Widget {
	w := s.words()
	return widget.Segmented(s.th, &p.whom, w.InviteWhom, widget.Tab{Text: w.InviteOne}, widget.Tab{Text: w.InviteMany}).Layout
}

// layoutEnded says why there is no invitation, and offers another one.
func (p *invitationPage) layoutEnded(gtx layout.Context, s *screen, v model.Inviting) layout.Dimensions {
	w := s.words()
	button := widget.Button(s.th, &p.anew, widget.Filled, w.NewInvitation)
	if v.Refusing {
		button = widget.Button(s.th, &p.allow, widget.Filled, w.AllowConfab)
	}
	return group(gtx, s,
		widget.Label(s.th, v.Ended).Layout,
		layout.Spacer{Height: widget.Space3}.Layout,
		p.whomRow(s),
		layout.Spacer{Height: widget.Space2}.Layout,
		func(gtx layout.Context) layout.Dimensions {
			return button.Layout(widget.EnabledIf(gtx, gtx.Enabled() && s.model.Server.CanInvite()))
		},
	)
}

// layoutCame lists who came by an invitation, each with what is known of who it is.
func (p *invitationPage) layoutCame(gtx layout.Context, s *screen, came []model.Newcomer) layout.Dimensions {
	w := s.words()
	if len(came) == 0 {
		return card(gtx, s, w.InviteCame, widget.Muted(s.th, w.InviteNobody).Layout)
	}
	rows := make([]layout.Widget, len(came))
	for i, n := range came {
		rows[i] = func(gtx layout.Context) layout.Dimensions { return p.layoutNewcomer(gtx, s, n) }
	}
	return card(gtx, s, w.InviteCame, rows...)
}

func (p *invitationPage) layoutNewcomer(gtx layout.Context, s *screen, n model.Newcomer) layout.Dimensions {
	called, key := visible.Unnamed(n.Name)
	name, label := widget.Name(s.th, called, key), widget.Muted(s.th, n.LockLabel)
	name.Size = widget.TextBody
	children := []layout.FlexChild{
		rigid(widget.LockBadge(s.th, lockOf(n.Lock), "").Layout),
		rigid(layout.Spacer{Width: widget.Space3}.Layout),
		layout.Flexed(1, func(gtx layout.Context) layout.Dimensions {
			return layout.Flex{Axis: layout.Vertical}.Layout(gtx, rigid(name.Layout), rigid(label.Layout))
		}),
	}
	if n.Lock == transport.Unverified {
		c := p.compare[n.ID]
		if c == nil {
			if p.compare == nil {
				p.compare = map[transport.PeerID]*widget.Clickable{}
			}
			c = new(widget.Clickable)
			p.compare[n.ID] = c
		}
		verify := widget.Button(s.th, c, widget.TextOnly, s.words().Verify)
		verify.Description = n.Name
		children = append(children, rigid(verify.Layout))
	}
	return layout.Flex{Alignment: layout.Middle}.Layout(gtx, children...)
}

// layoutTrust says who is verified to whom by which way.
func (p *invitationPage) layoutTrust(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(widget.Muted(s.th, w.InviteTrust).Layout),
		gap(widget.Space2),
		rigid(widget.Muted(s.th, w.InviteTrustPage).Layout),
	)
}

// layoutEnd ends the invitation; leaving the page does not.
func (p *invitationPage) layoutEnd(gtx layout.Context, s *screen) layout.Dimensions {
	w := s.words()
	end := widget.Button(s.th, &p.end, widget.OutlinedDanger, w.EndInvitation)
	end.Icon, end.Wide = widget.IconClose, true
	return layout.Flex{Axis: layout.Vertical}.Layout(gtx,
		rigid(widget.Muted(s.th, w.InviteStays).Layout),
		rigid(end.Layout),
	)
}
