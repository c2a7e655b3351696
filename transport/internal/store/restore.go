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
// be proven, if the event has the checksum of what was there.
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
	if err = c.run(`UPDATE events SET author=?, cid=?, kind=?, body=?, ref=?, client_ts=?, server_ts=?, guest=nullif(?,''), sum=?, damaged=0
		WHERE id=?`, author, e.CID, e.Kind, e.Body, e.Ref, e.ClientTime, e.ServerTime, e.Guest, sum[:], id); err != nil {
		return false, err
	}
	switch e.Kind {
	case wire.Text:
		err = c.refold(&p, author, e.CID)
	case wire.Edit, wire.Delete:
		err = c.refold(&p, author, e.Ref)
	}
	return err == nil, err
}

// refold shows the text of an author's message as its edits and its deletion left
// it, if the message is held.
func (c *conn) refold(p *place, author int64, cid wire.CID) error {
	var target int64
	var body string
	found, err := c.one("SELECT id, body FROM events WHERE cid=? AND author=? AND room=? AND kind=1 AND damaged=0", func(r row) {
		target, body = r.ColumnInt64(0), r.ColumnText(1)
	}, cid, author, p.id)
	if err != nil || !found {
		return err
	}
	if err = c.run("DELETE FROM search WHERE rowid=?", target); err != nil {
		return err
	}
	if err = c.run("UPDATE events SET shown=NULL, deleted=0 WHERE id=?", target); err != nil {
		return err
	}
	if err = c.show(p, author, target, &wire.Event{Post: wire.Post{Kind: wire.Text, Body: body}}); err != nil {
		return err
	}
	var changes []wire.Event
	err = c.each("SELECT kind, body FROM events WHERE ref=? AND author=? AND room=? AND kind IN (2, 3) AND damaged=0 ORDER BY seq", func(r row) bool {
		changes = append(changes, wire.Event{Post: wire.Post{Kind: wire.Kind(r.ColumnInt(0)), Body: r.ColumnText(1), Ref: cid}})
		return true
	}, cid, author, p.id)
	for i := 0; i < len(changes) && err == nil; i++ {
		err = c.show(p, author, 0, &changes[i])
	}
	return err
}
