package store

import (
	"context"
	"math"
	"slices"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// MaxPage is the most rows that one call reads.
const MaxPage = 1000

// Record is an event as it came, and how it stands now.
type Record struct {
	wire.Event
	Shown   string // of a text: Body, or what its last edit says; empty if Deleted
	Edited  bool
	Deleted bool
}

// Before is up to n events with a Seq below seq, the last ones, in order; a seq
// of 0 means the end of the room.
func (s *Store) Before(ctx context.Context, log LogID, room wire.RoomID, seq uint64, n int) ([]Record, error) {
	if seq == 0 {
		seq = wire.MaxSeq
	}
	records, _, err := s.page(ctx, log, room, "e.seq<? ORDER BY e.seq DESC", seq, n, math.MaxInt)
	slices.Reverse(records)
	return records, err
}

// After is up to n events with a Seq above seq, in order. Where the first of
// them follows a gap it says so by First, as an EV does.
func (s *Store) After(ctx context.Context, log LogID, room wire.RoomID, seq uint64, n int) ([]Record, error) {
	records, _, err := s.AfterWithin(ctx, log, room, seq, n, math.MaxInt)
	return records, err
}

// AfterWithin is After, ended by the event with which their texts come to so many
// bytes; cut says that it was. A page of long texts costs no more than one of short
// ones.
func (s *Store) AfterWithin(ctx context.Context, log LogID, room wire.RoomID, seq uint64, n, bytes int) (records []Record, cut bool, err error) {
	records, cut, err = s.page(ctx, log, room, "e.seq>? ORDER BY e.seq", seq, n, bytes)
	if len(records) > 0 && records[0].Seq > seq+1 {
		records[0].First = records[0].Seq
	}
	return records, cut, err
}

const recordColumns = `e.seq, r.room, a.identity, e.cid, e.kind, e.body, e.ref, e.client_ts, e.server_ts, e.guest, e.shown, e.deleted`

const recordTables = ` FROM events e JOIN rooms r ON r.id=e.room JOIN identities a ON a.id=e.author `

func (s *Store) page(ctx context.Context, log LogID, room wire.RoomID, which string, seq uint64, n, bytes int) (records []Record, cut bool, err error) {
	if n <= 0 {
		return nil, false, nil
	}
	err = s.read(ctx, func(c *conn) error {
		p, err := c.room(int64(log), room)
		if err != nil || p.id == 0 {
			return err
		}
		return c.each("SELECT "+recordColumns+recordTables+"WHERE e.room=? AND "+which+" LIMIT ?", func(r row) bool {
			m := r.record()
			records = append(records, m)
			bytes -= len(m.Body)
			cut = bytes <= 0
			return !cut
		}, p.id, seq, min(n, MaxPage))
	})
	return records, cut, err
}

// maxAbout is how many of the events that name a message, the newest ones, are
// looked at for what it shows: a page costs no more, however much was said about a
// message. It is also where the host counts what one member says about one.
const maxAbout = 4096

// Reactions are the newest reaction of each author to one of these messages of a
// log, message by message in order, of the last 4 096 events that name it; one
// without Body was taken back. A page shows them with the messages, however much
// later they came. At most MaxPage messages are asked for at once.
func (s *Store) Reactions(ctx context.Context, log LogID, messages []wire.CID) (records []Record, err error) {
	if len(messages) > MaxPage {
		return nil, ErrTooMany
	}
	err = s.read(ctx, func(c *conn) error {
		for _, cid := range messages {
			err := c.each("SELECT "+recordColumns+recordTables+`WHERE e.id IN
				(SELECT max(id) FROM (SELECT id, log, room, author, kind FROM events WHERE ref=? ORDER BY id DESC LIMIT ?)
				WHERE log=? AND kind=? GROUP BY room, author) ORDER BY e.id`, func(r row) bool {
				records = append(records, r.record())
				return true
			}, cid, maxAbout, int64(log), wire.Reaction)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return records, err
}

// Message is the event with this CID and author; false if it is not held.
func (s *Store) Message(ctx context.Context, log LogID, author wire.Identity, cid wire.CID) (m Record, found bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		found, err = c.one("SELECT "+recordColumns+recordTables+`WHERE e.cid=? AND e.log=?
			AND a.identity=?`, func(r row) { m = r.record() }, cid, int64(log), author)
		return err
	})
	return m, found, err
}

// Place is the Seq of the message with this CID in a room of a log, whoever its
// author is; the first of several. Where that log has none, it is the one of an
// earlier or later era. It is false if none is held.
func (s *Store) Place(ctx context.Context, log LogID, room wire.RoomID, cid wire.CID) (at LogID, seq uint64, found bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		found, err = c.one(`SELECT e.log, e.seq FROM events e CROSS JOIN rooms r ON r.id=e.room
			WHERE e.cid=?1 AND r.room=?3 AND e.log IN (SELECT id FROM logs WHERE host=(SELECT host FROM logs WHERE id=?2))
			ORDER BY e.log=?2 DESC, e.log DESC, e.seq LIMIT 1`,
			func(r row) { at, seq = LogID(r.ColumnInt64(0)), r.seq(1) }, cid, int64(log), room)
		return err
	})
	return at, seq, found, err
}

// record reads the columns of recordColumns.
func (r row) record() Record {
	var m Record
	m.Seq = r.seq(0)
	r.fixed(1, m.Room[:])
	r.fixed(2, m.From[:])
	r.fixed(3, m.CID[:])
	m.Kind, m.Body = wire.Kind(r.ColumnInt(4)), r.ColumnText(5)
	r.fixed(6, m.Ref[:])
	m.ClientTime, m.ServerTime, m.Guest = r.millis(7), r.millis(8), r.ColumnText(9)
	if m.Kind != wire.Text {
		return m
	}
	m.Edited, m.Deleted = r.edited(10), r.ColumnBool(11)
	if !m.Deleted {
		m.Shown = r.shown()
	}
	return m
}

// shown is the text of a row of recordColumns as it stands, deleted or not.
func (r row) shown() string {
	if r.edited(10) {
		return r.ColumnText(10)
	}
	return r.ColumnText(5)
}

// edited reports whether a column of events.shown has a text.
func (r row) edited(column int) bool { return r.ColumnType(column) == sqlite3.TEXT }
