package model

import (
	"slices"
	"time"

	"confab/transport"
	"confab/ui/internal/words"
)

// ClientState is how the client's connection is.
type ClientState uint8

// The states of the client.
const (
	Idle ClientState = iota
	Connecting
	Connected
	Disconnected
	// AskingToJoin: the host has not let us in yet.
	AskingToJoin
	// Reconnecting: a secure connection broke and is tried again.
	Reconnecting
)

// ClientSide is the state of the Client tab.
type ClientSide struct {
	*Side
	dialer Dialer
	state  ClientState
	// addr is whom it is about, once something was dialed.
	addr         string
	by           string // the invitation with which addr was dialed; empty: none, or it has answered
	addressBad   fieldFault
	addressError string
	inviter      string     // the address that the invitation in the field leads to, or empty
	passed       bool       // a page has handed it on
	why          fieldFault // the reason of Disconnected
	// fault is that of the last attempt or connection, until the person asks for another.
	fault   transport.Fault
	status  string
	reason  string
	servers []KnownServer
	room    []*Person
	retry   time.Time // of the next attempt while Reconnecting
	// changed is the address that shows another key than before, or empty.
	changedKey string
	attempt    attempt
	// labelled is how far one was when the servers were labelled.
	labelled ClientState
	// plain says that the connection made or standing is plain TCP.
	plain bool
	// had says that there was a connection since the person last asked for one.
	had      bool
	near     nearbyList
	code     codeEntry
	networks networksPage
	book     addressBook
	probed   probing
	opened   openedLink
}

// Plain says that the connection that is made or stands is plain TCP.
func (c *ClientSide) Plain() bool { return c.plain }

// SaysNothingMore says that the plain server that is connected has ended its direction.
func (c *ClientSide) SaysNothingMore() bool {
	return slices.ContainsFunc(c.arrivals, func(p *Person) bool { return p.peer.Here && p.peer.HalfClosed })
}

// State is how the connection is.
func (c *ClientSide) State() ClientState { return c.state }

// Status is the state in words, and Reason what ended the last connection;
// it is empty unless the state is Disconnected or
// Reconnecting.
func (c *ClientSide) Status() string { return c.status }

// Reason says why the state is Disconnected or Reconnecting.
func (c *ClientSide) Reason() string { return c.reason }

// AddressError is what is wrong with the address field, or empty.
func (c *ClientSide) AddressError() string { return c.addressError }

// Inviter is where the invitation in the address field leads to, which is nothing to read;
// empty without a whole one. Where a page has handed it on, passed is true: it proves nobody.
func (c *ClientSide) Inviter() (addr string, passed bool) { return c.inviter, c.passed }

// CanConnect says whether Connect does something now.
func (c *ClientSide) CanConnect() bool { return c.state == Idle || c.state == Disconnected }

// CanHangup says whether Hangup does something now: it cancels or disconnects.
func (c *ClientSide) CanHangup() bool { return !c.CanConnect() }

// SetAddress takes the text of the address field.
func (m *Model) SetAddress(text string) {
	if text == m.prefs.Address {
		return
	}
	m.prefs.Address, m.Client.opened = text, openedLink{}
	m.Client.addressBad, m.Client.fault, m.Client.probed.question = nil, transport.NoFault, ""
	m.save()
	m.settle()
}

// SetPlain chooses between a secure connection and plain TCP.
func (m *Model) SetPlain(plain bool) {
	if plain == m.prefs.ClientPlain {
		return
	}
	m.prefs.ClientPlain = plain
	m.Client.addressBad, m.Client.fault, m.Client.probed.question = nil, transport.NoFault, ""
	m.save()
	m.settle()
}

// Connect connects to what the address field says, securely or over plain TCP
// as is chosen, and securely by an invitation, which leaves the field once its host
// answers (see redeemed). It returns false when that cannot
// be; then AddressError says why, or there is a connection.
func (m *Model) Connect() bool {
	c := m.Client
	if !c.CanConnect() {
		return false
	}
	addr, invitation, bad := ParseDial(m.prefs.Address)
	c.addressBad, c.fault = bad, transport.NoFault
	if bad == nil {
		c.closePages()
		if invitation != "" {
			m.prefs.ClientPlain = false // it is for nothing else
			m.save()
		}
		if invitation == "" && !c.hasCode() && c.unmet(addr) {
			c.plain, c.by = m.prefs.ClientPlain, ""
			c.connecting(addr)
			c.probe(addr)
		} else {
			c.dial(addr, invitation)
		}
	}
	m.settle()
	return bad == nil
}

// dial begins to connect to addr, as is chosen, or by an invitation.
func (c *ClientSide) dial(addr, invitation string) {
	if c.addr != addr {
		c.dropFailedCode()
	}
	c.plain, c.by = c.m.prefs.ClientPlain, invitation
	c.connecting(addr)
	c.m.clearAlert(dialAlert)
	c.m.clearAlert(openedAlert)
	c.near.ways, c.near.joining = nil, false
	code := ""
	if !c.plain && invitation == "" {
		code = c.takeCode()
	}
	switch {
	case c.plain:
		c.dialer.Dial(addr)
	case invitation != "":
		c.dialer.Join(invitation)
	case code != "":
		c.dialer.JoinWith(addr, code)
	default:
		c.dialer.Join(addr)
	}
}

// ConnectTo puts a known address into the field and connects to it as it was
// reached last.
func (m *Model) ConnectTo(addr string) bool {
	m.SetAddress(addr)
	if !slices.Contains(m.prefs.Recent, addr) {
		// A server of the data folder is not plain, whatever was chosen last.
		if _, secure := m.Client.secureServer(addr); secure {
			m.SetPlain(false)
		}
	} else {
		m.SetPlain(m.prefs.Plain(addr))
	}
	return m.Connect()
}

// Hangup cancels connecting, or disconnects.
func (m *Model) Hangup() bool {
	if !m.Client.CanHangup() {
		return false
	}
	m.Client.dropFailedCode()
	if m.Client.probed.addr != "" {
		m.Client.probed.addr, m.Client.state = "", Idle // nobody was called yet
	} else {
		m.Client.dialer.Hangup()
	}
	m.settle()
	return true
}

// CanDropRecent says whether DropRecent takes a row from the list: one whose key is
// known stays there until that is removed, see ForgetServer.
func (m *Model) CanDropRecent(row KnownServer) bool {
	return !m.HasKey(row.Address) && !slices.ContainsFunc(row.Others, m.HasKey)
}

// DropRecent removes an address from the recent ones, with the others of that server.
func (m *Model) DropRecent(addr string) {
	m.prefs.Drop(addr)
	for _, row := range m.Client.servers {
		if row.Address == addr {
			for _, other := range row.Others {
				m.prefs.Drop(other)
			}
		}
	}
	m.save()
	m.settle()
}

func (c *ClientSide) connecting(addr string) {
	c.state, c.addr, c.why, c.changedKey, c.had = Connecting, addr, nil, "", false
	c.fault, c.code.bad, c.probed = transport.NoFault, nil, probing{}
}

func (c *ClientSide) connected(p *Person) {
	c.attempt = attempt{}
	if c.near.joining {
		c.m.prefs.Address = p.peer.Addr
	}
	c.near.ways, c.near.joining = nil, false
	if !c.code.checking {
		c.code = codeEntry{}
	}
	again := c.state == Reconnecting && c.addr == p.peer.Addr && p.entry != entryAsked
	p.entry, c.had = entered, true
	c.state, c.addr, c.why, c.addressBad, c.changedKey = Connected, p.peer.Addr, nil, nil, ""
	c.fault = transport.NoFault
	c.plain = p.peer.Kind != transport.Member
	c.m.clearAlert(dialAlert)
	c.m.prefs.Remember(c.addr, c.plain)
	c.redeemed()
	if addr, invitation, bad := ParseDial(c.opened.text); bad == nil && invitation == "" && addr == c.addr {
		c.opened = openedLink{} // the person chose it, and it was reached
	}
	c.m.save()
	for _, other := range c.arrivals {
		if other != p && other.peer.Here && other.peer.Server != p.ID {
			gone := other.peer
			gone.Here = false
			c.upsert(gone)
		}
	}
	if again && c.selected != nil {
		return // one goes on reading where one was
	}
	c.uncover()
	c.open(p)
	c.page = TalkPage
	if shared := c.m.shared; shared != "" && c.m.tab == ClientTab {
		c.m.TakeShared(shared)
	}
}

func (c *ClientSide) dialFailed(addr string, err error) {
	fault := faultIn(err)
	if p, ok := c.dialer.Server(); ok {
		// Dial while connected fails too, and the connection stands.
		if c.state == Reconnecting || c.state == AskingToJoin {
			return
		}
		c.state, c.addr = Connected, p.Addr
		c.m.raise(dialAlert, Trouble, errorText(err))
		return
	}
	if fault == transport.AlreadyConnected {
		return
	}
	if c.joinElsewhere(fault) {
		return
	}
	c.turnBack()
	c.code.checking = false
	if fault == transport.Canceled {
		c.state, c.why = Idle, nil
		return
	}
	if addr != "" {
		c.addr = addr
	}
	c.state, c.why, c.addressBad, c.fault = Disconnected, nil, errorText(err), fault
	if fault == transport.CodeInvalid || fault == transport.CodeUnproved {
		c.addressBad = nil
		c.codeRefused(err)
	}
	c.keyChanged(fault, c.addr)
	// The narrow layout has the field, where that stands, on the list's page.
	if c.m.narrow && c.page == TalkPage {
		c.leave()
		c.page = ListPage
	}
}

func (c *ClientSide) disconnected(p *Person, err error) {
	// The end of an old connection must not end the new one.
	if c.CanConnect() || c.state == Connecting && c.plain || p.peer.Addr != c.addr {
		return
	}
	fault, addr := faultIn(err), p.peer.Addr
	c.state, c.fault, c.code.checking = Disconnected, fault, false
	c.m.clearAlert(hostAlert)
	c.keyChanged(fault, addr)
	c.why = func(w *words.Words) string { return w.Fault(fault, addr, err) }
}

// resynced asks what the lost events would have told. A Dial that is still on
// its way is told again behind the Resync; a Join goes on through one, which
// tells that the data folder knows the server.
func (c *ClientSide) resynced() {
	if server, ok := c.dialer.Server(); ok {
		if p := c.people[server.ID]; p != nil && c.state != Connected {
			c.connected(p)
		}
		return
	}
	switch {
	case c.state == Connected, c.state == Connecting && c.plain:
		c.state = Disconnected
	}
}

func (c *ClientSide) label() {
	if c.labelled != c.state {
		c.labelled = c.state
		c.relabelServers()
	}
	secure := c.dialer.Known()
	c.listNearby(secure)
	c.listServers(secure)
	c.listBook(secure)
	c.listRoom()
	w := c.m.w
	c.addressError = say(c.addressBad, w)
	c.networks.err = say(c.networks.bad, w)
	c.inviter, c.passed = "", false
	if addr, invitation, bad := ParseDial(c.m.prefs.Address); bad == nil && invitation != "" {
		c.inviter, c.passed = addr, cutScheme(invitation) != invitation
	}
	c.reason = say(c.why, w)
	switch c.state {
	case Idle:
		c.status = w.NotConnected
	case Connecting:
		c.status = w.Connecting(c.addr)
	case Connected:
		c.status = w.ConnectedTo(c.addr)
	case AskingToJoin:
		c.status = w.AskingToJoin
	case Reconnecting:
		c.status = w.ReconnectingIn(c.countdown())
	case Disconnected:
		c.status = w.DisconnectedFrom(c.addr)
	}
	if c.state == Disconnected && (c.selected == nil || !c.had) {
		c.status = w.NotConnected
	}
}
