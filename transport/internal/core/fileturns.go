package core

import (
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
	s.offerUndone(s.hosting.transfers, e)
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

// offerUndone ends what is sent of a message that its author deletes, by an event on disk.
// Ours is kept ready no more. It runs on the executor.
func (c *core) offerUndone(engine *transfer.Engine, e wire.Event) {
	if e.Kind != wire.Delete || engine == nil { // nil: nothing was ever offered
		return
	}
	engine.Revoke(e.From, e.Ref)
	if ID(e.From) == c.home.Identity() {
		if err := engine.Withdraw(transfer.Offer{Room: e.Room, Author: e.From, CID: e.Ref}); err != nil {
			c.diskFailed(err)
		}
	}
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
