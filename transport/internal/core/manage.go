package core

import (
	"errors"
	"slices"

	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/secure"
	"confab/transport/internal/wire"
)

// This file is what the host decides about members and guests.

// SetName sets what the host calls itself towards members.
func (s *Server) SetName(name string) {
	s.command(func() {
		if s.hosting == nil {
			return
		}
		if name = memberName(name, s.home.Identity()); s.hosting.name == name {
			return
		}
		s.hosting.name = name
		s.protectSelf()
		if h := s.hosting.hub; h != nil {
			s.executor.Do(func() { h.SetName(name) })
		}
	})
}

// ShareHistory says whether who is let in from now on may read what was said before.
func (s *Server) ShareHistory(on bool) {
	s.command(func() {
		if s.hosting == nil || s.hosting.shares == on {
			return
		}
		s.hosting.shares = on
		if h := s.hosting.hub; h != nil {
			s.executor.Do(func() { h.SetShareHistory(on) })
		}
	})
}

// manage has the hub decide about a member.
func (s *Server) manage(p *peer, decide func(*hub.Hub, wire.Identity) error) {
	id := p.Identity
	if s.hosting == nil || p.Kind != Member {
		return
	}
	s.executor.Do(func() {
		if err := s.decide(decide, id); err != nil && !errors.Is(err, hub.ErrUnknown) {
			s.notDone(err)
		}
	})
}

// decide has the hub decide, or one that serves nobody while the server is stopped. It
// runs on the executor.
func (s *Server) decide(decide func(*hub.Hub, wire.Identity) error, id wire.Identity) error {
	h, config := loop.Ask2(s.loop, func() (*hub.Hub, hub.Config) { return s.hosting.hub, s.hubConfig() })
	if h == nil {
		var err error
		if h, err = hub.New(config); err != nil {
			return err
		}
		defer h.Close()
	}
	return decide(h, id)
}

// byPeer runs manage for the member of a PeerID.
func (s *Server) byPeer(id PeerID, decide func(*hub.Hub, wire.Identity) error) {
	s.loop.Do(func() {
		if p := s.roster[id]; p != nil {
			s.manage(p, decide)
		}
	})
}

// Accept makes a Confab that asks to be let in a member.
func (s *Server) Accept(id PeerID) { s.byPeer(id, (*hub.Hub).Accept) }

// Decline turns away a Confab that asks to be let in.
func (s *Server) Decline(id PeerID) { s.byPeer(id, (*hub.Hub).Decline) }

// Remove ends a membership and disconnects the member, which must ask again.
func (s *Server) Remove(id PeerID) { s.byPeer(id, (*hub.Hub).Remove) }

// Verify sets whether a person has compared the words of a member (see Words).
func (s *Server) Verify(id PeerID, ok bool) {
	s.byPeer(id, func(h *hub.Hub, who wire.Identity) error { return h.Verify(who, ok) })
}

// Words asks for the words that a member and the host compare.
func (s *Server) Words(id PeerID) { s.words(id) }

// words answers Words on a goroutine of its own, since stretching them takes its time.
func (c *core) words(id PeerID) {
	c.command(func() {
		p := c.roster[id]
		if c.closed || p == nil || c.home == nil || p.Identity == (ID{}) {
			return
		}
		other := secure.ID(p.Identity)
		c.slow.Start(func() {
			f := secure.PairFingerprint(c.home.identity.ID(), other)
			c.loop.Do(func() {
				c.post(Event{Kind: Compared, Peer: p.Peer,
					Detail: Fingerprint{English: f.Words(secure.English), Chinese: f.Words(secure.Chinese)}})
			})
		})
	})
}

// barredList names the blocked members.
func (s *Server) barredList() []string {
	if s.hosting == nil {
		return nil
	}
	var list []string
	for id, name := range s.hosting.barred {
		list = append(list, barredEntry(id, name))
	}
	slices.Sort(list)
	return list
}

// barredEntry is how a blocked member stands in Blocked: as names that look alike are told
// apart elsewhere.
func barredEntry(id ID, name string) string {
	if name == "" {
		return shortID(id)
	}
	return name + " · " + shortID(id)
}

// unbar lets a blocked member in again, named as in Blocked, or by the short form of the
// key where only one has it: somebody can look for a key with a short form that is
// another's.
func (s *Server) unbar(entry string) {
	if s.hosting == nil {
		return
	}
	var found []ID
	for id, name := range s.hosting.barred {
		if barredEntry(id, name) == entry || shortID(id) == entry {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return
	}
	delete(s.hosting.barred, found[0])
	s.manage(&peer{Peer: Peer{Kind: Member, Identity: found[0]}}, (*hub.Hub).Unblock)
}

// relay says in the room what a guest in it said.
func (s *Server) relay(p *peer, text string) {
	r := s.rooms[Everyone]
	if r == nil || s.hosting.hub == nil {
		return
	}
	post, err := s.compose(wire.Text, r.id, clip(text, wire.MaxTextBytes), MessageID{})
	if err != nil {
		return // nothing to say
	}
	post.Guest = clip(p.title(), wire.MaxNameBytes)
	s.hosting.spoke[post.CID] = p.ID
	s.submit(s.hosting.hub, r, post)
}
