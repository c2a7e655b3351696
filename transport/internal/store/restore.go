package store

import (
	"context"

	"confab/transport/internal/wire"
)

// Place is where an event of a log is.
type Place struct {
	Room wire.RoomID
	Seq  uint64
	// Proven says that the checksum of what was there is still known, so that a
	// copy can be told from a forgery.
	Proven bool
}

// Damaged are the places of up to n damaged events of a log.
func (s *Store) Damaged(ctx context.Context, log LogID, n int) (places []Place, err error) {
	err = s.read(ctx, func(c *conn) error {
		places = nil
		return c.each(`SELECT r.room, e.seq, e.sum IS NOT NULL FROM events e JOIN rooms r ON r.id=e.room
			WHERE e.log=? AND e.damaged=1 ORDER BY e.room, e.seq LIMIT ?`, func(r row) bool {
			p := Place{Seq: r.seq(1), Proven: r.ColumnBool(2)}
			r.fixed(0, p.Room[:])
			places = append(places, p)
			return true
		}, int64(log), n)
	})
	return places, err
}

// Restore puts what the host has in the place of events that are damaged here, and
// returns how many. Others are passed over.
func (r *Replica) Restore(epoch wire.Epoch, events []wire.Event) (n int, err error) {
	err = r.store.write(max(len(events), 1), func(c *conn) error {
		n = 0
		log, err := r.follows(c, epoch)
		for i := 0; i < len(events) && err == nil; i++ {
			var done bool
			if done, err = c.restoreEvent(log.log, &events[i], false); done {
				n++
			}
		}
		return err
	})
	return n, err
}

// Restore puts the copies that a member has in the place of events that are
// damaged here, as far as they are what was there, and returns how many. Done is
// called as AppendAsync calls it.
func (h *Host) Restore(events []wire.Event, done func(n int, err error)) {
	n := 0
	h.store.submit(job{weight: max(len(events), 1), do: func(c *conn) (err error) {
		n = 0
		for i := 0; i < len(events) && err == nil; i++ {
			var restored bool
			if restored, err = c.restoreEvent(h.log, &events[i], true); restored {
				n++
			}
		}
		return err
	}, done: func(err error) { done(n, err) }})
}

// restoreEvent puts an event in its place, if that is damaged and, where it has to
// be proven, if the event has the checksum of what was there. What an earlier era
// has of it is carried there.
func (c *conn) restoreEvent(log int64, e *wire.Event, proven bool) (bool, error) {
	if e.Damaged {
		return false, nil
	}
	p, err := c.room(log, e.Room)
	if err != nil || p.id == 0 {
		return false, err
	}
	var id int64
	sum := eventSum(e)
	fits := !proven
	found, err := c.one("SELECT id, sum FROM events WHERE room=? AND seq=? AND damaged=1", func(r row) {
		id = r.ColumnInt64(0)
		fits = fits || string(sum[:]) == string(r.ColumnRawBlob(1))
	}, p.id, e.Seq)
	if err != nil || !found || !fits {
		return false, err
	}
	author, err := c.identity(e.From)
	if err != nil {
		return false, err
	}
	twice, err := c.one("SELECT 1 FROM events WHERE cid=? AND author=? AND log=? AND id<>?", func(row) {}, e.CID, author, log, id)
	if err != nil || twice {
		return false, err
	}
	earlier, err := c.formers(log, author, e)
	if err != nil {
		return false, err
	}
	if len(earlier) > 0 {
		if err = c.remove(id); err == nil {
			_, err = c.move(earlier, log, &p, e)
		}
		return err == nil, err
	}
	if err = c.run(`UPDATE events SET author=?, cid=?, kind=?, body=?, ref=?, client_ts=?, server_ts=?, guest=nullif(?,''), file=?, sum=?, damaged=0
		WHERE id=?`, author, e.CID, e.Kind, e.Body, e.Ref, e.ClientTime, e.ServerTime, e.Guest, blob(e.File), sum[:], id); err != nil {
		return false, err
	}
	switch e.Kind {
	case wire.Text:
		err = c.refold(p.id, author, e.CID)
	case wire.Edit, wire.Delete:
		err = c.refold(p.id, author, e.Ref)
	}
	return err == nil, err
}

// refold shows the text of an author's message, which something in a room names or
// is, as its edits and its deletion left it, if the message is held.
func (c *conn) refold(room, author int64, cid wire.CID) error {
	t, err := c.target(room, author, cid)
	if err != nil || t.id == 0 {
		return err
	}
	if err = c.outdate(t.id); err != nil {
		return err
	}
	if err = c.run("UPDATE events SET shown=NULL, deleted=0 WHERE id=?", t.id); err != nil {
		return err
	}
	type said struct {
		room  int64
		event wire.Event
	}
	var changes []said
	// The rows are in the order in which they came, through all eras.
	err = c.each(`SELECT e.room, e.kind, e.body `+inEras+`
		AND e.ref=?2 AND e.author=?3 AND e.kind IN (2, 3) AND e.damaged=0 ORDER BY e.id`, func(r row) bool {
		changes = append(changes, said{r.ColumnInt64(0), wire.Event{Post: wire.Post{Kind: wire.Kind(r.ColumnInt(1)), Body: r.ColumnText(2)}}})
		return true
	}, room, cid, author)
	for i := 0; i < len(changes) && err == nil; i++ {
		var now target
		if now, err = c.target(changes[i].room, author, cid); err == nil && now.id == t.id {
			err = c.change(now, &changes[i].event)
		}
	}
	return err
}
