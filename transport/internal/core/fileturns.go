package core

import (
	"errors"

	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// turn names what is done one after the other: what is asked about a message, or, without
// an id, what is offered in a talk.
type turn struct {
	talk TalkID
	id   MessageID
}

// inTurn has job run off the loop, after what was to be done in the same turn before: who
// pauses and goes on again wants it to go on, and who offers three files wants them in that
// order.
func (c *core) inTurn(t turn, job func()) {
	waiting, busy := c.turns[t]
	if busy {
		c.turns[t] = append(waiting, job)
		return
	}
	c.turns[t] = nil
	c.takeTurn(t, job)
}

func (c *core) takeTurn(t turn, job func()) {
	c.slow.Start(func() {
		job()
		c.loop.Do(func() {
			waiting := c.turns[t]
			if len(waiting) == 0 || c.closed {
				delete(c.turns, t)
				return
			}
			c.turns[t] = waiting[1:]
			c.takeTurn(t, waiting[0])
		})
	})
}

// offersIn takes an event of the log that offers something or takes that back. It runs on
// the executor.
func (s *Server) offersIn(e wire.Event) {
	s.offerUndone(s.hosting.transfers, e, s.roomOf)
	switch {
	case e.Kind == wire.Delete:
		s.hosting.copies.Remove(e.From, e.Ref)
	case e.File == "" || ID(e.From) == s.home.Identity():
	default:
		if f := fileOf(e.Post.File); f != nil {
			s.hosting.copies.Offer(transfer.Offer{Room: e.Room, Author: e.From, CID: e.CID, Size: uint64(f.Size)})
		}
	}
}

// offerUndone ends what is sent of a message that its author deletes, by an event on disk,
// and what is fetched of it. Ours is kept ready no more. It runs on the executor.
func (c *core) offerUndone(engine *transfer.Engine, e wire.Event, roomOf func(wire.RoomID) *room) {
	if e.Kind != wire.Delete || engine == nil { // nil: nothing was ever offered
		return
	}
	engine.Revoke(e.From, e.Ref)
	o := transfer.Offer{Room: e.Room, Author: e.From, CID: e.Ref}
	if ID(e.From) == c.home.Identity() {
		if err := engine.Withdraw(o); err != nil {
			c.diskFailed(err)
		}
		return
	}
	c.loop.Do(func() {
		r := roomOf(e.Room)
		if r == nil || c.closed {
			return // the next run finds it
		}
		t := turn{r.talk, e.Ref}
		if _, asked := c.turns[t]; !asked && !engine.Wants(o) {
			return
		}
		c.inTurn(t, func() {
			if err := engine.Retracted(o); err != nil {
				c.diskFailed(err)
			}
		})
	})
}

// act finds what a message offers and has something done about it, off the loop. What is
// fetched can be canceled also when its message is there no more.
func (c *core) act(engine *transfer.Engine, r *room, id MessageID, raw rawAction, peerOf func(wire.Identity) PeerID, what func(transfer.Offer) error) {
	if c.closed {
		return
	}
	c.inTurn(turn{r.talk, id}, func() {
		fault, was := NoFault, transfer.Status{}
		o, found := c.offered(r, id)
		if !found && engine != nil {
			if was = wanted(engine, r.id, id); was.State != 0 && raw == rawCancel {
				o, found = was.Offer, true
			}
		}
		switch {
		case !found || engine == nil:
			fault = FileUnknown
		default:
			if err := what(o); errors.Is(err, transfer.ErrOurs) {
				fault = FileUnknown
			} else if err != nil {
				fault = c.diskError(err).Fault
			}
		}
		if fault != NoFault {
			c.loop.Do(func() {
				d := Transfer{ID: id, Talk: r.talk}
				if was.State != 0 {
					d = transferOf(was, r, peerOf)
				}
				d.State, d.Fault = NotReceived, fault
				c.post(Event{Kind: Transferred, Peer: c.view(r.talk), Detail: d})
			})
		}
	})
}

// wanted is how far something is that a message of a room offered, and that is not here; the
// zero Status for what nobody asked for.
func wanted(engine *transfer.Engine, room wire.RoomID, id MessageID) transfer.Status {
	for _, s := range engine.All() {
		if s.Room == room && s.CID == id && engine.Wants(s.Offer) {
			return s
		}
	}
	return transfer.Status{}
}

// wakeTransfers has what waits try again.
func (f *following) wakeTransfers() {
	if e := f.transfers(); e != nil {
		e.Wake()
	}
}

// memberCame has what a member offers come now, and tells it what of that is not wanted now.
func (f *following) memberCame(id ID) {
	if e := f.transfers(); e != nil {
		e.Wake()
		f.client.executor.Do(func() { e.Remind(wire.Identity(id)) })
	}
}
