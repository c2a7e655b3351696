package store

import (
	"context"

	"confab/transport/internal/wire"
)

// Receipt is how far a member has come in a room. The zero Member stands for
// everyone of the room, as in wire.Got.
type Receipt struct {
	Member    wire.Identity
	Got, Read uint64
}

// NoteGot writes down that a member has the events of these rooms on disk.
// Numbers only grow; rooms that the log does not have are passed over. In a log
// kept here no member can have more than was said.
func (s *Store) NoteGot(log LogID, member wire.Identity, cursors wire.Cursors) error {
	return s.note(log, member, cursors, `INSERT INTO receipts(room, member, got) VALUES(?,?,?)
		ON CONFLICT DO UPDATE SET got=max(got, excluded.got)`)
}

// NoteRead writes down that the events of these rooms were displayed to a
// member, who then also has them.
func (s *Store) NoteRead(log LogID, member wire.Identity, cursors wire.Cursors) error {
	return s.note(log, member, cursors, `INSERT INTO receipts(room, member, got, read) VALUES(?1,?2,?3,?3)
		ON CONFLICT DO UPDATE SET got=max(got, excluded.got), read=max(read, excluded.read)`)
}

func (s *Store) note(log LogID, member wire.Identity, cursors wire.Cursors, sql string) error {
	return s.write(max(len(cursors), 1), func(c *conn) error {
		number, err := c.identity(member)
		if err != nil {
			return err
		}
		kept, err := c.one("SELECT 1 FROM logs l JOIN hosts h ON h.id=l.host WHERE l.id=? AND h.self=h.host",
			func(row) {}, int64(log))
		if err != nil {
			return err
		}
		for id, seq := range cursors {
			p, err := c.room(int64(log), id)
			if err != nil {
				return err
			}
			if kept {
				seq = min(seq, p.last)
			}
			if p.id == 0 || seq == 0 {
				continue
			}
			if err = c.run(sql, p.id, number, seq); err != nil {
				return err
			}
		}
		return nil
	})
}

// Receipts are those of a room.
func (s *Store) Receipts(ctx context.Context, log LogID, room wire.RoomID) (receipts []Receipt, err error) {
	err = s.read(ctx, func(c *conn) error {
		receipts = nil
		return c.each(`SELECT i.identity, t.got, t.read FROM receipts t JOIN rooms r ON r.id=t.room
			JOIN identities i ON i.id=t.member WHERE r.log=? AND r.room=? ORDER BY t.member`, func(r row) bool {
			t := Receipt{Got: r.seq(1), Read: r.seq(2)}
			r.fixed(0, t.Member[:])
			receipts = append(receipts, t)
			return true
		}, int64(log), room)
	})
	return receipts, err
}
