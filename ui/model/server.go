package model

import (
	"net/netip"
	"strings"
	"time"

	"confab/transport"
	"confab/ui/internal/address"
	"confab/ui/internal/words"
)

// ServerState is whether the server listens.
type ServerState uint8

// The states of the server.
const (
	Stopped ServerState = iota
	Starting
	Listening
)

// ServerSide is the state of the Server tab.
type ServerSide struct {
	*Side
	host  Host
	state ServerState
	// addr is where it listens, host:port; reachable the addresses to tell
	// others, best first.
	addr      string
	reachable []string
	// everywhere says that it was started at all addresses of this machine.
	everywhere bool
	portBad    fieldFault
	portError  string
	labelled   ServerState // when the members were labelled
	status     string
	mayCome    string
	members    memberList
	// announced are those who ask and of whom it was told.
	announced map[transport.PeerID]bool
	invite    invitations
}

// State is whether the server listens.
func (s *ServerSide) State() ServerState { return s.state }

// Status is the state in words.
func (s *ServerSide) Status() string { return s.status }

// MayCome says which visitors are let in.
func (s *ServerSide) MayCome() string { return s.mayCome }

// PortError is what is wrong with the port field, or empty.
func (s *ServerSide) PortError() string { return s.portError }

// Addresses are those that others can connect to, best first; none while the
// server is stopped.
func (s *ServerSide) Addresses() []string { return s.reachable }

// CanStart says whether Start does something now.
func (s *ServerSide) CanStart() bool { return s.state == Stopped }

// CanStop says whether Stop does something now: it ends listening, or the
// attempt, which can take long where an address must be looked up.
func (s *ServerSide) CanStop() bool { return s.state != Stopped }

// SetPort takes the text of the port field.
func (m *Model) SetPort(text string) {
	if text == m.prefs.Port {
		return
	}
	m.prefs.Port = text
	m.Server.portBad = nil
	m.save()
	m.settle()
}

// StartServer listens on what the port field says. It returns false when that
// cannot be; then PortError says why, or the server is not stopped.
func (m *Model) StartServer() bool {
	s := m.Server
	if !s.CanStart() {
		return false
	}
	addr, bad := ParseListen(m.prefs.Port)
	s.portBad = bad
	if bad == nil {
		s.state, s.everywhere = Starting, address.Everywhere(addr)
		m.clearAlert(listenAlert)
		s.host.Start(addr)
	}
	m.settle()
	return bad == nil
}

// StopServer ends listening and every connection.
func (m *Model) StopServer() bool {
	if !m.Server.CanStop() {
		return false
	}
	m.Server.host.Stop()
	m.settle()
	return true
}

// SetAllow chooses who may come.
func (m *Model) SetAllow(v transport.Visitors) {
	m.prefs.AllowMembers, m.prefs.AllowPlain, m.prefs.AllowBrowsers = v.Members, v.Plain, v.Browsers
	m.Server.host.Allow(v)
	m.save()
	m.settle()
}

// keepFor is how long a host keeps a copy of what a member offers.
const keepFor = 30 * 24 * time.Hour

// copiesOf are the copies that a host keeps, up to so many GiB.
func copiesOf(gib int) transport.Copies {
	if gib == 0 {
		return transport.Copies{}
	}
	bytes := int64(gib) << 30
	return transport.Copies{Bytes: bytes, BytesPerMember: bytes / 4, MaxAge: keepFor}
}

// SetKeep chooses how many GiB of copies the host keeps of what members offer; 0 is none.
func (m *Model) SetKeep(gib int) {
	m.prefs.KeepGiB = gib
	m.Server.host.KeepCopies(copiesOf(gib))
	m.save()
	m.settle()
}

// SetShareHistory chooses whether those who are let in see what was said before.
func (m *Model) SetShareHistory(on bool) {
	m.prefs.ShareHistory = on
	m.Server.host.ShareHistory(on)
	m.save()
	m.settle()
}

// SetVisible chooses whether others on the local networks find the server.
func (m *Model) SetVisible(visible bool) {
	m.prefs.Visible = visible
	m.Server.host.SetVisible(visible)
	m.save()
	m.settle()
}

// Rename calls a guest name, as far as a label shows it; an empty name is its
// address again.
func (m *Model) Rename(id transport.PeerID, name string) {
	if p := m.Server.people[id]; p != nil && id != 0 {
		name = strings.TrimSpace(name)
		if r := []rune(name); len(r) > maxName {
			name = strings.TrimSpace(string(r[:maxName]))
		}
		m.Server.host.Rename(id, name)
	}
}

// DisconnectPeer ends the connection of a guest.
func (m *Model) DisconnectPeer(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && p.peer.Here {
		m.Server.host.Disconnect(id)
	}
}

// Block disconnects every guest at the address of this one and lets none in; of
// a member it blocks the key.
func (m *Model) Block(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && id != 0 {
		m.Server.host.Block(id)
		m.settle()
	}
}

// Blocked are the addresses that are not let in.
func (m *Model) Blocked() []string { return m.Server.host.Blocked() }

// BlockedAs is the blocked address or network that this guest comes from, if there
// is one.
func (m *Model) BlockedAs(id transport.PeerID) (ip string, is bool) {
	p := m.Server.people[id]
	if p == nil {
		return "", false
	}
	from, err := netip.ParseAddrPort(p.peer.Addr)
	if err != nil {
		return "", false
	}
	addr := from.Addr()
	for _, ip := range m.Blocked() {
		if blocked, err := netip.ParseAddr(ip); err == nil && blocked == addr {
			return ip, true
		}
		// An IPv6 host has as many addresses as it likes in its network.
		if network, err := netip.ParsePrefix(ip); err == nil && network.Contains(addr.WithZone("")) {
			return ip, true
		}
	}
	return "", false
}

// Unblock lets an address in again.
func (m *Model) Unblock(ip string) {
	m.Server.host.Unblock(ip)
	m.Server.members.stale = true
	m.settle()
}

// Forget removes a guest that left, with its talk.
func (m *Model) Forget(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && id != 0 && !p.peer.Here {
		m.Server.host.Forget(id)
	}
}

func (s *ServerSide) listening(addr string, reachable []string) {
	if len(reachable) == 0 {
		reachable = []string{addr}
	}
	s.state, s.addr, s.portBad = Listening, addr, nil
	s.reachable = reachable
	s.m.clearAlert(listenAlert)
	s.reachableAgain()
}

func (s *ServerSide) listenFailed(err error) {
	// Start while listening fails too, and the server goes on.
	if addrs := s.host.Addrs(); len(addrs) > 0 {
		s.listening(addrs[0], addrs)
	} else {
		s.stopped()
		switch faultIn(err) {
		case transport.PortInvalid, transport.PortTaken, transport.PortPrivileged,
			transport.AddressInvalid, transport.AddressNotLocal:
			s.portBad = errorText(err)
			return
		}
	}
	s.m.raise(listenAlert, Trouble, errorText(err))
}

func (s *ServerSide) stopped() { s.state, s.addr, s.reachable = Stopped, "", nil }

// resynced asks what the lost events would have told.
func (s *ServerSide) resynced() {
	if addrs := s.host.Addrs(); len(addrs) > 0 {
		s.listening(addrs[0], addrs)
	} else if s.state == Listening {
		s.stopped()
	}
}

func (s *ServerSide) label() {
	w := s.m.w
	defer s.listMembers()
	if s.labelled != s.state {
		s.labelled = s.state
		s.members.stale = true
		for _, p := range s.arrivals {
			p.label(s.Side) // whether anybody can be here
		}
	}
	s.announce()
	s.invite.label(s)
	s.portError = say(s.portBad, w)
	s.mayCome = w.WhoMayComeNow(s.m.prefs.AllowMembers && s.m.HasMembers(), s.m.prefs.AllowPlain, s.m.prefs.AllowBrowsers)
	switch s.state {
	case Stopped:
		s.status = w.Stopped
	case Starting:
		s.status = w.Starting
	case Listening:
		s.status = w.Listening(s.reachable[0], s.here)
	}
}

// anyMember says whether there is a member, here or not.
func (s *ServerSide) anyMember() bool {
	for _, p := range s.arrivals {
		if p.Member && !p.Asking {
			return true
		}
	}
	return false
}

func say(f fieldFault, w *words.Words) string {
	if f == nil {
		return ""
	}
	return f(w)
}
