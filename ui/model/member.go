package model

import (
	"slices"
	"strings"

	"confab/transport"
	"confab/ui/internal/visible"
	"confab/ui/internal/words"
)

// ofMembers says whether a talk is one of members: on disk, with receipts, and
// written to whether the others are here or not.
func (s *Side) ofMembers(p *Person) bool {
	if p.Talk() == transport.Everyone {
		return s.m.cfg.Identity != transport.ID{}
	}
	return p.peer.Kind == transport.Member
}

// isRoom says whether the talk with p is that of all.
func (s *Side) isRoom(p *Person) bool {
	return p.Talk() == transport.Everyone || s.tab == ClientTab && p.peer.Kind == transport.Member && p.peer.Server == 0
}

// identify fills in who a peer is.
func (p *Person) identify(s *Side) {
	w := s.m.w
	p.Member, p.Room = p.peer.Kind == transport.Member, s.isRoom(p)
	p.Lock, p.LockLabel = transport.NoTrust, ""
	p.Asking, p.Host, p.InRoom = p.peer.Asking && p.Here, p.peer.Host, p.peer.InRoom
	if p.Member {
		lock, label := s.throughServer(p)
		p.Lock = lock
		switch {
		case p.Room && p.Lock == transport.NoTrust && !p.Here:
			// Nothing is known of a server that was never reached.
		case s.IsPast(p), p.Room && p.InRoom && p.Here && p.Lock != transport.ChangedKey:
			// Nobody is there any more; or a guest without encryption reads along.
			p.Lock = transport.NoTrust
		default:
			p.LockLabel = label
		}
	}
	if p.Room && !s.asked(p) {
		p.Title = w.Everyone
	}
}

// Key is the same for a person in every run, as far as that can be known.
func (p *Person) Key() string {
	if p.peer.Kind != transport.Member || p.peer.Identity == (transport.ID{}) {
		return p.Address
	}
	return p.peer.Identity.String()
}

// server is what a server is called: by the person, by itself, or its address.
func (p *Person) server() string {
	if p.called != "" {
		return p.called
	}
	return p.itself()
}

// itself is what a server calls itself, or its address.
func (p *Person) itself() string {
	if name := visible.Named(p.peer.Name, p.peer.ShortKey, maxName); name != "" {
		return name
	}
	return p.Address
}

// memberSecond is what was said last with a member, or whether it is here.
func (p *Person) memberSecond(s *Side) string {
	w := s.m.w
	switch {
	case p.Asking:
		return w.WantsToJoin
	case s.asked(p):
		return p.askedSecond(s)
	case p.preview != "":
		return p.lastSaid(w)
	case p.Room && !p.Here:
		return p.gone(s)
	case p.Unreached:
		return w.HereUnknown
	case !p.Here:
		return w.NotHere
	case p.InRoom:
		return w.GuestInRoom
	}
	return p.LockLabel
}

// memberDetail makes what protects the talk with a member, and whether it is
// here.
func (p *Person) memberDetail(s *Side) {
	p.Guard = p.LockLabel
	rest := ""
	switch {
	case s.asked(p):
		rest = p.askedSecond(s)
		if p.Title != p.Address {
			rest = joined(rest, p.Address)
		}
	case p.Room:
		if p.InRoom {
			p.Guard = joined(p.Guard, s.m.w.GuestInRoom)
		}
		rest = p.server()
		if p.called != "" && p.called != p.itself() {
			rest = joined(rest, p.itself())
		}
		if p.peer.MoreMembers {
			rest = joined(rest, s.m.w.MoreMembers)
		}
	case p.Unreached:
		rest = s.m.w.HereUnknown
	case !p.Here:
		rest = s.m.w.NotHere
	}
	p.Detail = joined(p.Guard, rest)
}

// joined are the parts of a line, without those that are empty.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// labelEveryone makes the labels of the talk of all on the Server tab. It is as
// safe as the least of the members, here or not, and not at all once a guest
// without encryption is let in. Other such guests hear what the host says.
func (p *Person) labelEveryone(s *Side) {
	w := s.m.w
	var guests, members, inRoom int
	lock := transport.Verified
	for _, other := range s.arrivals {
		if other.peer.Kind == transport.Member && !other.peer.Asking {
			lock = min(lock, other.peer.Trust) // also one that is away gets what is said
		}
		switch {
		case !other.peer.Here || other.peer.Asking:
		case other.peer.Kind == transport.Member:
			members++
		default:
			guests++
			if other.peer.InRoom {
				inRoom++
			}
		}
	}
	here := w.EveryoneHere(s.here)
	p.Title, p.Second, p.Tag, p.Here = w.Everyone, here, "", s.here > 0
	p.Room, p.InRoom, p.Member, p.Lock, p.LockLabel, p.Guard = true, inRoom > 0, false, transport.NoTrust, "", ""
	switch {
	case inRoom > 0:
		p.Guard = w.GuestsInRoom(inRoom)
		p.Second, p.Tag = p.Guard, w.Plain
	case members > 0:
		p.Member, p.Lock, p.LockLabel = true, lock, w.Lock(lock)
		p.Guard = p.LockLabel
		if guests > 0 {
			p.Guard = joined(p.Guard, w.AlsoToGuests(guests))
		}
	case guests > 0:
		p.Guard = w.NotEncrypted
	}
	p.Detail = joined(p.Guard, here)
	if said := p.lastSaid(w); said != "" {
		p.Second = said
	}
}

// marked takes how far a talk has got and was read.
func (p *Person) marked(marks transport.Marks) {
	p.marks.Got, p.marks.Read = later(p.marks.Got, marks.Got), later(p.marks.Read, marks.Read)
	p.marks.Unshared = marks.Unshared
	p.marks.Seen, p.marks.Last, p.marks.News = later(p.marks.Seen, marks.Seen), later(p.marks.Last, marks.Last), marks.News
}

// marked takes the marks of a talk: its ticks change, and what is unread of one
// that is not in view is known again after a restart.
func (s *Side) marked(p *Person, marks transport.Marks) {
	was := p.marks
	p.marked(marks)
	if t := s.talk(p.ID); t != nil {
		for _, r := range t.rows {
			reached := was.Read.Before(r.Place) && !later(p.marks.Got, p.marks.Read).Before(r.Place)
			if r.Own() && (reached || was.Unshared != p.marks.Unshared) {
				r.render(s.style(p, r.message))
			}
		}
	}
	switch {
	case s.visible(p):
	case p.marks.News == 0:
		s.setUnread(p, 0)
	case p.Unread == 0 && !p.marks.Seen.Before(p.heard):
		s.setUnread(p, p.marks.News)
		p.unreadFrom = p.marks.Seen.Next()
	}
	p.label(s)
}

// Saw tells that the rows of the open talk were in view up to that with a Local key. It
// counts only while the window is looked at.
func (m *Model) Saw(local uint64) {
	s := m.Active()
	p, t := s.selected, s.Talk()
	seen := t.Find(local)
	if p == nil || seen == nil || !s.visible(p) || !s.ofMembers(p) {
		return
	}
	// What is folded was seen with what stands above it.
	for r := t.Find(local + 1); r != nil && r.Folded; r = t.Find(r.Local + 1) {
		seen = r
	}
	if p.displayed.Before(seen.Place) {
		p.displayed = seen.Place
		s.net.Displayed(p.Talk(), seen.Place)
	}
}

// Asking returns the people who wait to be let in, by arrival, with the addresses
// taking turns. The slice is good until the next change.
func (s *ServerSide) Asking() []*Person { return s.asking }

// Accept lets somebody in who asks.
func (m *Model) Accept(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && p.Asking {
		m.Server.host.Accept(id)
	}
}

// Decline does not let in who asks.
func (m *Model) Decline(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && p.Asking {
		m.Server.host.Decline(id)
	}
}

// Remove takes the membership of somebody back, who must ask again.
func (m *Model) Remove(id transport.PeerID) {
	if p := m.Server.people[id]; p != nil && p.Member && id != 0 {
		m.Server.host.Remove(id)
	}
}

// LetIn lets a plain guest into the talk of all, or takes it out again.
func (m *Model) LetIn(id transport.PeerID, in bool) {
	if p := m.Server.people[id]; p != nil && !p.Member && p.Here && p.Talk() != transport.Everyone {
		m.Server.host.LetIn(id, in)
	}
}

// HasMembers says whether there can be members on the Server tab at all.
func (m *Model) HasMembers() bool { return m.cfg.Identity != transport.ID{} }

// announce alerts whoever looks elsewhere to somebody who asks to be let in,
// once for each, and takes the alert back when nobody asks.
func (s *ServerSide) announce() {
	m := s.m
	if len(s.asking) == 0 {
		if s.announced != nil {
			s.announced = nil
			m.clearAlert(askAlert)
		}
		return
	}
	inView := m.tab == ServerTab && (!m.narrow || s.page == ListPage)
	for _, p := range s.asking {
		if s.announced[p.ID] {
			continue
		}
		if s.announced == nil {
			s.announced = map[transport.PeerID]bool{}
		}
		s.announced[p.ID] = true
		if name := p.Title; !inView {
			m.raise(askAlert, Info, func(w *words.Words) string { return w.AsksToJoin(name) })
		}
	}
	if inView {
		m.clearAlert(askAlert)
	}
}

// Identity is the beginning of this person's fingerprint as it is shown, and
// the whole of it; both are empty without a data folder.
func (m *Model) Identity() (short, whole string) {
	if !m.HasMembers() {
		return "", ""
	}
	whole = m.cfg.Identity.String()
	for i := 0; i < shortIdentity; i += 4 {
		short += whole[i:i+4] + " "
	}
	return visible.Line(strings.TrimSpace(short), shortIdentity*2), whole
}

// shortIdentity is how many digits of the fingerprint are shown.
const shortIdentity = 16
