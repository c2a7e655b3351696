package core

import (
	"context"
	"crypto/rand"
	"time"

	"confab/transport/internal/hub"
	"confab/transport/internal/wire"
)

// This file is which plain guests take part in the room of the members. That is in
// the log, so that every member is told, whenever it comes: what was said between
// the two passages of a guest left the encryption.

// passage is the stay of a plain guest in the room.
type passage struct {
	stay wire.Stay
	name string // what the guest was called when it was let in
	// logged says that the log has it: before that the guest hears nothing.
	logged bool
}

// LetIn lets a plain guest into the room of the members, or takes it out.
func (s *Server) LetIn(id PeerID, in bool) {
	s.command(func() {
		p := s.roster[id]
		if s.hosting == nil || s.hosting.hub == nil || p == nil || p.Kind == Member || p.conn == nil || p.InRoom == in {
			return
		}
		if in {
			s.letIn(p)
		} else {
			s.letOut(p, s.hosting.hub)
		}
	})
}

// letIn is LetIn for the loop; the hub is there.
func (s *Server) letIn(p *peer) {
	p.passage = passage{name: clip(p.title(), wire.MaxNameBytes)}
	rand.Read(p.passage.stay[:])
	post := p.passage.post(wire.GuestIn)
	s.hosting.spoke[post.CID] = p.ID
	s.submit(s.hosting.hub, s.rooms[Everyone], post)
	s.inRoomNow(p, true, s.hosting.hub)
}

// letOut takes a guest out of the room, which it hears no more from now on. h tells the
// members, nil when there is none.
func (s *Server) letOut(p *peer, h *hub.Hub) {
	post := p.passage.post(wire.GuestOut)
	p.passage = passage{}
	if h != nil { // otherwise the next one does
		s.submit(h, s.rooms[Everyone], post)
	}
	s.inRoomNow(p, false, h)
}

// inRoomNow tells that a guest is in the room now, or is not.
func (s *Server) inRoomNow(p *peer, in bool, h *hub.Hub) {
	p.InRoom = in
	notice := GuestLetOut
	if in {
		s.inRoom++
		notice = GuestLetIn
	} else {
		s.inRoom--
	}
	s.post(Event{Kind: Changed, Peer: p.Peer})
	s.post(Event{Kind: Changed, Peer: s.view(Everyone)})
	s.notice(p, notice, NoFault, false) // in its own talk; the log has it for the room
	if n := s.inRoom; h != nil {
		s.executor.Do(func() { h.SetGuests(n) })
	}
}

// post is what the log says of one end of the stay.
func (g passage) post(kind wire.Kind) wire.Post {
	return wire.Post{CID: g.stay.CID(kind), Room: wire.Everyone, Kind: kind, Guest: g.name, ClientTime: wire.MillisOf(time.Now())}
}

// passed takes up that the log has a guest's coming, which hears the room from then on.
func (s *Server) passed(e wire.Event) {
	if p := s.staying(e.CID); p != nil {
		p.passage.logged = true
	}
	delete(s.hosting.spoke, e.CID)
}

// unpassed takes a guest out again of whose coming the log has nothing.
func (s *Server) unpassed(cid MessageID) {
	if p := s.staying(cid); p != nil {
		p.passage = passage{}
		s.inRoomNow(p, false, s.hosting.hub)
	}
}

// staying is the guest whose coming a message tells, nil if it is in the room no more.
func (s *Server) staying(cid MessageID) *peer {
	p := s.roster[s.hosting.spoke[cid]]
	if p == nil || !p.InRoom || p.passage.stay.CID(wire.GuestIn) != cid {
		return nil
	}
	return p
}

// allOut takes all guests out of the room, since the server stops.
func (s *Server) allOut(h *hub.Hub) {
	for _, p := range s.roster {
		if p.InRoom {
			s.letOut(p, h)
		}
	}
}

// left are the guests of whose going the log has nothing: the program ended while
// they were in the room. It reads the disk.
func (s *Server) left() ([]wire.Post, error) {
	stays, err := s.hosting.log.Stays(context.Background())
	var gone []wire.Post
	for _, one := range stays {
		gone = append(gone, passage{stay: one.Stay, name: one.Guest}.post(wire.GuestOut))
	}
	return gone, err
}

// tellLeft tells of guests who are gone since the program ended.
func (s *Server) tellLeft(h *hub.Hub, gone []wire.Post) {
	for _, post := range gone {
		s.submit(h, s.rooms[Everyone], post)
	}
}
