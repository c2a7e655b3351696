package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"confab/transport/internal/wire"
)

// sumBytes is how long the checksum of an event is. It is a cut SHA-256: who
// offers an event in the place of a damaged one cannot make another that fits.
const sumBytes = 16

// eventSum is the checksum of everything that an author and the host said.
func eventSum(e *wire.Event) [sumBytes]byte {
	h := sha256.New()
	var head [8 + 1 + 8 + 8 + 4]byte
	binary.BigEndian.PutUint64(head[:], e.Seq)
	head[8] = byte(e.Kind)
	binary.BigEndian.PutUint64(head[9:], uint64(e.ClientTime))
	binary.BigEndian.PutUint64(head[17:], uint64(e.ServerTime))
	binary.BigEndian.PutUint32(head[25:], uint32(len(e.Guest)))
	for _, b := range [][]byte{head[:], e.Room[:], e.From[:], e.CID[:], e.Ref[:], []byte(e.Guest), []byte(e.Body)} {
		h.Write(b)
	}
	if e.File != "" {
		// Its length says where the text ends.
		h.Write(binary.BigEndian.AppendUint32([]byte(e.File), uint32(len(e.File))))
	}
	return [sumBytes]byte(h.Sum(nil))
}

// marked is what the events of a database were found to be.
type marked struct {
	events  int // marked as damaged now
	missing int // of them, those that were not there at all
	talks   []DamagedTalk
}

// mark compares every event with its checksum, and every room with the numbers
// of its events. What is damaged or missing is marked in its place. It runs in a
// transaction.
func (c *conn) mark() (m marked, err error) {
	before, err := c.damagedByRoom()
	if err != nil {
		return m, err
	}
	if m.events, err = c.markChanged(); err != nil {
		return m, err
	}
	if m.missing, err = c.markMissing(); err != nil {
		return m, err
	}
	if m.events += m.missing; m.events > 0 {
		m.talks, err = c.damagedTalks(before)
	}
	return m, err
}

// markStep is how many events are compared before what was found is written.
const markStep = 512

func (c *conn) markChanged() (n int, err error) {
	for last := int64(0); ; {
		damaged, next, err := c.compare(last, markStep)
		if err != nil {
			return n, err
		}
		for _, id := range damaged {
			if err := c.markEvent(id); err != nil {
				return n, err
			}
		}
		n += len(damaged)
		if next == last {
			return n, nil
		}
		last = next
	}
}

// compare reads up to n events above the number after, and returns the last one's
// and those that are not what was written. An event whose author or room is not
// there is one of them.
func (c *conn) compare(after int64, n int) (damaged []int64, last int64, err error) {
	last = after
	err = c.each("SELECT "+recordColumns+`, e.id FROM events e LEFT JOIN rooms r ON r.id=e.room
		LEFT JOIN identities a ON a.id=e.author WHERE e.id>? ORDER BY e.id LIMIT ?`, func(r row) bool {
		last = r.ColumnInt64(recordWidth)
		if _, sound := r.event(); !sound {
			damaged = append(damaged, last)
		}
		return true
	}, after, n)
	return damaged, last, err
}

// markEvent marks an event as damaged. Its checksum stays: it tells whether another
// copy is the right one. The host stands for the author, since that can be what is wrong.
func (c *conn) markEvent(id int64) error {
	for _, sql := range []string{
		"DELETE FROM search WHERE rowid=?1",
		`UPDATE events SET damaged=1, kind=1, body='', shown=NULL, deleted=0, ref=NULL, guest=NULL, file=NULL, client_ts=0,
			server_ts=` + aroundThen("events.room", "events.seq") + `,
			author=(SELECT h.host FROM logs l JOIN hosts h ON h.id=l.host WHERE l.id=events.log) WHERE id=?1`,
	} {
		if err := c.run(sql, id); err != nil {
			return err
		}
	}
	return nil
}

// aroundThen is the time of the event before this Seq of a room, or after it: about
// when what is damaged was said.
func aroundThen(room, seq string) string {
	return `coalesce(
		(SELECT server_ts FROM events x WHERE x.room=` + room + ` AND x.seq<` + seq + ` AND x.damaged=0 ORDER BY x.seq DESC LIMIT 1),
		(SELECT server_ts FROM events x WHERE x.room=` + room + ` AND x.seq>` + seq + ` AND x.damaged=0 ORDER BY x.seq LIMIT 1), 0)`
}

// markMissing puts a damaged event in the place of each that is not there.
func (c *conn) markMissing() (n int, err error) {
	type span struct{ room, log, from, to int64 }
	var holes []span
	// Each event after which there is none, but should be; and a room's end.
	for _, sql := range []string{
		`SELECT r.id, r.log, 1+coalesce((SELECT max(seq) FROM events WHERE room=r.id), r.first_seq-1), r.last_seq
			FROM rooms r WHERE r.last_seq>coalesce((SELECT max(seq) FROM events WHERE room=r.id), r.first_seq-1)`,
		`SELECT r.id, r.log, r.first_seq, (SELECT min(seq) FROM events WHERE room=r.id)-1
			FROM rooms r WHERE r.first_seq<(SELECT min(seq) FROM events WHERE room=r.id)`,
		`SELECT r.id, r.log, e.seq+1, (SELECT min(seq) FROM events WHERE room=e.room AND seq>e.seq)-1
			FROM events e JOIN rooms r ON r.id=e.room
			WHERE e.seq<r.last_seq AND NOT EXISTS (SELECT 1 FROM events x WHERE x.room=e.room AND x.seq=e.seq+1)
			AND EXISTS (SELECT 1 FROM events x WHERE x.room=e.room AND x.seq>e.seq)`,
	} {
		if err = c.each(sql, func(r row) bool {
			holes = append(holes, span{r.ColumnInt64(0), r.ColumnInt64(1), r.ColumnInt64(2), r.ColumnInt64(3)})
			return true
		}); err != nil {
			return 0, err
		}
	}
	for _, h := range holes {
		for seq := h.from; seq <= h.to; seq++ {
			end, err := c.excused(h.room, uint64(seq))
			if err != nil {
				return n, err
			}
			if end > 0 {
				seq = int64(end)
				continue
			}
			if n >= maxHole {
				return n, &CorruptError{fmt.Errorf("events %d to %d of a room are missing", h.from, h.to)}
			}
			row, err := c.between(h.room, seq)
			if err != nil {
				return n, err
			}
			if err = c.run(`INSERT INTO events(log, room, seq, author, cid, kind, body, client_ts, server_ts, damaged, id)
				SELECT l.id, ?2, ?3, h.host, randomblob(16), 1, '', 0, `+aroundThen("?2", "?3")+`, 1, ?4
				FROM logs l JOIN hosts h ON h.id=l.host WHERE l.id=?1`, h.log, h.room, seq, row); err != nil {
				return n, err
			}
			// Search can still have the text of what is lost.
			if err = c.run("DELETE FROM search WHERE rowid=?", c.LastInsertRowID()); err != nil {
				return n, err
			}
			n++
		}
	}
	// A room whose numbers are behind its events would give them out again.
	return n, c.run(`UPDATE rooms SET last_seq=max(last_seq, (SELECT max(seq) FROM events WHERE room=rooms.id)),
		first_seq=min(first_seq, (SELECT min(seq) FROM events WHERE room=rooms.id))
		WHERE EXISTS (SELECT 1 FROM events WHERE room=rooms.id AND (seq>rooms.last_seq OR seq<rooms.first_seq))`)
}

// between returns the number of a row for an event that is missing in a room, so
// that rows stay in the order in which their events came: changes are shown in that,
// and the newest reaction is the last. It is nil where none is free.
func (c *conn) between(room, seq int64) (number any, err error) {
	var low, high int64
	if _, err = c.one(`SELECT coalesce((SELECT id FROM events WHERE room=?1 AND seq<?2 ORDER BY seq DESC LIMIT 1), 0),
		coalesce((SELECT id FROM events WHERE room=?1 AND seq>?2 ORDER BY seq LIMIT 1), 9223372036854775807)`,
		func(r row) { low, high = r.ColumnInt64(0), r.ColumnInt64(1) }, room, seq); err != nil {
		return nil, err
	}
	_, err = c.one(`SELECT min(x) FROM (SELECT ?1+1 AS x UNION ALL
		SELECT x FROM (SELECT id+1 AS x FROM events WHERE id>?1 AND id<?2 ORDER BY id LIMIT ?3))
		WHERE x<?2 AND NOT EXISTS (SELECT 1 FROM events WHERE id=x)`, func(r row) { number = r.value(0) }, low, high, maxTaken)
	return number, err
}

// maxTaken is how many numbers that are taken are passed over to find a free one.
const maxTaken = 4096

// excused returns up to which Seq the events of a room from seq on are not there
// because they need not be: the host had them no more, or they were carried into a
// later era. It is 0 if the event should be there.
func (c *conn) excused(room int64, seq uint64) (end uint64, err error) {
	_, err = c.one(`SELECT max(
		coalesce((SELECT to_seq FROM gaps WHERE room=?1 AND from_seq<=?2 ORDER BY from_seq DESC LIMIT 1), 0),
		coalesce((SELECT from_seq+count-1 FROM carried WHERE room=?1 AND from_seq<=?2 ORDER BY from_seq DESC LIMIT 1), 0))`,
		func(r row) { end = r.seq(0) }, room, seq)
	if end < seq {
		end = 0
	}
	return end, err
}

// maxHole bounds what is put in the place of missing events: a number that is
// itself damaged could ask for any.
const maxHole = 1 << 20

// addV5 gives every event its checksum.
func (c *conn) addV5() error {
	if err := c.Exec(schemaV5); err != nil {
		return err
	}
	type sum struct {
		id  int64
		sum [sumBytes]byte
	}
	for last := int64(0); ; {
		var sums []sum
		err := c.each("SELECT "+recordColumnsV5+", NULL, e.id"+recordTables+"WHERE e.id>? ORDER BY e.id LIMIT ?", func(r row) bool {
			e, _ := r.event()
			last = r.ColumnInt64(recordWidth)
			sums = append(sums, sum{last, eventSum(&e)})
			return true
		}, last, markStep)
		for i := 0; i < len(sums) && err == nil; i++ {
			err = c.run("UPDATE events SET sum=? WHERE id=?", sums[i].sum[:], sums[i].id)
		}
		if err != nil || len(sums) == 0 {
			return err
		}
	}
}

const schemaV5 = `
-- sum is the checksum of what was said. Of an event that is damaged nothing else
-- is left, and where it was missing not even that.
ALTER TABLE events ADD COLUMN sum BLOB;
ALTER TABLE events ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;
CREATE INDEX events_damaged ON events(log) WHERE damaged=1;
-- The checksum is also here: where a page of the table is ruined, it still proves
-- that the copy of a member is the right one.
DROP INDEX events_seq;
CREATE UNIQUE INDEX events_seq ON events(room, seq, sum);
`
