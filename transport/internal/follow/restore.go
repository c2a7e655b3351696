package follow

import (
	"slices"

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

// answer sends the host copies of what is damaged there. A host that was put back has
// a new epoch, and the copy follows it from the first event on: what its disk damaged
// comes as damaged, and is whole in an earlier era only, under the same number if that
// is what the host had. It takes nothing that does not have the checksum of what was there.
func (c *copier) answer(q *wire.Fetch) {
	logs, err := c.eras()
	if err != nil {
		return // nobody is worse off than before
	}
	defer c.link.session.Wake()
	whole := map[uint64]bool{}
	for _, log := range logs {
		for seq := q.From - 1; seq < q.To; {
			n := int(min(q.To-seq, answerPage))
			records, err := c.link.f.config.Store.After(c.link.ctx, log, q.Room, seq, n)
			if err != nil {
				return
			}
			for i := range records {
				e := records[i].Event
				e.First = 0
				if seq = e.Seq; seq > q.To || e.Damaged || whole[seq] {
					continue
				}
				if !c.link.out.copy(e) {
					return
				}
				whole[seq] = log == c.log
			}
			if len(records) < n {
				break
			}
		}
	}
}

// maxEras bounds in how many logs of the host copies are looked for.
const maxEras = 8

// eras are the logs of the host that are held here, the latest first.
func (c *copier) eras() (logs []store.LogID, err error) {
	all, err := c.link.f.config.Store.Logs(c.link.ctx)
	for _, l := range slices.Backward(all) {
		if l.Self == c.link.f.self && l.Host == c.host && len(logs) < maxEras {
			logs = append(logs, l.ID)
		}
	}
	return logs, err
}

// answerPage is how many events are read at once for an answer.
const answerPage = 64
