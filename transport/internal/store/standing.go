package store

import (
	"cmp"
	"context"
	"slices"

	"confab/transport/internal/wire"
)

// Located is a message and the log that holds it, which may be an earlier or later
// era than the one it was asked for in.
type Located struct {
	Record
	Log LogID
}

// Standing is a message as it stands, with what its talk shows about it.
type Standing struct {
	Located
	// About are what Reactions has of it.
	About []Record
	// Quoted is the message that it answers; of the Log 0 where none is held.
	Quoted Located
}

// byName is the number of the message with the CID ?1 in the room ?3, that Place
// finds for the log ?2.
const byName = `SELECT e.id FROM events e CROSS JOIN rooms r ON r.id=e.room
	WHERE e.cid=?1 AND r.room=?3 AND e.log IN (SELECT id FROM logs WHERE host=(SELECT host FROM logs WHERE id=?2))
	ORDER BY e.log=?2 DESC, e.log DESC, e.seq LIMIT 1`

// located are the columns of a Located, behind which others may follow.
const located = "SELECT " + recordColumns + ", e.log"

func (r row) located() Located { return Located{r.record(), LogID(r.ColumnInt64(recordWidth))} }

// Named are the messages of a room with these CIDs, each as Place finds it. Those
// that are not held are not in it.
func (s *Store) Named(ctx context.Context, log LogID, room wire.RoomID, messages []wire.CID) (named map[wire.CID]Located, err error) {
	if len(messages) == 0 {
		return nil, nil
	}
	err = s.read(ctx, func(c *conn) error {
		named = map[wire.CID]Located{}
		for _, cid := range messages {
			if _, err := c.one(located+recordTables+"WHERE e.id=("+byName+")", func(r row) { named[cid] = r.located() },
				cid, int64(log), room); err != nil {
				return err
			}
		}
		return nil
	})
	return named, err
}

// Standing reads how the message with this CID in a room stands now, as Place finds
// it, in one question to the disk, or in none if it was asked for lately. It is false
// if none is held.
func (s *Store) Standing(ctx context.Context, log LogID, room wire.RoomID, cid wire.CID) (m Standing, found bool, err error) {
	const (
		itself = iota
		reaction
		quoted
	)
	type numbered struct {
		id int64
		Record
	}
	m, found, since := s.standings.find(log, room, cid)
	if found {
		return m, true, ctx.Err()
	}
	var kept *standing
	err = s.read(ctx, func(c *conn) error {
		kept = &standing{asked: log}
		found = false
		var about []numbered
		err := c.each(`WITH it(id, log, ref) AS MATERIALIZED (SELECT id, log, ref FROM events WHERE id=(`+byName+`)) `+
			located+", 0, e.id"+recordTables+`WHERE e.id=(SELECT id FROM it)
			UNION ALL `+located+", 1, e.id"+recordTables+`WHERE e.id IN
				(SELECT max(n.id) FROM (SELECT id, log, room, author, kind FROM events WHERE ref=?1 ORDER BY id DESC LIMIT ?4) n
				CROSS JOIN rooms r ON r.id=n.room
				WHERE n.log IN (SELECT id FROM logs WHERE host=(SELECT host FROM logs WHERE id=?2)) AND n.kind=?5
				GROUP BY r.room, n.author)
			UNION ALL `+located+", 2, e.id"+recordTables+`WHERE e.id=
				(SELECT q.id FROM it CROSS JOIN events q ON q.cid=it.ref CROSS JOIN rooms r ON r.id=q.room
				WHERE r.room=?3 AND q.log IN (SELECT id FROM logs WHERE host=(SELECT host FROM logs WHERE id=?2))
				ORDER BY q.log=it.log DESC, q.log DESC, q.seq LIMIT 1)`, func(r row) bool {
			switch r.ColumnInt(recordWidth + 1) {
			case itself:
				kept.Located, kept.id, found = r.located(), r.ColumnInt64(recordWidth+2), true
			case reaction:
				about = append(about, numbered{r.ColumnInt64(recordWidth + 2), r.record()})
			case quoted:
				kept.Quoted, kept.quotes = r.located(), r.ColumnInt64(recordWidth+2)
			}
			return true
		}, cid, int64(log), room, maxAbout, wire.Reaction)
		slices.SortFunc(about, func(a, b numbered) int { return cmp.Compare(a.id, b.id) })
		for _, a := range about {
			kept.About = append(kept.About, a.Record)
		}
		return err
	})
	if err != nil || !found {
		return Standing{}, false, err
	}
	m = kept.copied()
	s.standings.keep(kept, since)
	return m, true, nil
}
