package model

import (
	"net"
	"net/netip"

	"confab/transport"
	"confab/ui/internal/words"
)

// This file is what is done with a typed address at which nobody was met: it is asked whether
// a Confab is there before anything is said to it, since a plain program would show its
// person a greeting in TLS as garbage, and a Confab is never talked to in plain text.

// probing is the address that is asked, or about which the person is.
type probing struct {
	addr     string // asked now; empty for none
	question string // nobody answered there; empty for none
}

// unmet says that nothing is known of what is at an address, so that it is asked first. Our
// own machine is not: nobody on the network hears what is said to it.
func (c *ClientSide) unmet(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || c.m.cfg.Probe == nil || c.m.cfg.Identity == (transport.ID{}) || host == "localhost" {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return false
	}
	_, secure := c.secureServer(addr)
	return !secure && !(c.m.prefs.ClientPlain && c.m.prefs.Plain(addr))
}

// probe asks an address.
func (c *ClientSide) probe(addr string) {
	c.probed.addr = addr
	c.m.cfg.Probe(addr)
}

// Probed takes whether a Confab answered at an address that Config.Probe was called for.
func (m *Model) Probed(addr string, answered bool) {
	c := m.Client
	if c.probed.addr != addr || addr == "" {
		return
	}
	c.probed.addr = ""
	c.state = Idle
	switch plain := m.prefs.ClientPlain; {
	case answered && plain:
		c.addressBad = func(w *words.Words) string { return w.ConfabThere(addr) }
	case answered, plain:
		c.dial(addr, "")
	default:
		c.probed.question = addr
	}
	m.settle()
}

// Question is the address where no Confab answered, so that the person says how to connect;
// empty for none.
func (c *ClientSide) Question() string { return c.probed.question }

// AnswerQuestion connects to the address of Question, securely or over plain TCP, as is
// chosen from then on too.
func (m *Model) AnswerQuestion(plain bool) {
	c := m.Client
	addr := c.probed.question
	if addr == "" || !c.CanConnect() {
		return
	}
	m.SetPlain(plain)
	c.dial(addr, "")
	m.settle()
}

// DropQuestion leaves the question unanswered.
func (m *Model) DropQuestion() {
	m.Client.probed.question = ""
	m.settle()
}
