package model

import (
	"cmp"

	"confab/transport"
)

// This file is who said something: messages name a peer of the roster, and a member that was
// removed and has come back is another peer with the same key.

// author is the person who is named in a message, nil where that is nobody in the list.
func (s *Side) author(id transport.PeerID) *Person {
	if p := s.people[id]; p != nil || id == 0 {
		if id == 0 {
			return nil
		}
		return p
	}
	if key, ok := s.former[id]; ok {
		return s.memberWith(key)
	}
	return nil
}

// memberWith is the member with a key, nil for none.
func (s *Side) memberWith(key transport.ID) *Person {
	for _, p := range s.arrivals {
		if p.Member && !p.Room && p.peer.Identity == key {
			return p
		}
	}
	return nil
}

// adopt has a member that comes be the author of what it said in earlier runs, which was read
// before anybody knew of it. It reports whether there is such.
func (s *Side) adopt(p *Person) (any bool) {
	if !p.Member || p.Room || p.peer.Identity == (transport.ID{}) {
		return false
	}
	for _, t := range s.talks {
		for _, r := range t.rows {
			if m := &r.message; m.Peer == 0 && m.Author == p.peer.Identity {
				m.Peer, any = p.ID, true
			}
			if q := r.message.ReplyTo; q != nil && q.Peer == 0 && q.Author == p.peer.Identity {
				known := *q // the event's is not ours to change
				known.Peer = p.ID
				r.message.ReplyTo, any = &known, true
			}
		}
	}
	return any
}

// maxFormer bounds how many are kept of the members that were in the list.
const maxFormer = 1024

// departed notes whose the messages of a member are that is in the list no more.
func (s *Side) departed(p *Person) {
	if !p.Member || p.Room || p.peer.Asking {
		return
	}
	if s.former == nil || len(s.former) == maxFormer {
		s.former = map[transport.PeerID]transport.ID{}
	}
	s.former[p.ID] = p.peer.Identity
	for _, t := range s.talks {
		t.rerender() // with nothing known of who it was
	}
}

// memberKey is the key of a member; empty for all others.
func (s *Side) memberKey(id transport.PeerID) string {
	if p := s.author(id); p != nil && p.Member && !p.Room {
		return p.Key()
	}
	return ""
}

// signed is the name with which a message is shown, and the short form of the key beside it:
// of a member those that it has now, as after a restart, so that nobody else's message stands
// under the same name. Of others it is the name that the message came with, with the present
// key where the name is the same.
func (s *Side) signed(id transport.PeerID, name, then string) (called, shortKey string) {
	p := s.author(id)
	switch {
	case p == nil && then == "":
		return name, s.formerKey(id, name)
	case p == nil:
	case p.Member && !p.Room:
		return cmp.Or(p.peer.Name, name), p.peer.ShortKey
	case p.peer.Name == name:
		return name, p.peer.ShortKey
	}
	return name, then
}

// formerKey is the short form of the key of a member that is in the list no more, where
// another one has its name now; else empty.
func (s *Side) formerKey(id transport.PeerID, name string) string {
	key, ok := s.former[id]
	if !ok {
		return ""
	}
	for _, p := range s.arrivals {
		if p.Member && !p.Room && p.peer.Name == name {
			return shortForm(key)
		}
	}
	return ""
}

// noted is the short form of the key beside a name in a notice, which stands as it was then:
// a name that its owner has no more may be another's now.
func (s *Side) noted(id transport.PeerID, name, then string) string {
	switch p := s.author(id); {
	case p == nil && then == "":
		return s.formerKey(id, name)
	case p == nil || name == "":
	case p.peer.Name == name:
		return p.peer.ShortKey
	case then == "" && p.Member && !p.Room:
		return shortForm(p.peer.Identity)
	}
	return then
}

// shortForm is the short form of a key, as transport makes it.
func shortForm(key transport.ID) string {
	const digits = 8
	return key.String()[:digits]
}
