package store

import (
	"context"

	"confab/transport/internal/wire"
)

// TransferState is how far a file or folder that a message offers has come. It is
// stored: the numbers stay.
type TransferState uint8

const (
	// TransferKept: we offer it, and it lies at Path.
	TransferKept TransferState = 1
	// TransferWanted: we want it, and it comes when it can.
	TransferWanted TransferState = 2
	// TransferPaused: part of it is here, and our person has it wait.
	TransferPaused TransferState = 3
	// TransferDone: it lies, whole, at Path.
	TransferDone TransferState = 4
	// TransferFailed: it does not come, for Reason, until our person tries again.
	TransferFailed TransferState = 5
)

// Transfer is a file or folder that a message offers, as far as this side has anything to
// do with it.
type Transfer struct {
	Self, Host wire.Identity // whose copy of whose log has the message
	Room       wire.RoomID
	Author     wire.Identity
	CID        wire.CID
	State      TransferState
	Reason     uint8 // of TransferFailed: the caller's number
	// Path is where it lies or, of what we want, the folder that it comes into.
	Path string
	// Version and Whole are those of what lies at Path; zero: not known.
	Version, Whole wire.Digest
	Size           uint64 // as the message says
	// Began is when it was first offered, or asked for.
	Began wire.Millis
	// Offer is the encoded offer of the message. Transfers reads it; empty is that the
	// message is not held, or says none.
	Offer string
}

func (c *conn) offerV10() error { return c.Exec(schemaV10) }

const schemaV10 = `
-- What a message offers: an encoded offer.
ALTER TABLE events ADD COLUMN file BLOB;
ALTER TABLE outbox ADD COLUMN file BLOB;

-- What we keep ready for others or want from them. A path is bytes: it need not be text.
CREATE TABLE transfers(
	id      INTEGER PRIMARY KEY,
	host    INTEGER NOT NULL REFERENCES hosts,
	room    BLOB    NOT NULL CHECK(length(room)=32),
	author  INTEGER NOT NULL REFERENCES identities,
	cid     BLOB    NOT NULL CHECK(length(cid)=16),
	state   INTEGER NOT NULL,
	reason  INTEGER NOT NULL DEFAULT 0,
	path    BLOB    NOT NULL,
	version BLOB    CHECK(length(version)=32),
	whole   BLOB    CHECK(length(whole)=32),
	size    INTEGER NOT NULL DEFAULT 0,
	began   INTEGER NOT NULL,
	UNIQUE(host, author, cid)) STRICT;
`

func (c *conn) copyV11() error { return c.Exec(schemaV11) }

const schemaV11 = `
-- What a host keeps of what its members offer, or is about to.
CREATE TABLE copies(
	id      INTEGER PRIMARY KEY,
	host    INTEGER NOT NULL REFERENCES hosts,
	room    BLOB    NOT NULL CHECK(length(room)=32),
	author  INTEGER NOT NULL REFERENCES identities,
	cid     BLOB    NOT NULL CHECK(length(cid)=16),
	state   INTEGER NOT NULL,
	reason  INTEGER NOT NULL DEFAULT 0,
	path    BLOB    NOT NULL,
	version BLOB    CHECK(length(version)=32),
	whole   BLOB    CHECK(length(whole)=32),
	size    INTEGER NOT NULL DEFAULT 0,
	began   INTEGER NOT NULL,
	UNIQUE(host, author, cid)) STRICT;
`

// TransferTable is a list of transfers.
type TransferTable struct {
	store *Store
	name  string
}

// Fetches are the transfers of our person: what we keep ready, and what we want.
func (s *Store) Fetches() TransferTable { return TransferTable{s, "transfers"} }

// Copies are what a host keeps for its members of what they offer to each other. Their
// Size is that of the contents once it is known.
func (s *Store) Copies() TransferTable { return TransferTable{s, "copies"} }

// Set writes a transfer down, in the place of what was known of it; a Version and a Whole
// that are zero leave those that were known.
func (l TransferTable) Set(t Transfer) error {
	return l.store.write(1, func(c *conn) error {
		host, err := c.host(t.Self, t.Host)
		if err != nil {
			return err
		}
		author, err := c.identity(t.Author)
		if err != nil {
			return err
		}
		return c.run(`INSERT INTO `+l.name+`(host, room, author, cid, state, reason, path, version, whole, size, began)
			VALUES(?,?,?,?,?,?,?,?,?,?,?)
			ON CONFLICT(host, author, cid) DO UPDATE SET state=excluded.state, reason=excluded.reason,
			path=excluded.path, version=coalesce(excluded.version, version), whole=coalesce(excluded.whole, whole), size=excluded.size`,
			host, t.Room, author, t.CID, int(t.State), int(t.Reason), []byte(t.Path),
			t.Version, t.Whole, int64(t.Size), t.Began)
	})
}

// Remove forgets a transfer.
func (l TransferTable) Remove(t Transfer) error {
	return l.store.write(1, func(c *conn) error {
		return c.run(`DELETE FROM `+l.name+` WHERE cid=? AND author=(SELECT id FROM identities WHERE identity=?)
			AND host=(SELECT h.id FROM hosts h JOIN identities a ON a.id=h.self JOIN identities b ON b.id=h.host
			WHERE a.identity=? AND b.identity=?)`, t.CID, t.Author, t.Self, t.Host)
	})
}

// All are all transfers of a copy of a log, the oldest first.
func (l TransferTable) All(ctx context.Context, self, host wire.Identity) (list []Transfer, err error) {
	return l.those(ctx, "", self, host)
}

// Unsaid are the Fetches that are kept ready, of which no message tells, nor waits to.
func (s *Store) Unsaid(ctx context.Context, self, host wire.Identity) (list []Transfer, err error) {
	return s.Fetches().those(ctx, `AND t.state=1 AND NOT EXISTS(SELECT 1 FROM events e WHERE e.cid=t.cid)
			AND NOT EXISTS(SELECT 1 FROM retired r WHERE r.cid=t.cid)
			AND NOT EXISTS(SELECT 1 FROM outbox o WHERE o.cid=t.cid)`, self, host)
}

// Retracted are the Fetches of something that is not here, whose message was deleted.
func (s *Store) Retracted(ctx context.Context, self, host wire.Identity) (list []Transfer, err error) {
	const ofMessage = `EXISTS(SELECT 1 FROM events e JOIN logs l ON l.id=e.log JOIN rooms r ON r.id=e.room
		WHERE e.cid=t.cid AND e.author=t.author AND l.host=t.host AND r.room=t.room AND e.deleted=`
	return s.Fetches().those(ctx, `AND t.state IN (2,3,5) AND `+ofMessage+`1) AND NOT `+ofMessage+`0)`, self, host)
}

// those are the transfers for which an SQL condition holds.
func (l TransferTable) those(ctx context.Context, which string, self, host wire.Identity) (list []Transfer, err error) {
	err = l.store.read(ctx, func(c *conn) error {
		list = nil
		return c.each(`SELECT t.room, i.identity, t.cid, t.state, t.reason, t.path, t.version, t.whole, t.began, t.size,
			coalesce((SELECT e.file FROM events e JOIN logs l ON l.id=e.log WHERE e.cid=t.cid AND e.author=t.author AND l.host=t.host
				ORDER BY l.era DESC LIMIT 1), (SELECT o.file FROM outbox o WHERE o.cid=t.cid AND o.host=t.host AND i.identity=?1 LIMIT 1))
			FROM `+l.name+` t JOIN identities i ON i.id=t.author JOIN hosts h ON h.id=t.host
			JOIN identities a ON a.id=h.self JOIN identities b ON b.id=h.host
			WHERE a.identity=?1 AND b.identity=?2 `+which+` ORDER BY t.id`, func(r row) bool {
			t := Transfer{Self: self, Host: host, State: TransferState(r.ColumnInt(3)), Reason: uint8(r.ColumnInt(4)),
				Path: string(r.ColumnRawBlob(5)), Began: r.millis(8), Size: uint64(r.ColumnInt64(9)),
				Offer: string(r.ColumnRawBlob(10))}
			r.fixed(0, t.Room[:])
			r.fixed(1, t.Author[:])
			r.fixed(2, t.CID[:])
			r.fixed(6, t.Version[:])
			r.fixed(7, t.Whole[:])
			list = append(list, t)
			return true
		}, self, host)
	})
	return list, err
}

// wholes are the hashes of all that was received or sent, as far as they are known, of each
// message.
func (s *Store) wholes(ctx context.Context) (known map[offered]wire.Digest, err error) {
	err = s.read(ctx, func(c *conn) error {
		known = map[offered]wire.Digest{}
		return c.each(`SELECT i.identity, t.cid, t.whole FROM transfers t JOIN identities i ON i.id=t.author WHERE t.whole IS NOT NULL`, func(r row) bool {
			var o offered
			var whole wire.Digest
			r.fixed(0, o.author[:])
			r.fixed(1, o.cid[:])
			r.fixed(2, whole[:])
			known[o] = whole
			return true
		})
	})
	return known, err
}

// offered names a message.
type offered struct {
	author wire.Identity
	cid    wire.CID
}

// KeptPaths are the paths of all that is kept for others, of all copies of all logs.
func (s *Store) KeptPaths(ctx context.Context) (paths []string, err error) {
	err = s.read(ctx, func(c *conn) error {
		paths = nil
		return c.each(`SELECT path FROM transfers WHERE state=?`, func(r row) bool {
			paths = append(paths, string(r.ColumnRawBlob(0)))
			return true
		}, int(TransferKept))
	})
	return paths, err
}

// blob is a column of bytes, NULL where there are none.
func blob(s string) any {
	if s == "" {
		return nil
	}
	return []byte(s)
}
