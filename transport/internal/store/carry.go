package store

import (
	"context"

	"confab/transport/internal/wire"
)

// Carried says that an event came in a new era which the copy has from an earlier
// one: it left that, and is shown in its place.
type Carried struct {
	Room wire.RoomID
	Seq  uint64 // in the current log
	Log  LogID  // where it was
	Was  uint64 // its Seq there
}

// CarriedRun is that of Count events, whose numbers follow each other here and there.
type CarriedRun struct {
	Room  wire.RoomID
	Was   uint64 // the first Seq where it was
	Count uint64
	Log   LogID // where it is now, or was carried on from
	Seq   uint64
}

func (c *conn) carryV4() error { return c.Exec(schemaV4) }

const schemaV4 = `
-- What left a room of an earlier era for one of a later era of the same host, where
-- it came again: count events from from_seq on are there from to_seq on.
CREATE TABLE carried(
	room     INTEGER NOT NULL REFERENCES rooms,
	from_seq INTEGER NOT NULL,
	count    INTEGER NOT NULL CHECK(count>0),
	to_room  INTEGER NOT NULL REFERENCES rooms,
	to_seq   INTEGER NOT NULL,
	PRIMARY KEY(room, from_seq)) STRICT, WITHOUT ROWID;
`

// Carried are the runs of events that left a log, in the order of their rooms and
// numbers.
func (s *Store) Carried(ctx context.Context, log LogID) (runs []CarriedRun, err error) {
	err = s.read(ctx, func(c *conn) error {
		runs = nil
		return c.each(`SELECT r.room, k.from_seq, k.count, t.log, k.to_seq FROM rooms r
			JOIN carried k ON k.room=r.id JOIN rooms t ON t.id=k.to_room
			WHERE r.log=? ORDER BY k.room, k.from_seq`, func(r row) bool {
			run := CarriedRun{Was: r.seq(1), Count: r.seq(2), Log: LogID(r.ColumnInt64(3)), Seq: r.seq(4)}
			r.fixed(0, run.Room[:])
			runs = append(runs, run)
			return true
		}, int64(log))
	})
	return runs, err
}

// era is the log that a copy follows.
type era struct {
	log     int64
	earlier bool // there are earlier ones
}

// former is an event as an earlier era has it.
type former struct {
	id, log, room int64
	seq           uint64
	deleted       bool
	shown         any // text or nil
}

// formers are the copies that the other eras of a log's host have of an event: by
// author and CID, and what was said must be the same.
func (c *conn) formers(log, author int64, e *wire.Event) (found []former, err error) {
	err = c.each(`SELECT e.id, e.log, e.room, e.seq, e.deleted, e.shown FROM events e
		CROSS JOIN logs l ON l.id=e.log CROSS JOIN rooms r ON r.id=e.room
		WHERE e.cid=? AND e.author=? AND l.host=(SELECT host FROM logs WHERE id=?3) AND e.log<>?3 AND r.room=?
		AND e.damaged=0 AND e.kind=? AND e.body=? AND e.ref IS ? AND coalesce(e.guest,'')=? AND e.file IS ? ORDER BY e.id`, func(row row) bool {
		f := former{id: row.ColumnInt64(0), log: row.ColumnInt64(1), room: row.ColumnInt64(2), seq: row.seq(3),
			deleted: row.ColumnBool(4)}
		if row.edited(5) {
			f.shown = row.ColumnText(5)
		}
		found = append(found, f)
		return true
	}, e.CID, author, log, e.Room, e.Kind, e.Body, e.Ref, e.Guest, blob(e.File))
	return found, err
}

// move carries an event, of which there are these copies, to its number in a log. It
// stays as it is shown, since what changed it was carried too or is only here. It
// returns where it was, the place in which it is shown first.
func (c *conn) move(found []former, log int64, p *place, e *wire.Event) (carried []Carried, err error) {
	kept := found[0]
	for _, f := range found {
		if err = c.noteCarried(f, p.id, e.Seq); err != nil {
			return nil, err
		}
		carried = append(carried, Carried{Room: e.Room, Seq: e.Seq, Log: LogID(f.log), Was: f.seq})
	}
	// Copies of several eras, from before events were carried: the last one was
	// changed last.
	if last := found[len(found)-1]; last.id != kept.id {
		if err = c.merge(found, last); err != nil {
			return nil, err
		}
	}
	sum := eventSum(e)
	return carried, c.run("UPDATE events SET log=?, room=?, seq=?, client_ts=?, server_ts=?, sum=? WHERE id=?",
		log, p.id, e.Seq, e.ClientTime, e.ServerTime, sum[:], kept.id)
}

// merge leaves the first of several copies of an event, as it is shown in the last.
func (c *conn) merge(found []former, last former) error {
	for _, f := range found[1:] {
		if err := c.remove(f.id); err != nil {
			return err
		}
	}
	if err := c.outdate(found[0].id); err != nil {
		return err
	}
	return c.run("UPDATE events SET shown=?, deleted=? WHERE id=?", last.shown, last.deleted, found[0].id)
}

// noteCarried writes down that an event left a room for another, in one row for
// all that follow each other.
func (c *conn) noteCarried(f former, to int64, seq uint64) error {
	var from uint64
	extends := false
	if _, err := c.one("SELECT from_seq, count, to_room, to_seq FROM carried WHERE room=? AND from_seq<? ORDER BY from_seq DESC LIMIT 1", func(r row) {
		from = r.seq(0)
		count := r.seq(1)
		extends = from+count == f.seq && r.ColumnInt64(2) == to && r.seq(3)+count == seq
	}, f.room, f.seq); err != nil {
		return err
	}
	if extends {
		return c.run("UPDATE carried SET count=count+1 WHERE room=? AND from_seq=?", f.room, from)
	}
	return c.run("INSERT INTO carried VALUES(?,?,1,?,?)", f.room, f.seq, to, seq)
}

// acquaint has a direct room of a new era know the two that it had in an earlier one.
func (r *Replica) acquaint(c *conn, p *place, room wire.RoomID) error {
	var a, b int64
	found, err := c.one(`SELECT r.a, r.b FROM rooms r JOIN logs l ON l.id=r.log
		WHERE l.host=? AND r.room=? AND r.a IS NOT NULL ORDER BY r.id DESC LIMIT 1`,
		func(row row) { a, b = row.ColumnInt64(0), row.ColumnInt64(1) }, r.id, room)
	if !found || err != nil {
		return err
	}
	return c.pair(p, a, b)
}
