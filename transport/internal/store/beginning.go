package store

import "confab/transport/internal/wire"

func (c *conn) beginV8() error { return c.Exec(schemaV8) }

// Members of before could read everything, and copies knew of no other beginning.
const schemaV8 = `
-- From which event of the room of all a member may read.
ALTER TABLE members ADD COLUMN first_seq INTEGER NOT NULL DEFAULT 1;

-- From which event self may read, as the host told last, and which of the gaps are for
-- that.
ALTER TABLE rooms ADD COLUMN begins INTEGER NOT NULL DEFAULT 1;
ALTER TABLE gaps ADD COLUMN before_us INTEGER NOT NULL DEFAULT 0;
`

// beginning is from which event of the room of all somebody may read who becomes a member
// now: the next one or, for all, the first.
func (h *Host) beginning(c *conn, all bool) (first uint64, err error) {
	if all {
		return 1, nil
	}
	p, err := c.room(h.log, wire.Everyone)
	return p.last + 1, err
}

// noLaterThanNext lets members read the next event of the room of all: a log that was
// mended can have lost its end, and gives those numbers out again.
func (h *Host) noLaterThanNext(c *conn) error {
	next, err := h.beginning(c, false)
	if err != nil {
		return err
	}
	return c.run("UPDATE members SET first_seq=?2 WHERE host=?1 AND first_seq>?2", h.id, next)
}

// Begins says from which event of Everyone the host lets self read: the gap before that
// is one BeforeUs. It counts in the epoch of Begin.
func (r *Replica) Begins(epoch wire.Epoch, first uint64) error {
	return r.store.write(1, func(c *conn) error {
		log, err := r.follows(c, epoch)
		if err != nil {
			return err
		}
		return c.run("UPDATE rooms SET begins=? WHERE log=? AND room=?", first, log.log, wire.Everyone)
	})
}

// skip notes the gap between the last event of a room and the next one that came.
func (c *conn) skip(p *place, next uint64) error {
	return c.run("INSERT INTO gaps(room, from_seq, to_seq, before_us) SELECT id, ?2, ?3-1, begins=?3 FROM rooms WHERE id=?1",
		p.id, p.last+1, next)
}
