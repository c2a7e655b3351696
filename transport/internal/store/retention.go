package store

import (
	"time"

	"confab/transport/internal/wire"
)

// Retention says what a room keeps. The newest event is always kept, so that
// numbers never begin anew. The zero value keeps everything.
type Retention struct {
	MaxAge   time.Duration // by the host's clock; zero: any age
	MaxCount uint64        // zero: any number
}

// retireStep is how many events one transaction removes, so that others are
// not kept waiting by a long removal.
const retireStep = 1024

// Retain removes from a room what r does not keep, oldest first, and returns
// the first Seq still held. What is kept without a gap behind it stays: an old
// event after a young one, by a clock that was set back, is kept with it. For a
// log kept here the CIDs stay known, 40 bytes or so each, for ever, so that a
// repeat is still recognised; the file's space is used again and not given back.
func (s *Store) Retain(log LogID, room wire.RoomID, r Retention) (first uint64, err error) {
	for more := true; more; {
		if err = s.write(MaxBatch, func(c *conn) (err error) {
			first, more, err = s.retire(c, int64(log), room, r)
			return err
		}); err != nil {
			return 0, err
		}
	}
	return first, nil
}

func (s *Store) retire(c *conn, log int64, room wire.RoomID, r Retention) (first uint64, more bool, err error) {
	p, err := c.room(log, room)
	if p.last == 0 || err != nil {
		return p.first, false, err
	}
	goal := p.first
	if r.MaxCount > 0 && p.last-p.first+1 > r.MaxCount {
		goal = p.last - r.MaxCount + 1
	}
	if r.MaxAge > 0 {
		young := p.last
		cutoff := wire.MillisOf(s.now().Add(-r.MaxAge))
		// Looking no further than one step keeps this look short too.
		if _, err = c.one("SELECT min(seq) FROM (SELECT seq, server_ts FROM events WHERE room=? ORDER BY seq LIMIT ?) WHERE server_ts>=?",
			func(r row) {
				if n := r.seq(0); n != 0 {
					young = n
				}
			}, p.id, retireStep, cutoff); err != nil {
			return 0, false, err
		}
		goal = max(goal, young)
	}
	end := min(goal, p.first+retireStep, p.last)
	if end <= p.first {
		return p.first, false, nil
	}
	for _, sql := range []string{
		`INSERT INTO retired SELECT e.cid, e.author, e.log, e.room, e.seq, e.kind, e.server_ts FROM events e
			JOIN logs l ON l.id=e.log JOIN hosts h ON h.id=l.host
			WHERE e.room=?1 AND e.seq<?2 AND h.self=h.host`,
		// Also what was taken back: the index can still have it.
		"DELETE FROM search WHERE rowid IN (SELECT id FROM events WHERE room=?1 AND seq<?2 AND kind=1)",
		"DELETE FROM unindexed WHERE id IN (SELECT id FROM events WHERE room=?1 AND seq<?2)",
		"DELETE FROM events WHERE room=?1 AND seq<?2",
		"DELETE FROM gaps WHERE room=?1 AND to_seq<?2",
		"UPDATE rooms SET first_seq=?2 WHERE id=?1",
	} {
		if err = c.run(sql, p.id, end); err != nil {
			return 0, false, err
		}
	}
	return end, end < goal, c.clampExtent()
}
