package store

import (
	"context"
	"fmt"
	"math"
	"slices"

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
	records, _, err := s.page(ctx, log, room, down, seq, n, math.MaxInt)
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
	records, cut, err = s.page(ctx, log, room, up, seq, n, bytes)
	if len(records) > 0 && records[0].Seq > seq+1 {
		records[0].First = records[0].Seq
	}
	return records, cut, err
}

const recordColumns = recordColumnsV5 + ", e.file"

// recordColumnsV5 are those that a database had when events got their checksums.
const recordColumnsV5 = `e.seq, r.room, a.identity, e.cid, e.kind, e.body, e.ref, e.client_ts, e.server_ts, e.guest, e.shown, e.deleted, e.sum, e.damaged`

// recordWidth is how many columns recordColumns are.
const recordWidth = 15

const recordTables = ` FROM events e JOIN rooms r ON r.id=e.room JOIN identities a ON a.id=e.author `

// The directions of a page from a Seq on.
const (
	up   = "e.seq>? ORDER BY e.seq"
	down = "e.seq<? ORDER BY e.seq DESC"
)

func (s *Store) page(ctx context.Context, log LogID, room wire.RoomID, which string, seq uint64, n, bytes int) (records []Record, cut bool, err error) {
	if n <= 0 {
		return nil, false, nil
	}
	err = s.read(ctx, func(c *conn) error {
		// What a room should have and what it has are looked at together.
		if err := c.run("BEGIN"); err != nil {
			return err
		}
		p, err := c.room(int64(log), room)
		if err != nil || p.id == 0 {
			return err
		}
		records, cut = nil, false
		left := bytes
		err = c.each("SELECT "+recordColumns+recordTables+"WHERE e.room=? AND "+which+" LIMIT ?", func(r row) bool {
			m := r.record()
			records = append(records, m)
			left -= len(m.Body) + len(m.File)
			cut = left <= 0
			return !cut
		}, p.id, seq, min(n, MaxPage))
		if err != nil {
			return err
		}
		most := min(n, MaxPage)
		if cut {
			most = len(records)
		}
		return c.complete(&p, records, which, seq, most)
	})
	return records, cut, err
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
		for next < got {
			end, err := c.excused(p.id, next)
			if err != nil {
				return err
			}
			if end == 0 {
				return &CorruptError{fmt.Errorf("events %d to %d of a room are missing", next, got-1)}
			}
			next = end + 1
		}
		next = got + 1
	}
	return nil
}

// maxAbout is how many of the events that name a message, the newest ones, are
// looked at for what it shows: a page costs no more, however much was said about a
// message. It is also where the host counts what one member says about one.
const maxAbout = 4096

// Reactions are the newest reaction of each author to one of these messages of a
// log, message by message in order, of the last 4 096 events that name it; one
// without Body was taken back. They may be of any era of the log's host: a message that
// came again in a later one is shown with what was said about it before, as its edits
// are. A page shows them with the messages, however much later they came. At most
// MaxPage messages are asked for at once.
func (s *Store) Reactions(ctx context.Context, log LogID, messages []wire.CID) (records []Record, err error) {
	if len(messages) > MaxPage {
		return nil, ErrTooMany
	}
	err = s.read(ctx, func(c *conn) error {
		records = nil
		for _, cid := range messages {
			err := c.each("SELECT "+recordColumns+recordTables+`WHERE e.id IN
				(SELECT max(n.id) FROM (SELECT id, log, room, author, kind FROM events WHERE ref=? ORDER BY id DESC LIMIT ?) n
				CROSS JOIN rooms r ON r.id=n.room
				WHERE n.log IN (SELECT id FROM logs WHERE host=(SELECT host FROM logs WHERE id=?)) AND n.kind=?
				GROUP BY r.room, n.author) ORDER BY e.id`, func(r row) bool {
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

// newsLooked is how many events are looked at for News.
const newsLooked = 65_536

// News is how many messages of others than the one who follows the log, up to most,
// are among the first 65 536 events of a room from from to to, and the first of them.
func (s *Store) News(ctx context.Context, log LogID, room wire.RoomID, from, to uint64, most int) (n int, first uint64, err error) {
	err = s.read(ctx, func(c *conn) error {
		_, err := c.one(`SELECT count(*), coalesce(min(seq), 0) FROM (SELECT seq FROM
			(SELECT e.seq, e.kind, e.deleted, e.guest, e.author, h.self FROM rooms r JOIN logs l ON l.id=r.log
				JOIN hosts h ON h.id=l.host JOIN events e ON e.room=r.id
				WHERE r.log=? AND r.room=? AND e.seq BETWEEN ? AND ? ORDER BY e.seq LIMIT ?)
			WHERE kind=? AND deleted=0 AND (author<>self OR guest IS NOT NULL) LIMIT ?)`,
			func(r row) { n, first = r.ColumnInt(0), r.seq(1) }, int64(log), room, from, to, newsLooked, wire.Text, most)
		return err
	})
	return n, first, err
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
	e.File = string(r.ColumnRawBlob(14))
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
	m.Edited, m.Deleted = r.edited(10), r.ColumnBool(11)
	switch {
	case m.Deleted:
	case r.edited(10):
		m.Shown = r.ColumnText(10)
	default:
		m.Shown = m.Body // the same string, not a second copy of it
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
