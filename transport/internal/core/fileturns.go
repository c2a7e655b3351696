package core

import (
	"confab/transport/internal/transfer"
	"confab/transport/internal/wire"
)

// inTurn has job run off the loop, after what was asked about the same message before: who
// pauses and goes on again wants it to go on.
func (c *core) inTurn(id MessageID, job func()) {
	waiting, busy := c.turns[id]
	if busy {
		c.turns[id] = append(waiting, job)
		return
	}
	c.turns[id] = nil
	c.takeTurn(id, job)
}

func (c *core) takeTurn(id MessageID, job func()) {
	c.slow.Start(func() {
		job()
		c.loop.Do(func() {
			waiting := c.turns[id]
			if len(waiting) == 0 || c.closed {
				delete(c.turns, id)
				return
			}
			c.turns[id] = waiting[1:]
			c.takeTurn(id, waiting[0])
		})
	})
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
