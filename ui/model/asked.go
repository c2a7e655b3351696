package model

import (
	"slices"

	"confab/transport"
)

// This file has the Client tab show the server that is asked: from the moment it is
// dialled nothing of the last one stands there, and where the attempt comes to nothing
// one is back where one was.

// attempt is the server that is being reached, and what was open before.
type attempt struct {
	server, before transport.PeerID // 0 for none
}

// turnTo opens the talk with the server that is being reached.
func (c *ClientSide) turnTo(peer transport.Peer) {
	if peer.Talk() == transport.Everyone || peer.Server != 0 || peer.ID == c.attempt.server {
		return
	}
	c.attempt = attempt{server: peer.ID}
	p := c.upsert(peer)
	if c.selected == nil {
		c.open(p)
	} else if c.selected != p && c.selected.peer.Server != p.ID {
		c.attempt.before = c.selected.ID
		c.open(p)
	}
}

// turnBack opens what was open before an attempt that came to nothing, unless the
// person has chosen something else meanwhile.
func (c *ClientSide) turnBack() {
	was := c.attempt
	c.attempt = attempt{}
	p := c.people[was.server]
	if p == nil {
		return
	}
	empty := p.heard.IsZero() && p.preview == "" && p.marks.Last.IsZero() && p.draft == ""
	if before := c.people[was.before]; c.selected == p && before != nil {
		c.open(before)
	} else if c.selected == p && empty {
		c.leave()
		c.selected = nil
	}
	// The roster has no plain server that was never reached.
	if empty && !p.Member {
		c.forget(p.ID)
	}
}

// entry is what is known in this run of how far a secure server has let us in.
type entry uint8

const (
	entryUnknown entry = iota
	entryAsked         // it was asked, and has not let us in since
	entered
)

// letIn says whether a server has let us in, and did not take that back. Of one that
// was not reached in this run the people and the talk of an earlier one tell it: to
// ask leaves a key behind, but neither of them.
func (s *Side) letIn(server *Person) bool {
	if server.entry != entryUnknown {
		return server.entry == entered
	}
	return !server.heard.IsZero() || !server.saidAt.IsZero() || !server.marks.Last.IsZero() ||
		slices.ContainsFunc(s.arrivals, func(p *Person) bool { return p.peer.Server == server.ID })
}

// Outside says that the server that is tried again was asked, and has not let us in.
func (c *ClientSide) Outside() bool {
	if c.state != Reconnecting {
		return false
	}
	p := c.byAddress(c.addr)
	return p != nil && !c.letIn(p)
}

// asked says whether p is the server that is being reached, or asked to let us in.
func (s *Side) asked(p *Person) bool {
	c := s.m.Client
	return s.tab == ClientTab && c != nil && p.peer.Server == 0 && !p.peer.Here && p.peer.Addr == c.addr &&
		(c.state == Connecting || c.state == AskingToJoin || c.Outside())
}

// askedSecond says how far one is with the server that is being reached.
func (p *Person) askedSecond(s *Side) string {
	switch s.m.Client.state {
	case AskingToJoin:
		return s.m.w.AskingToJoin
	case Reconnecting:
		return s.m.w.NotLetInYet
	}
	return s.m.w.Connecting(p.Address)
}

// unreached says that nobody can tell whether a member is here: it is we who are not
// connected, or do not listen.
func (s *Side) unreached(p *Person) bool {
	if s.tab == ServerTab {
		return p.peer.Kind == transport.Member && s.m.Server != nil && s.m.Server.state != Listening
	}
	server := s.people[p.peer.Server]
	return p.peer.Server != 0 && (server == nil || !server.peer.Here)
}

// relabelServers makes the labels of the servers anew, which say how far one is.
func (c *ClientSide) relabelServers() {
	for _, p := range c.arrivals {
		if p.peer.Server == 0 {
			p.label(c.Side)
		}
	}
}

// enrolled reports whether a peer is in transport's roster now.
func (s *Side) enrolled(id transport.PeerID) bool {
	return slices.ContainsFunc(s.net.Peers(), func(p transport.Peer) bool { return p.ID == id })
}
