package transporttest

import (
	"net"
	"slices"
	"strings"

	"confab/transport"
)

// Server stands for a transport.Server. Make one with NewServer.
type Server struct {
	*Fake
	// guarded by Fake.mu
	listenFault transport.Fault
	addr        string
	blocked     []string
	inviting    bool // an invitation is open
	many        bool // for more than one
	invites     int  // that there were
}

// NewServer returns a Server that is stopped. Of the options it uses Sink and, of Home,
// the identity.
func NewServer(o transport.Options) *Server { return &Server{Fake: newFake(o, true)} }

// FailListening has Start fail from now on; NoFault ends that.
func (s *Server) FailListening(why transport.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listenFault = why
}

// Start listens on addr. Everybody reaches it at 192.168.1.5 unless addr has a host.
func (s *Server) Start(addr string) {
	s.call("Start", []any{addr}, func() {
		why := s.listenFault
		if s.listens {
			why = transport.AlreadyListening
		}
		if why != transport.NoFault {
			s.post(transport.Event{Kind: transport.ListenFailed, Addr: addr, Err: &transport.Error{Fault: why, Addr: addr}})
			return
		}
		host, port, _ := net.SplitHostPort(addr)
		if host == "" {
			host = "192.168.1.5"
		}
		if port == "0" {
			port = "40000"
		}
		s.listens, s.addr = true, net.JoinHostPort(host, port)
		s.post(transport.Event{Kind: transport.Listening, Addr: s.addr, Detail: []string{s.addr}})
	})
}

// Stop ends listening and every conversation.
func (s *Server) Stop() {
	s.call("Stop", nil, func() {
		if !s.listens {
			return
		}
		s.endInvite(transport.ServerStopped)
		s.listens, s.addr = false, ""
		for _, p := range slices.Clone(s.peers) {
			switch {
			case !p.Here:
			case p.Kind != transport.Member:
				s.leave(p, transport.ServerStopped)
			case p.Asking:
				s.expel(p, transport.ClosedHere)
			default:
				s.goes(p, transport.ServerStopped)
			}
		}
		s.post(transport.Event{Kind: transport.Stopped})
	})
}

// Close is Stop.
func (s *Server) Close() { s.Stop() }

// Addrs returns where the Server listens.
func (s *Server) Addrs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.listens {
		return nil
	}
	return []string{s.addr}
}

// Come has a visitor come that says nothing, and may still be anything.
func (s *Server) Come(addr string) (id transport.PeerID) {
	return s.Guest(addr, func(p *transport.Peer) { p.Kind = transport.Undecided })
}

// Visit has a plain guest come and say something at once.
func (s *Server) Visit(addr, raw string) (id transport.PeerID) {
	id = s.Guest(addr, func(*transport.Peer) {})
	s.Hear(id, raw)
	return id
}

// Guest has a plain guest come; change changes how it comes.
func (s *Server) Guest(addr string, change func(*transport.Peer)) (id transport.PeerID) {
	s.happen(func() {
		now := s.now()
		p := s.enroll(transport.Peer{Kind: transport.Plain, Addr: addr, Silent: true, Here: true, Since: now, Seen: now})
		id = p.ID
		change(p)
		s.post(transport.Event{Kind: transport.Connected, Peer: *p})
		s.notice(p, transport.PeerConnected, transport.NoFault, true)
	})
	return id
}

// settle makes a plain guest of a visitor.
func (f *Fake) settle(p *transport.Peer) {
	if p.Kind == transport.Undecided {
		p.Kind = transport.Plain
		f.post(transport.Event{Kind: transport.Changed, Peer: *p})
	}
}

// Part has a peer go.
func (s *Server) Part(id transport.PeerID, why transport.Fault) {
	s.happen(func() { s.part(id, why) })
}

func (s *Server) part(id transport.PeerID, why transport.Fault) {
	switch p := s.peer(id); {
	case p == nil || !p.Here:
	case p.Kind != transport.Member:
		s.leave(p, why)
	case p.Asking:
		s.expel(p, transport.ClosedHere)
	default:
		s.goes(p, why)
	}
}

// leave has a plain guest go. Its talk is kept if it is worth it.
func (s *Server) leave(p *transport.Peer, why transport.Fault) {
	p.Seen = s.now()
	s.end(p, why)
	if !s.spoken[p.ID] {
		s.forget(p)
	}
}

// absent is why a message finds no recipient.
func (s *Server) absent(to transport.TalkID) transport.Fault {
	switch {
	case !s.listens:
		return transport.NotListening
	case to == transport.Everyone:
		return transport.NobodyHere
	}
	return transport.PeerGone
}

// closed is why nothing goes into a talk of members now.
func (f *Fake) closed(id transport.TalkID) error {
	if f.hosts {
		if !f.listens {
			return fault(transport.NotListening)
		}
		return nil
	}
	server := peerOf(id)
	if p := f.peer(server); p != nil && p.Server != 0 {
		server = p.Server
	}
	if f.target != server || !f.reached[server] {
		return fault(transport.NotConnected)
	}
	return nil
}

// Post queues a message.
func (s *Server) Post(to transport.TalkID, d transport.Draft) (transport.MessageID, error) {
	return s.say("Post", []any{to, d.Text}, func() (transport.MessageID, error) {
		if !s.room(to) && d.Attach != nil {
			return s.sendFile(to, d, s.absent(to))
		}
		if !s.room(to) {
			return s.send(to, d.Text, false, s.absent(to))
		}
		if err := s.closed(to); err != nil {
			return transport.MessageID{}, err
		}
		if to == transport.Everyone && len(s.here()) == 0 && !slices.ContainsFunc(s.peers, member) {
			return unsaid(transport.NobodyHere)
		}
		return s.enqueue(to, d)
	})
}

// Save has what a plain guest sends from now on go to a file.
func (s *Server) Save(talk transport.TalkID, path string) error {
	return s.save(talk, path, s.absent(talk))
}

// Send is Post of text that answers nothing.
func (s *Server) Send(to transport.TalkID, text string) (transport.MessageID, error) {
	return s.Post(to, transport.Draft{Text: text})
}

// SendBytes sends bytes as they are to plain guests.
func (s *Server) SendBytes(to transport.TalkID, raw []byte) (transport.MessageID, error) {
	return s.say("SendBytes", []any{to, string(raw)}, func() (transport.MessageID, error) { return s.send(to, string(raw), true, s.absent(to)) })
}

// Disconnect ends the conversation with a guest.
func (s *Server) Disconnect(id transport.PeerID) {
	s.call("Disconnect", []any{id}, func() {
		if p := s.peer(id); p != nil && p.Kind != transport.Member && p.Here {
			s.leave(p, transport.ClosedHere)
		}
	})
}

// Forget removes a departed guest and its talk.
func (s *Server) Forget(id transport.PeerID) {
	s.call("Forget", []any{id}, func() {
		if p := s.peer(id); p != nil && !p.Here && p.Kind != transport.Member {
			s.forget(p)
		}
	})
}

// Block keeps a member out, or all guests of an IP address.
func (s *Server) Block(id transport.PeerID) {
	s.call("Block", []any{id}, func() {
		p := s.peer(id)
		if p == nil {
			return
		}
		if p.Kind == transport.Member {
			s.blocked = append(s.blocked, p.Name+" · "+short(p))
			s.expel(p, transport.Blocked)
			return
		}
		ip := ipOf(p.Addr)
		if !slices.Contains(s.blocked, ip) {
			s.blocked = append(s.blocked, ip)
		}
		for _, q := range s.here() {
			if ipOf(q.Addr) == ip {
				s.leave(q, transport.Blocked)
			}
		}
	})
}

// ipOf is the IP address of host:port.
func ipOf(addr string) string {
	ip, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	ip, _, _ = strings.Cut(ip, "%")
	return ip
}

// Unblock lets in again what Blocked lists, or the address of host:port.
func (s *Server) Unblock(entry string) {
	s.call("Unblock", []any{entry}, func() {
		s.blocked = slices.DeleteFunc(s.blocked, func(b string) bool { return b == entry || b == ipOf(entry) })
	})
}

// SetBlocked sets what Blocked lists.
func (s *Server) SetBlocked(entries ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blocked = entries
}

// Blocked lists what is blocked, addresses and members.
func (s *Server) Blocked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.blocked)
}

// Allow says which visitors may come. A test has come who it likes.
func (s *Server) Allow(v transport.Visitors) { s.call("Allow", []any{v}, func() {}) }

// ShareHistory is recorded.
func (s *Server) ShareHistory(on bool) { s.call("ShareHistory", []any{on}, func() {}) }

// KeepCopies is recorded.
func (s *Server) KeepCopies(c transport.Copies) { s.call("KeepCopies", []any{c}, func() {}) }

// SetVisible says whether the server is to be found. Nobody searches for a fake.
func (s *Server) SetVisible(visible bool) { s.call("SetVisible", []any{visible}, func() {}) }
