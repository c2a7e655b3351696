package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"confab/transport/internal/wire"
)

// salvaged are the tables that a salvaged database keeps as they are, and the
// columns by which they are in order.
var salvaged = []struct{ table, columns, order string }{
	{"meta", "one, life, commits", "one"},
	{"identities", "id, identity", "id"},
	{"hosts", "id, self, host", "id"},
	{"logs", "id, host, era, epoch, began", "id"},
	{"rooms", "id, log, room, a, b, first_seq, last_seq, begins", "id"},
	{"gaps", "room, from_seq, to_seq, before_us", "room, from_seq"},
	{"carried", "room, from_seq, count, to_room, to_seq", "room, from_seq"},
	{"events", "id, log, room, seq, author, cid, kind, body, ref, client_ts, server_ts, guest, file, sum, damaged", "id"},
	{"retired", "cid, author, log, room, seq, kind, server_ts", "cid, author, log"},
	{"receipts", "room, member, got, read", "room, member"},
	{"peers", "identity, name, state, first_seen, last_seen", "identity"},
	{"outbox", "id, host, cid, room, peer, kind, body, ref, client_ts, state, reason, seq, server_ts, guest, file", "id"},
	{"members", "host, identity, name, state, verified, joined, last_seen, first_seq, admission", "host, identity"},
	{"transfers", "id, host, room, author, cid, state, reason, path, version, whole, size, began", "id"},
	{"copies", "id, host, room, author, cid, state, reason, path, version, whole, size, began", "id"},
	{"servers", "addr, identity, name, verified, last_seen", "addr"},
}

// salvage writes what can be read of the damaged database of a folder into a new
// one beside it, at fresh, and closes both. It keeps the numbers of all rows.
func salvage(dir, fresh string, steps []func(*conn) error) (m marked, err error) {
	if err = discard(fresh); err != nil {
		return m, err
	}
	f, err := openPrivate(fresh, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return m, diskError(err)
	}
	f.Close()
	from, err := connectBy(lenientVFS, filepath.Join(dir, databaseName), false)
	if err != nil {
		return m, explain(err)
	}
	defer func() { from.close() }() // it tells of the damage again
	to, err := connect(fresh, true)
	if err != nil {
		return m, explain(err)
	}
	defer func() { err = errors.Join(err, to.close()) }()
	version := 0
	if _, err = from.one("PRAGMA user_version", func(r row) { version = r.ColumnInt(0) }); err != nil {
		return m, err
	}
	if version != len(steps) {
		return m, &CorruptError{fmt.Errorf("a damaged database of version %d cannot be salvaged", version)}
	}
	if err = migrate(to, steps); err != nil {
		return m, err
	}
	if err = to.Exec("PRAGMA foreign_keys=OFF; BEGIN IMMEDIATE; DELETE FROM meta"); err != nil {
		return m, explain(err)
	}
	for _, t := range salvaged {
		if err = from.run("SELECT 1 FROM " + t.table + " LIMIT 0"); err != nil {
			return m, &CorruptError{err} // of a database that has lost its tables nothing can be read
		}
	}
	for _, t := range salvaged {
		if err = salvageTable(from, to, t.table, t.columns, t.order); err != nil {
			return m, err
		}
	}
	if m, err = to.restore(); err != nil {
		return m, err
	}
	if err = salvageSums(from, to); err != nil {
		return m, err
	}
	if err = to.Exec("COMMIT; PRAGMA journal_mode=DELETE"); err != nil {
		return m, explain(err)
	}
	return m, nil
}

// salvageTable copies the rows of a table that can be read: from both its ends up
// to what is ruined, and those within one by one where they have numbers.
func salvageTable(from, to *conn, table, columns, order string) error {
	names := strings.Split(columns, ", ")
	insert := "INSERT OR IGNORE INTO " + table + "(" + columns + ") VALUES(?" + strings.Repeat(",?", len(names)-1) + ")"
	var failed error // of writing: that ends it
	copyRow := func(r row) bool {
		args := make([]any, len(names))
		for i := range args {
			args[i] = r.value(i)
		}
		if err := to.run(insert, args...); ends(err) {
			failed = err
		} // else a row that the table refuses is damaged
		return failed == nil
	}
	first, last := int64(-1), int64(-1)
	numbered := names[0] == "id"
	err := from.each("SELECT "+columns+" FROM "+table+" ORDER BY "+order, func(r row) bool {
		if numbered {
			first = r.ColumnInt64(0)
		}
		return copyRow(r)
	})
	if failed != nil || err == nil {
		return failed
	}
	_ = from.each("SELECT "+columns+" FROM "+table+" ORDER BY "+strings.ReplaceAll(order, ", ", " DESC, ")+" DESC", func(r row) bool {
		if numbered {
			last = r.ColumnInt64(0)
		}
		return (!numbered || last > first) && copyRow(r)
	})
	if last < 0 {
		last = first + maxProbes
	}
	for id := first + 1; numbered && id < min(last, first+maxHole) && failed == nil; id++ {
		_, _ = from.one("SELECT "+columns+" FROM "+table+" WHERE id=?", func(r row) { copyRow(r) }, id)
	}
	return failed
}

// salvageSums copies the checksums of the events that are not there any more, from
// the index that has them too.
func salvageSums(from, to *conn) error {
	var failed error
	for _, order := range []string{"room, seq", "room DESC, seq DESC"} {
		err := from.each("SELECT room, seq, sum FROM events INDEXED BY events_seq ORDER BY "+order, func(r row) bool {
			if len(r.ColumnRawBlob(2)) == sumBytes {
				failed = to.run("UPDATE events SET sum=? WHERE room=? AND seq=? AND damaged=1 AND sum IS NULL", r.value(2), r.value(0), r.value(1))
			}
			return failed == nil
		})
		if err == nil || failed != nil {
			break
		}
	}
	return failed
}

// maxProbes is how many numbers are tried after the last row read from the one end
// of a table, if none was read from the other.
const maxProbes = 1 << 14

// restore makes a salvaged database whole: what refers to nothing is dropped, what
// is missing is marked, and what edits and deletions changed and the search are
// made again.
func (c *conn) restore() (m marked, err error) {
	for _, sql := range []string{
		"INSERT OR IGNORE INTO meta VALUES(1, randomblob(16), 0)",
		"DELETE FROM hosts WHERE self NOT IN (SELECT id FROM identities) OR host NOT IN (SELECT id FROM identities)",
		"DELETE FROM logs WHERE host NOT IN (SELECT id FROM hosts)",
		"DELETE FROM rooms WHERE log NOT IN (SELECT id FROM logs)",
		"UPDATE rooms SET a=NULL, b=NULL WHERE a NOT IN (SELECT id FROM identities) OR b NOT IN (SELECT id FROM identities)",
		"DELETE FROM carried WHERE room NOT IN (SELECT id FROM rooms) OR to_room NOT IN (SELECT id FROM rooms)",
		"DELETE FROM gaps WHERE room NOT IN (SELECT id FROM rooms)",
		"DELETE FROM events WHERE room NOT IN (SELECT id FROM rooms) OR log NOT IN (SELECT id FROM logs)",
		"DELETE FROM retired WHERE room NOT IN (SELECT id FROM rooms) OR author NOT IN (SELECT id FROM identities)",
		"DELETE FROM receipts WHERE room NOT IN (SELECT id FROM rooms) OR member NOT IN (SELECT id FROM identities)",
		"DELETE FROM peers WHERE identity NOT IN (SELECT id FROM identities)",
		"DELETE FROM members WHERE host NOT IN (SELECT id FROM hosts) OR identity NOT IN (SELECT id FROM identities)",
		"DELETE FROM servers WHERE identity NOT IN (SELECT id FROM identities)",
		"DELETE FROM outbox WHERE host NOT IN (SELECT id FROM hosts)",
	} {
		if err = c.run(sql); err != nil {
			return m, err
		}
	}
	if m, err = c.mark(); err != nil {
		return m, err
	}
	return m, c.replay()
}

// replay shows the texts of all events as edits and deletions left them, and has
// them found by search.
func (c *conn) replay() error {
	type change struct {
		room   int64
		author int64
		event  wire.Event
	}
	for last := int64(0); ; {
		var changes []change
		err := c.each("SELECT e.id, e.room, e.author, e.kind, e.body, e.ref FROM events e WHERE e.id>? AND e.damaged=0 AND e.kind IN (2, 3) ORDER BY e.id LIMIT ?",
			func(r row) bool {
				last = r.ColumnInt64(0)
				x := change{room: r.ColumnInt64(1), author: r.ColumnInt64(2)}
				x.event.Kind, x.event.Body = wire.Kind(r.ColumnInt(3)), r.ColumnText(4)
				r.fixed(5, x.event.Ref[:])
				changes = append(changes, x)
				return true
			}, last, markStep)
		for i := 0; i < len(changes) && err == nil; i++ {
			x := &changes[i]
			err = c.amend(x.room, x.author, &x.event)
		}
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			break
		}
	}
	for {
		did, err := c.index(&budget{events: indexStep, bytes: indexBytes})
		if err != nil || !did.more {
			return err
		}
	}
}
