package store

import (
	"context"
	"errors"

	"confab/transport/internal/wire"
)

// LogID names one life of a host's log within a store. The zero value is none.
type LogID int64

// Log is one life of a host's log.
type Log struct {
	ID      LogID
	Self    wire.Identity // who follows it here
	Host    wire.Identity // Self where the log is kept here
	Epoch   wire.Epoch
	Era     int  // from 1, in the order they began
	Current bool // the host's latest known life
	Began   wire.Millis
}

// Room is what is held of a room. Seqs First to Last are here, but for Gaps;
// Last is 0 where nothing was said yet.
type Room struct {
	ID          wire.RoomID
	Members     [2]wire.Identity // of a direct room, as far as known
	First, Last uint64
	Gaps        []Gap
}

// Gap is what the host did not give: Seqs From to To, both included. It held them no
// more or, BeforeUs, they were said before we were let in.
type Gap struct {
	From, To uint64
	BeforeUs bool
}

// Logs are all logs and their earlier eras, the oldest first.
func (s *Store) Logs(ctx context.Context) (logs []Log, err error) {
	err = s.read(ctx, func(c *conn) error {
		logs = nil
		return c.each(`SELECT l.id, a.identity, b.identity, l.epoch, l.era, l.began,
			l.era=(SELECT max(era) FROM logs WHERE host=l.host)
			FROM logs l JOIN hosts h ON h.id=l.host
			JOIN identities a ON a.id=h.self JOIN identities b ON b.id=h.host ORDER BY l.id`, func(r row) bool {
			l := Log{ID: LogID(r.ColumnInt64(0)), Era: r.ColumnInt(4), Began: r.millis(5), Current: r.ColumnBool(6)}
			r.fixed(1, l.Self[:])
			r.fixed(2, l.Host[:])
			r.fixed(3, l.Epoch[:])
			logs = append(logs, l)
			return true
		})
	})
	return logs, err
}

// Rooms are the rooms of a log, in the order they were made.
func (s *Store) Rooms(ctx context.Context, log LogID) (rooms []Room, err error) {
	err = s.read(ctx, func(c *conn) error {
		rooms = nil
		at := map[int64]int{}
		err := c.each(`SELECT r.id, r.room, a.identity, b.identity, r.first_seq, r.last_seq FROM rooms r
			LEFT JOIN identities a ON a.id=r.a LEFT JOIN identities b ON b.id=r.b
			WHERE r.log=? ORDER BY r.id`, func(r row) bool {
			m := Room{First: r.seq(4), Last: r.seq(5)}
			r.fixed(1, m.ID[:])
			r.fixed(2, m.Members[0][:])
			r.fixed(3, m.Members[1][:])
			at[r.ColumnInt64(0)] = len(rooms)
			rooms = append(rooms, m)
			return true
		}, int64(log))
		if err != nil {
			return err
		}
		return c.each(`SELECT g.room, g.from_seq, g.to_seq, g.before_us FROM gaps g JOIN rooms r ON r.id=g.room
			WHERE r.log=? ORDER BY g.room, g.from_seq`, func(r row) bool {
			if i, ok := at[r.ColumnInt64(0)]; ok {
				rooms[i].Gaps = append(rooms[i].Gaps, Gap{r.seq(1), r.seq(2), r.ColumnBool(3)})
			}
			return true
		}, int64(log))
	})
	return rooms, err
}

// host is the number of the pair of who follows and who is followed.
func (c *conn) host(self, host wire.Identity) (id int64, err error) {
	if self == (wire.Identity{}) || host == (wire.Identity{}) {
		return 0, errors.New("a log needs an identity")
	}
	a, err := c.identity(self)
	if err != nil {
		return 0, err
	}
	b, err := c.identity(host)
	if err != nil {
		return 0, err
	}
	found, err := c.one("SELECT id FROM hosts WHERE self=? AND host=?", func(r row) { id = r.ColumnInt64(0) }, a, b)
	if found || err != nil {
		return id, err
	}
	if err = c.run("INSERT INTO hosts(self, host) VALUES(?,?)", a, b); err != nil {
		return 0, err
	}
	return c.LastInsertRowID(), nil
}

// current is the newest log of a host; 0 where there is none.
func (c *conn) current(host int64) (log int64, epoch wire.Epoch, err error) {
	_, err = c.one("SELECT id, epoch FROM logs WHERE host=? ORDER BY era DESC LIMIT 1", func(r row) {
		log = r.ColumnInt64(0)
		r.fixed(1, epoch[:])
	}, host)
	return log, epoch, err
}

// newLog begins an era of a host, with the room of everyone.
func (c *conn) newLog(host int64, epoch wire.Epoch, now wire.Millis) (int64, error) {
	err := c.run(`INSERT INTO logs(host, era, epoch, began)
		VALUES(?1, 1+(SELECT coalesce(max(era),0) FROM logs WHERE host=?1), ?2, ?3)`, host, epoch, now)
	if err != nil {
		return 0, err
	}
	log := c.LastInsertRowID()
	_, err = c.newRoom(log, wire.Everyone)
	return log, err
}

// place is a room in the midst of a change.
type place struct {
	id          int64
	first, last uint64
	a, b        int64 // numbers of the two of a direct room, 0 where not known
}

// room finds a room of a log; an id of 0 says there is none.
func (c *conn) room(log int64, id wire.RoomID) (p place, err error) {
	_, err = c.one("SELECT id, first_seq, last_seq, a, b FROM rooms WHERE log=? AND room=?", func(r row) {
		p = place{r.ColumnInt64(0), r.seq(1), r.seq(2), r.ColumnInt64(3), r.ColumnInt64(4)}
	}, log, id)
	return p, err
}

func (c *conn) newRoom(log int64, id wire.RoomID) (place, error) {
	err := c.run("INSERT INTO rooms(log, room) VALUES(?,?)", log, id)
	return place{id: c.LastInsertRowID(), first: 1}, err
}

// pair notes who the two of a direct room are.
func (c *conn) pair(p *place, a, b int64) error {
	p.a, p.b = a, b
	return c.run("UPDATE rooms SET a=?, b=? WHERE id=?", a, b, p.id)
}

// insert adds the event to its log, moves the room's last Seq, and shows what
// the event changes. The caller has seen to the order.
func (c *conn) insert(log int64, p *place, author int64, e *wire.Event) error {
	var sum any
	if !e.Damaged {
		sound := eventSum(e)
		sum = sound[:]
	}
	err := c.run(`INSERT INTO events(log, room, seq, author, cid, kind, body, ref, client_ts, server_ts, guest, file, sum, damaged)
		VALUES(?,?,?,?,?,?,?,?,?,?,nullif(?,''),?,?,?)`,
		log, p.id, e.Seq, author, e.CID, e.Kind, e.Body, e.Ref, e.ClientTime, e.ServerTime, e.Guest, blob(e.File), sum, e.Damaged)
	if err != nil {
		return err
	}
	c.lags = true
	c.follows(change{event: *e, log: LogID(log)})
	if err = c.advance(p, e.Seq); err != nil {
		return err
	}
	if !e.Damaged && (e.Kind == wire.Edit || e.Kind == wire.Delete) {
		return c.amend(p.id, author, e)
	}
	return nil
}

// advance moves the room's last Seq.
func (c *conn) advance(p *place, seq uint64) error {
	if p.last == 0 && seq > 1 {
		p.first = seq
	}
	p.last = seq
	return c.run("UPDATE rooms SET first_seq=?, last_seq=? WHERE id=?", p.first, p.last, p.id)
}

// amend shows an edit or a deletion in the message it names, if that is held and
// was not deleted before.
func (c *conn) amend(room, author int64, e *wire.Event) error {
	t, err := c.target(room, author, e.Ref)
	if err != nil || t.id == 0 {
		return err
	}
	return c.change(t, e)
}

// target is a text that an edit or a deletion changes.
type target struct {
	id      int64 // 0: it is not held
	deleted bool
}

// target finds the text of an author that a change in a room names: in the room
// itself, else in the latest of the host's other eras that has it. What changes it
// can be in another era, since a host that is put back loses some of both.
func (c *conn) target(room, author int64, cid wire.CID) (t target, err error) {
	_, err = c.one(`SELECT e.id, e.deleted `+inEras+`
		AND e.cid=?2 AND e.author=?3 AND e.kind=?4 AND e.damaged=0 ORDER BY e.room=?1 DESC, e.log DESC LIMIT 1`, func(r row) {
		t = target{r.ColumnInt64(0), r.ColumnBool(1)}
	}, room, cid, author, wire.Text)
	return t, err
}

// inEras is where the events of the room ?1 are, in all eras of its host.
const inEras = `FROM events e CROSS JOIN logs l ON l.id=e.log CROSS JOIN rooms r ON r.id=e.room
	WHERE r.room=(SELECT room FROM rooms WHERE id=?1) AND l.host=(SELECT l.host FROM rooms r JOIN logs l ON l.id=r.log WHERE r.id=?1)`

// change shows an edit or a deletion in a text, if that was not deleted before.
func (c *conn) change(t target, e *wire.Event) error {
	if t.deleted {
		return nil
	}
	if err := c.outdate(t.id); err != nil {
		return err
	}
	sql, shown := "UPDATE events SET shown=? WHERE id=?", any(e.Body)
	if e.Kind == wire.Delete {
		sql, shown = "UPDATE events SET deleted=? WHERE id=?", true
	}
	if err := c.run(sql, shown, t.id); err != nil {
		return err
	}
	c.follows(change{event: *e, text: t.id})
	return nil
}
