package follow

import (
	"context"
	"errors"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// copier puts what the host tells on disk. One goroutine uses it.
type copier struct {
	link    *link
	replica *store.Replica
	log     store.LogID
	host    wire.Identity
	epoch   wire.Epoch
	last    wire.Cursors                  // what is on disk, or in the batch at hand
	wanted  wire.Cursors                  // seen, and beyond a gap
	asked   wire.Cursors                  // up to where FETCH asked; absent: nothing is asked
	late    *time.Timer                   // ends the link if FETCH brings nothing
	names   map[wire.Identity]string      // of the members that are told of
	gaps    map[wire.RoomID]int           // that the host excused, on this connection
	here    map[wire.Identity]struct{}    // and not Gone
	reached map[wire.RoomID]store.Receipt // what Received told
	harmed  map[store.Place]bool          // damaged here; its copy is asked for, or may come
	copies  []wire.Event                  // for the places of those
	batch   []wire.Event
	acks    []wire.Ack
	moved   map[wire.RoomID]bool // rooms whose Received changed
	more    bool                 // there are members beyond MaxMembers
}

// What a client takes from a host, which may be hostile: it costs no more.
const (
	// MaxMembers is of how many members a client keeps that they are there.
	MaxMembers = 20_000
	// MaxRooms is in how many rooms a client follows what is said.
	MaxRooms = 8192
	// maxGaps is how often a host may say of a room, on one connection, that it
	// does not have older events any more: once is what retention needs.
	maxGaps = 16
)

func newCopier(l *link, host wire.Identity, epoch wire.Epoch, cursors wire.Cursors) *copier {
	c := &copier{link: l, host: host, epoch: epoch, last: cursors,
		wanted: wire.Cursors{}, asked: wire.Cursors{}, harmed: map[store.Place]bool{}, names: map[wire.Identity]string{}, gaps: map[wire.RoomID]int{}, here: map[wire.Identity]struct{}{},
		reached: map[wire.RoomID]store.Receipt{}, moved: map[wire.RoomID]bool{}}
	c.replica, c.log = l.f.attached()
	return c
}

// copyLoop takes what was read until there will be no more.
func (c *copier) copyLoop() {
	c.late = time.AfterFunc(time.Hour, func() { c.link.fail(ErrNoFetch) })
	c.late.Stop()
	defer c.late.Stop()
	c.announce()
	c.askCopies()
	for {
		frames := c.link.inbox.take()
		if len(frames) == 0 {
			return
		}
		if err := c.take(frames); err != nil {
			c.link.fail(err)
			return
		}
		if await := c.link.f.config.Await; await != nil {
			await(c.link.ctx)
		}
	}
}

// take does what the frames say: first what is gone when it was seen, then all
// events in one transaction, and then the receipts for them.
func (c *copier) take(frames []wire.Frame) error {
	c.batch, c.acks, c.copies = c.batch[:0], c.acks[:0], c.copies[:0]
	if c.link.f.harmed.Swap(false) {
		c.askCopies()
	}
	clear(c.moved)
	var naks []*wire.Nak
	for _, frame := range frames {
		switch frame := frame.(type) {
		case *wire.Event:
			if err := c.event(frame); err != nil {
				return err
			}
		case *wire.Ack:
			c.ack(frame)
		case *wire.Nak:
			naks = append(naks, frame)
		case *wire.Got:
			c.receipt(frame.From, frame.Cursors, false)
		case *wire.Read:
			c.receipt(frame.From, frame.Cursors, true)
		case *wire.Typing:
			if frame.From != c.link.f.self && frame.From != (wire.Identity{}) {
				c.link.f.tell(func(w Watcher) { w.Typing(frame.Room, frame.From) })
			}
		case *wire.Presence:
			c.presence(frame)
		case *wire.Fetch:
			c.answer(frame)
		}
	}
	if err := c.deliver(); err != nil {
		return err
	}
	for _, nak := range naks {
		if err := c.nak(nak); err != nil {
			return err
		}
	}
	c.restore()
	c.fetch()
	c.noteReceipts()
	poke(c.link.f.kick)
	return nil
}

// event sorts an EV: next in its room, held already, or beyond a gap.
func (c *copier) event(e *wire.Event) error {
	last, known := c.last[e.Room]
	if !known && !c.may(e) {
		return nil
	}
	switch {
	case e.Seq <= last:
		if c.harmed[store.Place{Room: e.Room, Seq: e.Seq}] && !e.Damaged {
			c.copies = append(c.copies, *e)
		}
	case e.Seq == last+1:
		c.append(*e)
	case e.First == e.Seq:
		if c.gaps[e.Room]++; c.gaps[e.Room] > maxGaps {
			return &wire.Refusal{Type: wire.TypeEvent, Field: "first", Why: "too many gaps", Reason: wire.ByeUnexpected}
		}
		c.append(*e)
	default:
		c.wanted[e.Room] = max(c.wanted[e.Room], e.Seq)
	}
	return nil
}

// may reports whether a room that is not known begins with an event: with our own
// words, or with those of whoever the room is shared with, and while there are
// fewer than MaxRooms. What a host says in other rooms leaves nothing here.
func (c *copier) may(e *wire.Event) bool {
	if e.Room == wire.Everyone {
		return true
	}
	return len(c.last)+len(c.wanted) < MaxRooms && (e.From == c.link.f.self || wire.Direct(c.link.f.self, e.From) == e.Room)
}

// append puts an event into the batch.
func (c *copier) append(e wire.Event) {
	if e.Damaged && len(c.harmed) < maxHarmed {
		c.harmed[store.Place{Room: e.Room, Seq: e.Seq}] = true // its copy may come later
	}
	c.batch = append(c.batch, e)
	c.last[e.Room] = e.Seq
	if e.From == c.link.f.self {
		c.link.out.answered(e.CID)
	}
}

// ack takes the host's word that it has a message of ours, which is an event by
// that and needs no EV.
func (c *copier) ack(a *wire.Ack) {
	c.link.f.delay(false)
	p, found := c.link.out.answered(a.CID)
	if !found || p.Room != a.Room {
		return // told before, by EV
	}
	if a.Seq == c.last[a.Room]+1 {
		c.append(wire.Event{Post: p, Seq: a.Seq, From: c.link.f.self, ServerTime: a.ServerTime})
		return
	}
	// Behind a gap, or before its turn: then its EV comes too, and tells it.
	c.acks = append(c.acks, *a)
}

// deliver puts the batch on disk, and then tells of it.
func (c *copier) deliver() error {
	f := c.link.f
	var carried []store.Carried
	if len(c.batch) > 0 {
		if err := f.persist(c.link.ctx, func() (err error) {
			carried, err = c.replica.Deliver(c.epoch, c.batch)
			return err
		}); err != nil {
			return err
		}
	}
	for _, a := range c.acks {
		if err := f.persist(c.link.ctx, func() error { return c.replica.Ack(c.epoch, a) }); err != nil {
			return err
		}
	}
	got := wire.Cursors{}
	for _, e := range c.batch {
		n := 0
		for n < len(carried) && carried[n].Room == e.Room && carried[n].Seq == e.Seq {
			n++
		}
		was := carried[:n:n]
		carried = carried[n:]
		c.tellLogged(e, was)
		got[e.Room] = e.Seq
	}
	if len(got) > 0 {
		c.link.out.stored(got)
		c.link.confirm.soon(got, c.link.session.Wake)
	}
	return nil
}

// nak takes the host's word that it does not have a message of ours.
func (c *copier) nak(n *wire.Nak) error {
	f := c.link.f
	if n.Reason.Temporary() {
		if c.link.out.refused(n.CID) {
			// The reason is only shown, and this disk may be the same one.
			f.disk(c.replica.Nak(n.CID, n.Reason))
			f.delay(true)
		}
		return nil
	}
	p, found := c.link.out.answered(n.CID)
	if !found {
		return nil
	}
	err := f.persist(c.link.ctx, func() error { return c.replica.Nak(n.CID, n.Reason) })
	if err == nil {
		f.tell(func(w Watcher) { w.Refused(p, n.Reason) })
	}
	return err
}

// fetch asks for what is missing before an event that was seen, in one question
// per room at a time.
func (c *copier) fetch() {
	progress := false
	for _, e := range c.batch {
		_, asked := c.asked[e.Room]
		progress = progress || asked
	}
	for room, to := range c.asked {
		if c.last[room] >= to {
			delete(c.asked, room)
		}
	}
	for room, seq := range c.wanted {
		last := c.last[room]
		if last >= seq {
			delete(c.wanted, room)
			continue
		}
		if _, asked := c.asked[room]; asked {
			continue
		}
		q := wire.Fetch{Room: room, From: last + 1, To: min(seq, last+wire.MaxFetch)}
		c.asked[room] = q.To
		c.link.out.fetch(q)
		c.link.session.Wake()
		progress = true
	}
	if len(c.asked) == 0 {
		c.late.Stop()
	} else if progress {
		c.late.Reset(c.link.f.config.Timing.Fetch)
	}
}

// presence tells who is here, by the last name known.
func (c *copier) presence(p *wire.Presence) {
	m := Member{ID: p.From, Name: p.Name, State: p.State, Guests: int(p.Guests)}
	if m.ID == (wire.Identity{}) {
		m.ID = c.host
	}
	m.Host = m.ID == c.host
	if p.Since != 0 {
		m.Since = p.Since.Time()
	}
	name, known := c.names[m.ID]
	if !known && !m.Host && m.State != wire.Removed && len(c.names) >= MaxMembers {
		// The first ones that are too many say that there are more.
		if !c.more {
			c.more = true
			c.link.f.tell(func(w Watcher) { w.More() })
		}
		return
	}
	if m.Name == "" {
		m.Name = name
	}
	if c.names[m.ID] = m.Name; m.State == wire.Removed {
		delete(c.names, m.ID)
	}
	if m.State == wire.Here || m.State == wire.Away {
		c.here[m.ID] = struct{}{}
	} else {
		delete(c.here, m.ID)
	}
	c.link.confirm.here.Store(int32(len(c.here)))
	c.link.f.tell(func(w Watcher) { w.Member(m) })
}

// receipt takes a GOT or READ of everybody. Those of single members are for the
// host's eyes.
func (c *copier) receipt(from wire.Identity, cursors wire.Cursors, read bool) {
	if from != (wire.Identity{}) {
		return
	}
	for room, seq := range cursors {
		if _, held := c.last[room]; !held {
			continue // nothing was said there: there is nothing to have
		}
		at, known := c.reached[room]
		if !known {
			at = c.recall(room)
		}
		was := at
		if at.Got = max(at.Got, seq); read {
			at.Read = max(at.Read, seq)
		}
		c.reached[room] = at
		if at != was {
			c.moved[room] = true
		}
	}
}

// recall is what was told of a room in an earlier run.
func (c *copier) recall(room wire.RoomID) store.Receipt {
	all, err := c.link.f.config.Store.Receipts(c.link.ctx, c.log, room)
	if err != nil && !errors.Is(err, context.Canceled) {
		c.link.f.disk(err)
	}
	for _, r := range all {
		if r.Member == (wire.Identity{}) {
			return r
		}
	}
	return store.Receipt{}
}

// noteReceipts keeps and tells what changed. They are told again by the host:
// a disk that cannot keep them stops nothing.
func (c *copier) noteReceipts() {
	if len(c.moved) == 0 {
		return
	}
	f := c.link.f
	got, read := wire.Cursors{}, wire.Cursors{}
	for room := range c.moved {
		got[room] = c.reached[room].Got
		if seq := c.reached[room].Read; seq > 0 {
			read[room] = seq
		}
	}
	err := f.config.Store.NoteGot(c.log, wire.Identity{}, got)
	if err == nil && len(read) > 0 {
		err = f.config.Store.NoteRead(c.log, wire.Identity{}, read)
	}
	f.disk(err)
	for room := range c.moved {
		at := c.reached[room]
		f.tell(func(w Watcher) { w.Received(room, at.Got, at.Read) })
	}
}
