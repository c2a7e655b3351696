package model

import (
	"strings"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// This file is the code of an invitation, which a person types before connecting or while
// the host is asked.

// codeEntry is the code field of the Client tab. What it holds is in no preferences.
type codeEntry struct {
	text     string
	bad      fieldFault
	checking bool
}

// Code is the text of the code field, and CodeError what is wrong with it, or empty.
func (c *ClientSide) Code() string { return c.code.text }

// CodeError says what is wrong with the code, or is empty.
func (c *ClientSide) CodeError() string { return say(c.code.bad, c.m.w) }

// CheckingCode says that a code is on its way, and the host has not answered yet.
func (c *ClientSide) CheckingCode() bool { return c.code.checking }

// TakesCode says whether a code is of use now: before connecting securely to an address,
// or while the host is asked.
func (c *ClientSide) TakesCode() bool {
	if c.state == AskingToJoin {
		return true
	}
	return c.CanConnect() && !c.m.prefs.ClientPlain && c.m.cfg.Identity != transport.ID{} && address.Invitation(c.m.prefs.Address) == ""
}

// SetCode takes the text of the code field.
func (m *Model) SetCode(text string) {
	if c := m.Client; c.code.text != text {
		c.code.text, c.code.bad = text, nil
		m.settle()
	}
}

// EnterCode gives the code to the host that is asked, or connects with it.
func (m *Model) EnterCode() bool {
	c := m.Client
	if c.state != AskingToJoin {
		return m.Connect()
	}
	code := c.takeCode()
	if code == "" {
		return false
	}
	c.dialer.EnterCode(code)
	m.settle()
	return true
}

// dropFailedCode empties the field of a code that a host refused, and that was not changed
// since: it is of no use at another one.
func (c *ClientSide) dropFailedCode() {
	if c.code.bad != nil {
		c.code = codeEntry{}
	}
}

// takeCode is the code that goes to the host now; empty where none is typed or of use.
func (c *ClientSide) takeCode() string {
	c.code.bad, c.code.checking = nil, false
	if !c.hasCode() {
		return ""
	}
	c.code.checking = true
	return c.code.text
}

// hasCode says that a code is typed, and of use.
func (c *ClientSide) hasCode() bool {
	return strings.TrimSpace(c.code.text) != "" && !c.m.prefs.ClientPlain
}

// codeChecked takes what the host said of the code.
func (c *ClientSide) codeChecked(ev transport.Event) {
	c.code.checking = false
	if ev.Err != nil {
		c.codeRefused(ev.Err)
		return
	}
	c.code = codeEntry{}
	name := visible.Named(ev.Peer.Name, ev.Peer.ShortKey, maxName)
	if name == "" {
		name = ev.Peer.Addr
	}
	c.m.mention(codeAlert, func(w *words.Words) string { return w.CodeRight(name) })
}

// codeRefused says why a code was not taken: at its field, or where that is not in view
// above the talk.
func (c *ClientSide) codeRefused(err error) {
	if c.TakesCode() || c.state == Connecting {
		c.code.bad = errorText(err)
		return
	}
	c.m.raise(codeAlert, Warning, errorText(err))
}
