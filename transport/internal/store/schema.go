package store

import (
	"crypto/rand"
	"fmt"
)

// applicationID stands in the head of the file: "Cnfb".
const applicationID = 0x436e6662

// migrations[n] brings a database of version n to version n+1. What is here was
// released and never changes; a frozen database of each version lies in
// testdata.
var migrations = []func(*conn) error{createV1, (*conn).addV2, (*conn).indexV3, (*conn).carryV4, (*conn).addV5, (*conn).foldV6,
	(*conn).extendV7, (*conn).beginV8, (*conn).admitV9, (*conn).offerV10, (*conn).copyV11}

// migrate brings the database to the newest version, each step in a
// transaction of its own.
func migrate(c *conn, steps []func(*conn) error) error {
	version, err := identify(c, steps)
	if err != nil {
		return err
	}
	for ; version < len(steps); version++ {
		if err := c.step(version+1, steps[version]); err != nil {
			return fmt.Errorf("migrating to version %d: %w", version+1, explain(err))
		}
	}
	return nil
}

// identify returns the version of the database, and refuses one of another program
// or of a later version.
func identify(c *conn, steps []func(*conn) error) (version int, err error) {
	var application, tables int
	for sql, to := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &application,
		"SELECT count(*) FROM sqlite_schema": &tables,
	} {
		if _, err := c.one(sql, func(r row) { *to = r.ColumnInt(0) }); err != nil {
			return 0, err
		}
	}
	if application != applicationID && (application != 0 || version != 0 || tables != 0) {
		return 0, &CorruptError{fmt.Errorf("it belongs to another program (application id %#x)", application)}
	}
	if version > len(steps) {
		return 0, &NewerError{Version: version, Known: len(steps)}
	}
	return version, nil
}

func (c *conn) step(version int, change func(*conn) error) (err error) {
	if err = c.Exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer func() {
		if err != nil && !c.GetAutocommit() {
			_ = c.Exec("ROLLBACK") // the first error is the one to tell
		}
	}()
	if err = change(c); err != nil {
		return err
	}
	if err = c.Exec(fmt.Sprintf("PRAGMA user_version=%d; PRAGMA application_id=%d", version, applicationID)); err != nil {
		return err
	}
	return c.Exec("COMMIT")
}

func createV1(c *conn) error {
	if err := c.Exec(schemaV1); err != nil {
		return err
	}
	var life [16]byte
	rand.Read(life[:])
	return c.run("INSERT INTO meta VALUES(1, ?, 0)", life[:])
}

const schemaV1 = `
-- What the small file beside the database is compared with.
CREATE TABLE meta(
	one     INTEGER PRIMARY KEY CHECK(one=1),
	life    BLOB    NOT NULL CHECK(length(life)=16),
	commits INTEGER NOT NULL) STRICT;

CREATE TABLE identities(
	id       INTEGER PRIMARY KEY,
	identity BLOB NOT NULL UNIQUE CHECK(length(identity)=32)) STRICT;

-- Whom self follows; itself where it is the host.
CREATE TABLE hosts(
	id   INTEGER PRIMARY KEY,
	self INTEGER NOT NULL REFERENCES identities,
	host INTEGER NOT NULL REFERENCES identities,
	UNIQUE(self, host)) STRICT;

-- One life of a host's log. The newest era of a host is the current one.
CREATE TABLE logs(
	id    INTEGER PRIMARY KEY,
	host  INTEGER NOT NULL REFERENCES hosts,
	era   INTEGER NOT NULL CHECK(era>0),
	epoch BLOB    NOT NULL CHECK(length(epoch)=16),
	began INTEGER NOT NULL,
	UNIQUE(host, era)) STRICT;

-- last_seq is the cursor of a copy. a and b are the two of a direct room.
CREATE TABLE rooms(
	id        INTEGER PRIMARY KEY,
	log       INTEGER NOT NULL REFERENCES logs,
	room      BLOB    NOT NULL CHECK(length(room)=32),
	a         INTEGER REFERENCES identities,
	b         INTEGER REFERENCES identities,
	first_seq INTEGER NOT NULL DEFAULT 1 CHECK(first_seq>0),
	last_seq  INTEGER NOT NULL DEFAULT 0 CHECK(last_seq>=first_seq-1),
	UNIQUE(log, room)) STRICT;

-- shown is the text after the last edit, where there was one.
CREATE TABLE events(
	id        INTEGER PRIMARY KEY,
	log       INTEGER NOT NULL REFERENCES logs,
	room      INTEGER NOT NULL REFERENCES rooms,
	seq       INTEGER NOT NULL CHECK(seq>0),
	author    INTEGER NOT NULL REFERENCES identities,
	cid       BLOB    NOT NULL CHECK(length(cid)=16),
	kind      INTEGER NOT NULL CHECK(kind>0),
	body      TEXT    NOT NULL,
	ref       BLOB    CHECK(length(ref)=16),
	client_ts INTEGER NOT NULL,
	server_ts INTEGER NOT NULL,
	shown     TEXT,
	deleted   INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE UNIQUE INDEX events_seq ON events(room, seq);
CREATE UNIQUE INDEX events_cid ON events(cid, author, log);
CREATE INDEX events_ref ON events(ref) WHERE ref IS NOT NULL;

-- What retention removed from a host's log, so that a repeat still gets its answer.
CREATE TABLE retired(
	cid       BLOB    NOT NULL,
	author    INTEGER NOT NULL REFERENCES identities,
	log       INTEGER NOT NULL REFERENCES logs,
	room      INTEGER NOT NULL REFERENCES rooms,
	seq       INTEGER NOT NULL,
	kind      INTEGER NOT NULL,
	server_ts INTEGER NOT NULL,
	PRIMARY KEY(cid, author, log)) STRICT, WITHOUT ROWID;

-- What the host no longer held when a copy asked for it.
CREATE TABLE gaps(
	room     INTEGER NOT NULL REFERENCES rooms,
	from_seq INTEGER NOT NULL,
	to_seq   INTEGER NOT NULL CHECK(to_seq>=from_seq),
	PRIMARY KEY(room, from_seq)) STRICT, WITHOUT ROWID;

CREATE TABLE receipts(
	room   INTEGER NOT NULL REFERENCES rooms,
	member INTEGER NOT NULL REFERENCES identities,
	got    INTEGER NOT NULL DEFAULT 0,
	read   INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY(room, member)) STRICT, WITHOUT ROWID;

CREATE TABLE peers(
	identity   INTEGER PRIMARY KEY REFERENCES identities,
	name       TEXT    NOT NULL,
	state      INTEGER NOT NULL,
	first_seen INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL) STRICT;

-- seq and server_ts are the host's answer while earlier events are on their way.
CREATE TABLE outbox(
	id        INTEGER PRIMARY KEY AUTOINCREMENT,
	host      INTEGER NOT NULL REFERENCES hosts,
	cid       BLOB    NOT NULL CHECK(length(cid)=16),
	room      BLOB    NOT NULL CHECK(length(room)=32),
	peer      INTEGER REFERENCES identities,
	kind      INTEGER NOT NULL CHECK(kind>0),
	body      TEXT    NOT NULL,
	ref       BLOB    CHECK(length(ref)=16),
	client_ts INTEGER NOT NULL,
	state     INTEGER NOT NULL,
	reason    INTEGER NOT NULL DEFAULT 0,
	seq       INTEGER NOT NULL DEFAULT 0,
	server_ts INTEGER NOT NULL DEFAULT 0,
	UNIQUE(host, cid)) STRICT;

-- The texts as they are shown; its rowid is events.id. It holds no text itself.
CREATE VIRTUAL TABLE search USING fts5(body, content='', contentless_delete=1, tokenize='trigram');
`

func (c *conn) addV2() error { return c.Exec(schemaV2) }

const schemaV2 = `
-- For whom without an identity the host speaks.
ALTER TABLE events ADD COLUMN guest TEXT;
ALTER TABLE outbox ADD COLUMN guest TEXT;

-- Who may follow the logs kept here, or is kept out. A membership outlives an
-- epoch, so it belongs to the host and not to a log.
CREATE TABLE members(
	host      INTEGER NOT NULL REFERENCES hosts,
	identity  INTEGER NOT NULL REFERENCES identities,
	name      TEXT    NOT NULL,
	state     INTEGER NOT NULL CHECK(state>0),
	verified  INTEGER NOT NULL DEFAULT 0,
	joined    INTEGER NOT NULL,
	last_seen INTEGER NOT NULL,
	PRIMARY KEY(host, identity)) STRICT, WITHOUT ROWID;

-- Whose key is expected at an address.
CREATE TABLE servers(
	addr      TEXT    NOT NULL PRIMARY KEY CHECK(addr<>''),
	identity  INTEGER NOT NULL REFERENCES identities,
	name      TEXT    NOT NULL,
	verified  INTEGER NOT NULL,
	last_seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
