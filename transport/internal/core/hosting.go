package core

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"time"

	"confab/transport/internal/fault"
	"confab/transport/internal/hub"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/passcode"
	"confab/transport/internal/secure"
	"confab/transport/internal/store"
	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// hosting is what a Server with a Home has besides plain guests: the log, the members, and
// while it listens the hub that serves them. Owned by the loop.
type hosting struct {
	log *store.Host
	hub *hub.Hub    // nil while the server is stopped
	tls *tls.Config // of hub
	// transfers are the files of this host. It stands from the opening of the log on.
	transfers *transfer.Engine
	// copies are what is kept of what members offer; as long as transfers.
	copies *transfer.Copies
	// closing says that a hub ends: two at once would not know of each other's
	// events, so the next Start is refused until it is over.
	closing  bool
	byID     map[ID]*peer
	byRoom   map[wire.RoomID]*room // the direct talks of the members in byID
	absent   map[ID]*room          // the talks with who is no member any more
	barred   map[ID]string         // blocked keys and their names
	name     string
	openDoor bool // everyone is a member unasked
	shares   bool // who is let in may read what was said before
	// spoke is which guest said a message that the host posted for it, or was let in
	// by one.
	spoke    map[MessageID]PeerID
	posts    hostPosts
	likeness likeness
	inviting inviting
}

// newMessageID names a new message.
func newMessageID() (id MessageID) {
	rand.Read(id[:])
	return id
}

// openLog takes up the log that this identity keeps, and the talks in it. It
// reads the disk: NewServer calls it before anyone waits for the Server.
func (s *Server) openLog(o Options) error {
	log, err := s.home.store.Host(s.home.Identity())
	if err != nil {
		return err
	}
	s.hosting = &hosting{log: log, byID: map[ID]*peer{}, byRoom: map[wire.RoomID]*room{}, absent: map[ID]*room{}, barred: map[ID]string{}, name: memberName(o.Name, s.home.Identity()),
		openDoor: o.LetEveryoneIn, shares: o.ShareHistory, spoke: map[MessageID]PeerID{}, likeness: likeness{spoke: s.core.spoke}, inviting: inviting{guard: passcode.NewGuard(time.Now), came: map[ID]NoticeKind{}}}
	members, err := log.Members(context.Background())
	if err != nil {
		return err
	}
	rooms, err := s.held(log.Log())
	if err != nil {
		return err
	}
	called, err := s.home.store.Names(context.Background())
	if err != nil {
		return err
	}
	name := s.hosting.name
	s.executor.Do(func() { s.called(s.home.Identity(), name) })
	if err := s.openTransfers(o.Copies); err != nil {
		return err
	}
	return loop.Ask(s.loop, func() error {
		for id, name := range called {
			s.names[id] = names.Clean(name)
		}
		everyone := s.addRoom(Everyone, wire.Everyone, ID{})
		for _, m := range members {
			if m.State == store.BlockedMember {
				s.hosting.barred[m.Identity] = names.Clean(m.Name)
				continue
			}
			p := s.memberPeer(m.Identity)
			name := names.Clean(m.Name)
			p.Name, p.told, p.Seen, p.Trust, p.Admission = name, name, m.LastSeen.Time(), trustOf(m.Verified), Admission(m.By)
			s.hosting.likeness.label(p, m.Verified)
		}
		s.protectSelf() // and with it all are labelled
		for _, r := range rooms {
			if r.ID == wire.Everyone {
				s.lay(everyone, log.Log(), r)
				continue
			}
			other := otherOf(r.Room, s.home.Identity())
			if other == (ID{}) {
				continue // of two others
			}
			if p := s.hosting.byID[other]; p != nil {
				s.lay(s.rooms[p.Talk()], log.Log(), r)
				continue
			}
			s.hosting.absent[other] = s.newRoom(Everyone, r.ID, other)
			s.lay(s.hosting.absent[other], log.Log(), r)
		}
		s.executor.Do(func() { s.tellMarks(s.rooms) })
		return nil
	})
}

// memberName is what somebody is called towards members: a frame needs a name.
func memberName(name string, self ID) string {
	return cmp.Or(names.Clean(name), shortID(self))
}

// otherOf is who else belongs to a direct room of self; zero when self is not in it.
func otherOf(r store.Room, self ID) ID {
	switch self {
	case r.Members[0]:
		return r.Members[1]
	case r.Members[1]:
		return r.Members[0]
	}
	return ID{}
}

func trustOf(verified bool) Trust {
	if verified {
		return Verified
	}
	return Unverified
}

// addRoom makes the talk of a room.
func (s *Server) addRoom(talk TalkID, id wire.RoomID, other ID) *room {
	r := s.newRoom(talk, id, other)
	s.setRoom(talk, r)
	return r
}

// setRoom gives a room to a talk.
func (s *Server) setRoom(talk TalkID, r *room) {
	s.rooms[talk] = r
	if talk != Everyone {
		s.hosting.byRoom[r.id] = r
	}
}

func (s *Server) newRoom(talk TalkID, id wire.RoomID, other ID) *room {
	r := &room{talk: talk, id: id, other: other,
		casts: map[MessageID]*record{}, likeness: &s.hosting.likeness,
		relabel: func(some []ID) { s.relabel(nil, false, some) }, find: func(id ID) *peer { return s.hosting.byID[id] }}
	r.renew(s.hosting.log.Log(), 1)
	return r
}

// memberPeer is the peer of an identity, made when it is new.
func (s *Server) memberPeer(id ID) *peer {
	if p := s.hosting.byID[id]; p != nil {
		return p
	}
	// Silent: whether there is news of it is told by Marked.
	p := s.enroll(Peer{Kind: Member, Identity: id, Trust: Unverified, Addr: shortID(id), Silent: true}, nil)
	p.spoken = true
	s.hosting.byID[id] = p
	s.enterRoom(p.Talk(), id)
	return p
}

// shortID is what stands for a member of which nothing else is known.
func shortID(id ID) string { return secure.ID(id).Short() }

// heldRoom is what the disk has of a room.
type heldRoom struct {
	store.Room
	receipts []store.Receipt
	resumed  []time.Time // when what follows each of Gaps was said
}

// held reads what the disk has of the rooms of a log. The loop must not call it.
func (c *core) held(log store.LogID) ([]heldRoom, error) {
	rooms, err := c.home.store.Rooms(context.Background(), log)
	if err != nil {
		return nil, err
	}
	all, when := make([]heldRoom, len(rooms)), c.dates()
	for i, r := range rooms {
		receipts, err := c.home.store.Receipts(context.Background(), log, r.ID)
		if err != nil {
			return nil, err
		}
		all[i] = heldRoom{Room: r, receipts: receipts}
		for _, gap := range r.Gaps {
			all[i].resumed = append(all[i].resumed, when.Said(context.Background(), log, r.ID, gap.To+1))
		}
	}
	return all, nil
}

// lastUpTo is the last event of a room that is not behind upTo; where upTo is nil, the
// last of all.
func lastUpTo(r store.Room, upTo wire.Cursors) uint64 {
	if upTo == nil {
		return r.Last
	}
	return min(r.Last, upTo[r.ID])
}

// cut leaves out the events that are behind upTo.
func (h *heldRoom) cut(upTo wire.Cursors) {
	h.Last = lastUpTo(h.Room, upTo)
	for i, gap := range h.Gaps {
		if gap.To >= h.Last {
			h.Gaps, h.resumed = h.Gaps[:i], h.resumed[:i]
			break
		}
	}
}

// lay has what is on disk of a room stand in it.
func (c *core) lay(r *room, log store.LogID, held heldRoom) {
	from := held.First
	for i, gap := range held.Gaps {
		notice := &Message{Kind: Notice, Notice: HistoryGap, Time: held.resumed[i]}
		if gap.BeforeUs {
			notice.Notice = HistoryBegins
			r.places.Begin(log, gap.To+1)
		}
		if gap.From <= from {
			from = max(from, gap.To+1)
			if gap.BeforeUs && r.empty() {
				r.places.add(notice)
			}
			continue
		}
		r.places.Hold(log, from, gap.From-1)
		r.places.addBehind(r.places.UpTo(log, gap.From-1), notice)
		from = gap.To + 1
	}
	r.places.Hold(log, from, held.Last)
	for _, t := range held.receipts {
		switch t.Member {
		case c.home.Identity():
			r.seen = max(r.seen, t.Read)
			r.noted = r.seen
		case wire.Identity{}:
			r.got, r.read = t.Got, t.Read
		}
	}
}

// openHub makes the hub that serves members, and returns what is to be told of guests
// who left. It runs on the executor.
func (s *Server) openHub() (*hub.Hub, []wire.Post, error) {
	config := loop.Ask(s.loop, s.hubConfig)
	gone, err := s.left()
	if err != nil {
		return nil, nil, err
	}
	h, err := hub.New(config)
	return h, gone, err
}

// hubConfig is what a hub is made with.
func (s *Server) hubConfig() hub.Config {
	return hub.Config{
		Self: s.home.identity, Name: s.hosting.name, App: appName(s.version), Store: s.home.store, Host: s.hosting.log,
		Watcher: hostWatcher{s}, AcceptAll: s.hosting.openDoor, ShareHistory: s.hosting.shares, Redeem: s.redeem, Codes: hostCodes{s}, Await: s.executor.Await,
		Hidden: s.hidden.Load,
		Keeps:  s.hosting.keeps, Offered: func(e wire.Event) { s.executor.Add(hubOffered{s, e}) },
		Limits: hub.Limits{MessagesPerSecond: s.limits.MemberPerSecond, Burst: s.limits.MemberBurst,
			Joins: s.limits.OpenJoins, JoinsPerAddr: s.limits.OpenJoinsPerAddr, LimitLoopback: s.limits.LimitLoopback,
			Strays: s.limits.OpenAway, Heard: s.limits.OpenSpoke, StrayAge: s.limits.OpenAwayFor},
	}
}

// askMembers has the members asked for what is damaged in the log. It runs on the
// executor.
func (s *Server) askMembers() {
	h := loop.Ask(s.loop, func() *hub.Hub {
		if s.hosting == nil {
			return nil
		}
		return s.hosting.hub
	})
	if h != nil {
		h.Restore()
	}
}

// appName is what this program calls itself towards members.
func appName(version string) string {
	return clip("confab "+cmp.Or(version, "dev"), wire.MaxAppBytes)
}

// stopHosting ends the hub, and the guests' conversations once they were told all
// that was said before: that is on its way through the disk.
func (s *Server) stopHosting(h *hub.Hub) {
	s.executor.CatchUp() // what was said before is given to the hub first
	committed := make(chan struct{})
	s.hosting.log.AppendAsync(nil, func([]store.Answer, error) { close(committed) })
	<-committed
	s.executor.CatchUp() // what is in the log was said to the guests
	s.loop.Do(func() {
		s.allOut(h)
		s.finishGuests()
	})
	s.executor.CatchUp() // and that they are gone is given to the hub
	h.Close()
	s.executor.CatchUp() // who has left is told first
	s.loop.Do(func() {
		s.giveWaiting(0) // the hub is gone: what waits for the disk fails
		s.engineOver()
		s.hosting.closing = false
		s.finishStopping()
	})
}

// roomOf finds a room by its name.
func (s *Server) roomOf(id wire.RoomID) *room {
	if id == wire.Everyone {
		return s.rooms[Everyone]
	}
	return s.hosting.byRoom[id]
}

// memberChanged takes what the hub says of a member. It runs on the executor.
func (s *Server) memberChanged(m hub.Member, why error) {
	id := ID(m.ID)
	switch m.State {
	case hub.Here, hub.Away, hub.Gone:
		s.updateName(id, m.Name)
	case hub.Removed, hub.Blocked:
		if !errors.Is(why, hub.ErrForgotten) {
			s.removed(id)
		}
	}
	s.loop.Do(func() {
		known := s.hosting.byID[id] != nil
		switch m.State {
		case hub.Removed, hub.Blocked:
			s.hosting.transfers.Expel(wire.Identity(id))
			ended := endOf(why)
			if m.State == hub.Blocked {
				s.hosting.barred[id], ended = m.Name, Blocked
			}
			delete(s.hosting.inviting.came, id)
			if known {
				s.dropMember(s.hosting.byID[id], ended)
			}
			return
		case hub.Gone:
			if known && s.hosting.byID[id].Asking {
				s.dropMember(s.hosting.byID[id], endOf(why))
				return
			}
			if !known {
				return
			}
		}
		delete(s.hosting.barred, id)
		p := s.memberPeer(id)
		was := p.Peer
		renamed := false
		if m.Name != "" && p.told != m.Name {
			renamed = known && !was.Asking && m.State != hub.Asking && p.Name == p.told && p.told != ""
			if p.Name == p.told || p.Name == "" {
				p.Name = m.Name
			}
			p.told = m.Name
		}
		if m.Addr != "" {
			p.Addr = m.Addr
		}
		p.Asking = m.State == hub.Asking
		p.Here = p.Asking || m.State == hub.Here || m.State == hub.Away
		p.Trust, p.Since, p.Admission = trustOf(m.Verified), m.Since, Admission(m.By)
		s.label(p)
		if renamed {
			s.saysRenamed(p, was.Name, was.ShortKey, Everyone)
		}
		if m.Seen.After(p.Seen) {
			p.Seen = m.Seen
		}
		switch {
		case p.Asking && !was.Asking:
			s.came(p, known, PeerAsks)
		case p.Here && (!was.Here || was.Asking):
			s.hosting.transfers.Wake() // what it offers may come now
			s.hosting.copies.Wake()
			s.hosting.transfers.Remind(wire.Identity(id))
			s.executor.Do(func() { s.tellCopies(wire.Identity(id)) })
			s.came(p, known, PeerConnected)
			s.cameInvited(p)
		case was.Here && !p.Here:
			f := fault.OfSession(why)
			s.notice(p, PeerDisconnected, f, true)
			s.post(Event{Kind: Disconnected, Peer: p.Peer, Err: &Error{Fault: f, Addr: p.Addr, Err: why}})
		case was != p.Peer:
			s.post(Event{Kind: Changed, Peer: p.Peer})
		}
	})
}

// removed keeps the name of a member that a person removes: what it said may still be on
// its way. It runs on the executor.
func (s *Server) removed(id ID) {
	s.called(id, loop.Ask(s.loop, func() string {
		if p := s.hosting.byID[id]; p != nil && !p.Asking {
			return p.told
		}
		return ""
	}))
}

// saidInRoom takes an event of the log, and lets the plain guests hear it who should. It
// runs on the executor.
func (s *Server) saidInRoom(e wire.Event) {
	s.offersIn(e)
	log := s.hosting.log.Log()
	var about related
	if e.Ref != (MessageID{}) {
		if r := loop.Ask(s.loop, func() *room { return s.roomOf(e.Room) }); r != nil {
			about = s.related(r, log, e)
		}
	}
	s.writeAllSoon(loop.Ask(s.loop, func() []ID {
		r := s.roomOf(e.Room)
		switch {
		case r == nil: // every member has a room
			s.saidTo(e)
			return nil
		case r.talk == Everyone && e.Kind == wire.Text:
			s.cast(r, e)
		case r.talk == Everyone && e.Kind == wire.GuestIn:
			s.passed(e)
		}
		return s.logged(r, log, e, about)
	}))
}
