package core

import (
	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/wire"
)

// memberSeen takes what the host says of a member. It runs on the executor.
func (f *following) memberSeen(m follow.Member) {
	c := f.client
	id := ID(m.ID)
	if id == c.home.Identity() {
		return
	}
	m.Name = names.Clean(m.Name)
	// What it was called when it spoke, in an earlier run perhaps.
	earlier := loop.Ask(c.loop, func() string { return c.names[id] })
	if m.Host {
		c.called(id, m.Name) // its talk is listed under that name, also when its key is forgotten
	} else {
		c.updateName(id, m.Name)
	}
	c.loop.Do(func() {
		if m.Host {
			f.host = id
			was := f.server.Peer
			f.server.InRoom = m.Guests > 0
			f.hostCalled(m.Name)
			f.labelServer()
			if f.server.Peer != was {
				c.post(Event{Kind: Changed, Peer: f.server.Peer})
			}
		}
		known := f.members[id] != nil
		if p := f.members[id]; m.State == wire.Here && (!known || !p.Here || !p.Since.Equal(m.Since)) { // it may have gone meanwhile
			f.memberCame(id)
		}
		if m.State == wire.Removed {
			if known {
				f.drop(f.members[id])
			}
			return
		}
		if !known && !m.Host && !f.roomForOne() {
			f.moreMembers()
			return
		}
		p := f.member(id)
		p.heard = true
		was := p.Peer
		if known {
			earlier = p.told
		}
		if m.Name != "" && p.told != m.Name {
			if p.Name == p.told {
				p.Name = m.Name
			}
			p.told = m.Name
		}
		p.Here = m.State == wire.Here || m.State == wire.Away
		p.Host = p.Host || m.Host
		if m.Host {
			p.Trust = f.server.Trust
		}
		f.label(p)
		if m.Name != "" && earlier != "" && earlier != m.Name {
			talks := []TalkID{f.server.Talk()}
			if m.Host {
				talks = nil // hostCalled has told it there
			}
			c.saysRenamed(p, earlier, was.ShortKey, talks...)
		}
		if p.Since = m.Since; m.Since.After(p.Seen) {
			p.Seen = m.Since
		}
		switch {
		case p.Here && !was.Here:
			c.post(Event{Kind: Connected, Peer: p.Peer})
		case was.Here && !p.Here:
			c.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: PeerClosed, Addr: p.Addr}})
		case was != p.Peer || !known:
			c.post(Event{Kind: Changed, Peer: p.Peer})
		}
	})
}

// roomForOne reports whether one member more can be kept. Where there are as many as may
// be, those go that the host has not told of on this connection and with whom there is no
// talk.
func (f *following) roomForOne() bool {
	if len(f.members) < follow.MaxMembers {
		return true
	}
	if f.full {
		return false // that none can go was seen on this connection
	}
	f.full = true
	for _, p := range f.members {
		if !p.heard && !p.Host && p.Trust != Verified {
			f.drop(p)
		}
	}
	return len(f.members) < follow.MaxMembers
}

// unheard begins a connection: the host has told of nobody on it.
func (f *following) unheard() {
	f.full = false
	for _, p := range f.members {
		p.heard = false
	}
}

// moreMembers tells that there are members who are not listed.
func (f *following) moreMembers() {
	if p := f.server; !p.MoreMembers {
		p.MoreMembers = true
		f.client.post(Event{Kind: Changed, Peer: p.Peer})
	}
}

// drop removes a member that is none any more, unless there is a talk with it, if only of
// words that are still on their way.
func (f *following) drop(p *peer) {
	id := wire.Direct(f.client.home.Identity(), p.Identity)
	if r := f.rooms[id]; r != nil && (!r.empty() || len(r.pending) > 0) {
		if p.Here {
			p.Here = false
			f.client.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: MemberRemoved, Addr: p.Addr}})
		}
		return
	}
	delete(f.members, p.Identity)
	f.othersLabelled(f.likeness.forget(p))
	delete(f.rooms, id)
	delete(f.direct, id)
	delete(f.client.rooms, p.Talk())
	f.client.forget(p)
}
