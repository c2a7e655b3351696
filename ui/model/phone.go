package model

import (
	"strings"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/words"
)

// maxLink bounds a link that another app hands over.
const maxLink = 400

// OpenLink takes a confab:// link that was followed in another program: it opens
// the Client tab and fills the address or the invitation in, says so, and connects to
// nobody, because anybody can make a link. For the same reason it takes no invitation
// but one that was handed on, which does not verify its host.
func (m *Model) OpenLink(uri string) {
	if len(uri) > maxLink {
		m.fillIn("", errorText(&transport.Error{Fault: transport.InvitationInvalid}))
		return
	}
	text := address.Invitation(uri)
	if text == "" {
		text = strings.TrimSuffix(cutScheme(uri), "/")
	}
	_, invitation, bad := ParseDial(text)
	if invitation != "" && cutScheme(text) == text {
		bad = errorText(&transport.Error{Fault: transport.InvitationInvalid})
	}
	m.fillIn(text, bad)
}

// OpenTyped takes the link of an invitation, or an address, that a person gave the program
// when they started it. It is as if they had pasted it into the address field, and like that
// connects to nobody.
func (m *Model) OpenTyped(text string) {
	addr, invitation, bad := ParseDial(text)
	if invitation == "" {
		text = addr
	}
	m.fillIn(text, bad)
}

// fillIn puts what was opened elsewhere into the address field and says whom it leads to:
// the link of an invitation is nothing to read. Where it is bad that is said, and the field
// stays as it was.
func (m *Model) fillIn(text string, bad fieldFault) {
	m.SetTab(ClientTab)
	c := m.Client
	c.page = ListPage
	m.clearAlert(openedAlert)
	if bad != nil {
		// Of the field, where something else may stand, nothing is wrong.
		m.raise(openedAlert, Warning, func(w *words.Words) string { return w.LinkUnusable(bad(w)) })
		m.settle()
		return
	}
	was := m.prefs.Address
	if was == c.opened.text {
		was = c.opened.was
	}
	m.SetAddress(text)
	c.opened = openedLink{text, was}
	m.save()
	addr, _, _ := ParseDial(text) // which it was
	later := !c.CanConnect()
	m.raise(openedAlert, Info, func(w *words.Words) string { return w.LinkAsks(addr, later) })
	m.settle()
}

// OpenedLink reports whether a link has filled the form in, and nothing was done with it yet.
func (m *Model) OpenedLink() bool { return m.hasAlert(openedAlert) }

// openedLink is what a link has put into the address field. Nobody typed it, so it is in no
// preferences until it was reached. The zero value is none.
type openedLink struct {
	text string
	was  string // what stood in the field before
}

// redeemed takes the invitation by which a host was reached out of the address field. The
// address of a host that has shown the invitation's key takes its place. The host of a
// link that a page handed on has shown nothing: what stood in the field before comes back.
func (c *ClientSide) redeemed() {
	by := c.by
	c.by = ""
	if by == "" || address.Invitation(c.m.prefs.Address) != by {
		return
	}
	now := c.addr
	if cutScheme(by) != by {
		now = c.opened.was
	}
	c.m.prefs.Address, c.opened = now, openedLink{}
}

// cutScheme is a link without the scheme of Confab, or a text without one as it is.
func cutScheme(uri string) string {
	if len(uri) >= len(linkScheme) && strings.EqualFold(uri[:len(linkScheme)], linkScheme) {
		return uri[len(linkScheme):]
	}
	return uri
}

// TakeShared puts text that another program shares into the composer of the
// talk that it most likely is for, unsent: the one with the connected server,
// else the one that is open. Without any talk it waits for the first.
func (m *Model) TakeShared(text string) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if c := m.Client; c.state == Connected && c.selected != nil {
		m.SetTab(ClientTab)
	}
	s := m.Active()
	if s.selected == nil {
		m.shared = text
		m.settle()
		return
	}
	m.shared = ""
	s.uncover()
	s.page = TalkPage
	draft := s.selected.draft
	if draft != "" && !strings.HasSuffix(draft, "\n") {
		draft += "\n"
	}
	m.setDraft(s, s.selected, draft+text)
	m.settle()
}

// EndAll ends what is connected and what listens: the person asked for it
// outside of the window.
func (m *Model) EndAll() {
	m.Hangup()
	m.StopServer()
}

// Busy says whether the process is needed while no window is shown, and with
// which words to say so.
func (m *Model) Busy() (busy bool, title, text string) {
	listening, connected := m.Server.state == Listening, !m.Client.CanConnect()
	client := m.Client.status
	if m.Client.state == Reconnecting {
		client = m.w.Reconnecting // a notification does not count seconds
	}
	switch {
	case listening && connected:
		return true, m.Server.status, client
	case listening:
		return true, m.w.AppName, m.Server.status
	case connected:
		return true, m.w.AppName, client
	}
	return false, "", ""
}

// Discovers says whether what is sent to all on the local networks is to be received:
// others may look for the server, or we look for others.
func (m *Model) Discovers() bool {
	return m.Server.state == Listening && m.prefs.Visible || m.LooksAround()
}

// SelectOn opens the talk with a peer on a tab, as a notification asks for.
func (m *Model) SelectOn(t Tab, id transport.PeerID) {
	if t > ClientTab {
		return
	}
	m.SetTab(t)
	m.Select(id)
}

// PhoneTrouble tells that the phone did not do what the talk needs of it.
func (m *Model) PhoneTrouble(err error) {
	m.raise(phoneAlert, Warning, func(w *words.Words) string { return w.PhoneTrouble(err) })
	m.settle()
}

// SetSystemLanguage follows a change of the system's language.
func (m *Model) SetSystemLanguage(l words.Lang) {
	if l == words.FollowSystem || l == m.cfg.System {
		return
	}
	m.cfg.System = l
	m.SetLanguage(m.prefs.Language)
}
