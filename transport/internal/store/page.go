package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// MaxPage is the most rows that one call reads.
const MaxPage = 1000

// Record is an event as it came, and how it stands now. Of one that is Damaged,
// because the disk changed or lost it, nothing but the place is known.
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
	records, err := s.page(ctx, log, room, down, seq, n)
	slices.Reverse(records)
	return records, err
}

// After is up to n events with a Seq above seq, in order. Where the first of
// them follows a gap it says so by First, as an EV does.
func (s *Store) After(ctx context.Context, log LogID, room wire.RoomID, seq uint64, n int) ([]Record, error) {
	records, err := s.page(ctx, log, room, up, seq, n)
	if len(records) > 0 && records[0].Seq > seq+1 {
		records[0].First = records[0].Seq
	}
	return records, err
}

const recordColumns = `e.seq, r.room, a.identity, e.cid, e.kind, e.body, e.ref, e.client_ts, e.server_ts, e.guest, e.shown, e.deleted, e.sum, e.damaged`

// recordWidth is how many columns recordColumns are.
const recordWidth = 14

const recordTables = ` FROM events e JOIN rooms r ON r.id=e.room JOIN identities a ON a.id=e.author `

// The directions of a page from a Seq on.
const (
	up   = "e.seq>? ORDER BY e.seq"
	down = "e.seq<? ORDER BY e.seq DESC"
)

func (s *Store) page(ctx context.Context, log LogID, room wire.RoomID, which string, seq uint64, n int) (records []Record, err error) {
	if n <= 0 {
		return nil, nil
	}
	err = s.read(ctx, func(c *conn) (err error) {
		// What a room should have and what it has are looked at together.
		if err = c.run("BEGIN"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.run("COMMIT")) }()
		p, err := c.room(int64(log), room)
		if err != nil || p.id == 0 {
			return err
		}
		records = nil
		err = c.each("SELECT "+recordColumns+recordTables+"WHERE e.room=? AND "+which+" LIMIT ?", func(r row) bool {
			records = append(records, r.record())
			return true
		}, p.id, seq, min(n, MaxPage))
		if err != nil {
			return err
		}
		return c.complete(&p, records, which, seq, min(n, MaxPage))
	})
	return records, err
}

// complete fails with a CorruptError if a page of up to n events of a room, from
// seq on in a direction, is without one that should be in it.
func (c *conn) complete(p *place, records []Record, which string, seq uint64, n int) error {
	// Seqs from low to high are in the page, but for gaps.
	low, high := max(seq+1, p.first), p.last
	if which == down {
		low, high = p.first, min(seq-1, p.last)
		if len(records) == n {
			low = records[n-1].Seq
		}
		records = slices.Clone(records)
		slices.Reverse(records)
	} else if len(records) == n {
		high = records[n-1].Seq
	}
	next := low
	for i := 0; next <= high; i++ {
		got := high + 1
		if i < len(records) {
			got = records[i].Seq
		}
		if got > next {
			gap, err := c.one("SELECT 1 FROM gaps WHERE room=? AND from_seq<=? AND to_seq>=?", func(row) {}, p.id, next, got-1)
			if err != nil {
				return err
			}
			if !gap {
				return &CorruptError{fmt.Errorf("events %d to %d of a room are missing", next, got-1)}
			}
		}
		next = got + 1
	}
	return nil
}

// Reactions are the newest reaction of each author to one of these messages of a
// log, in order, at most MaxPage; one without Body was taken back. A page shows
// them with the messages, however much later they came.
func (s *Store) Reactions(ctx context.Context, log LogID, messages []wire.CID) (records []Record, err error) {
	if len(messages) == 0 {
		return nil, nil
	}
	if len(messages) > MaxPage {
		return nil, ErrTooMany
	}
	args := []any{int64(log)}
	for _, cid := range messages {
		args = append(args, cid[:])
	}
	// Rounded up, so that there are few statements to keep prepared.
	marks := 8
	for marks < len(messages) {
		marks *= 2
	}
	for len(args) <= marks {
		args = append(args, nil)
	}
	sql := fmt.Sprintf("SELECT "+recordColumns+recordTables+"WHERE e.log=? AND e.ref IN (?%s) AND e.kind=4 AND e.id IN "+
		"(SELECT max(id) FROM events x WHERE x.log=e.log AND x.ref=e.ref AND x.kind=4 AND x.room=e.room AND x.author=e.author) ORDER BY e.id LIMIT %d",
		strings.Repeat(",?", marks-1), MaxPage)
	err = s.read(ctx, func(c *conn) error {
		records = nil
		return c.each(sql, func(r row) bool {
			records = append(records, r.record())
			return true
		}, args...)
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
// author is; the first of several. It is false if none is held.
func (s *Store) Place(ctx context.Context, log LogID, room wire.RoomID, cid wire.CID) (seq uint64, found bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		found, err = c.one(`SELECT e.seq FROM events e JOIN rooms r ON r.id=e.room
			WHERE e.cid=? AND e.log=? AND r.room=? ORDER BY e.seq LIMIT 1`,
			func(r row) { seq = r.seq(0) }, cid, int64(log), room)
		return err
	})
	return seq, found, err
}

// event reads the event in the columns of recordColumns, and reports whether it is
// what was written or is already marked as damaged.
func (r row) event() (e wire.Event, sound bool) {
	e.Seq = r.seq(0)
	r.fixed(1, e.Room[:])
	r.fixed(2, e.From[:])
	r.fixed(3, e.CID[:])
	e.Kind, e.Body = wire.Kind(r.ColumnInt(4)), r.ColumnText(5)
	r.fixed(6, e.Ref[:])
	e.ClientTime, e.ServerTime, e.Guest = r.millis(7), r.millis(8), r.ColumnText(9)
	if e.Damaged = r.ColumnBool(13); e.Damaged {
		return e, true
	}
	sum := eventSum(&e)
	return e, string(sum[:]) == string(r.ColumnRawBlob(12))
}

// record reads the columns of recordColumns.
func (r row) record() Record {
	e, sound := r.event()
	m := Record{Event: e}
	if !sound {
		m.Damaged, r.conn.damaged = true, true
	}
	if m.Damaged {
		m.Post = wire.Post{CID: m.CID, Room: m.Room, Kind: wire.Text, Body: wire.DamagedBody}
		return m
	}
	if m.Kind != wire.Text {
		return m
	}
	m.Edited, m.Deleted = r.ColumnType(10) == sqlite3.TEXT, r.ColumnBool(11)
	if !m.Deleted {
		m.Shown = r.shown()
	}
	return m
}

// shown is the text of a row of recordColumns as it stands, deleted or not.
func (r row) shown() string {
	if r.ColumnType(10) == sqlite3.TEXT {
		return r.ColumnText(10)
	}
	return r.ColumnText(5)
}
