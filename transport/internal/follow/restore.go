package follow

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// maxCopies is how many damaged events are asked for at once: the host keeps so
// many questions of one member, and some for gaps.
const maxCopies = 32

// maxHarmed is how many damaged events are remembered.
const maxHarmed = 4096

// Restore asks the host for what is damaged on our disk, now or with the next
// connection.
func (f *Follower) Restore() {
	f.harmed.Store(true)
	if l := f.connected(); l != nil {
		go l.inbox.put(nil) // it waits while the inbox is full, and not for ever
	}
}

// askCopies asks for what is damaged in the copy. The host's own copy can be
// damaged too; then it is asked for again another time.
func (c *copier) askCopies() {
	places, err := c.link.f.config.Store.Damaged(c.link.ctx, c.log, maxCopies)
	if err != nil {
		return // it is met again by who reads the copy
	}
	for _, p := range places {
		c.harmed[store.Place{Room: p.Room, Seq: p.Seq}] = true
		c.link.out.fetch(wire.Fetch{Room: p.Room, From: p.Seq, To: p.Seq})
	}
	if len(places) > 0 {
		c.link.session.Wake()
	}
}

// restore puts the host's copies in the place of what is damaged, and asks for more
// when all have come.
func (c *copier) restore() {
	if len(c.copies) == 0 {
		return
	}
	n, err := c.replica.Restore(c.epoch, c.copies)
	if err != nil {
		c.link.f.disk(err)
		return
	}
	for _, e := range c.copies {
		delete(c.harmed, store.Place{Room: e.Room, Seq: e.Seq})
	}
	if n == 0 {
		return
	}
	c.link.f.tell(func(w Watcher) { w.Restored() })
	if len(c.harmed) == 0 {
		c.askCopies()
	}
}

// maxAnswer bounds what waits to be sent of copies for the host, in bytes. It asks
// for the rest another time.
const maxAnswer = 4 << 20

// answer sends the host copies of what is damaged there.
func (c *copier) answer(q *wire.Fetch) {
	for seq := q.From - 1; seq < q.To; {
		n := int(min(q.To-seq, answerPage))
		records, err := c.link.f.config.Store.After(c.link.ctx, c.log, q.Room, seq, n)
		if err != nil {
			return // nobody is worse off than before
		}
		for i := range records {
			e := records[i].Event
			e.First = 0
			if seq = e.Seq; seq <= q.To && !e.Damaged && !c.link.out.copy(e) {
				return
			}
		}
		if len(records) < n {
			break
		}
	}
	c.link.session.Wake()
}

// answerPage is how many events are read at once for an answer.
const answerPage = 64
