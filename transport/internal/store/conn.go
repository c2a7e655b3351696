package store

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/ext/fts5"
)

// busyTimeout is how long a connection waits for another of this process, unless the
// Options have another one for the writer; other processes are kept out by the lock file.
const busyTimeout = 5 * time.Second

// conn is one connection and the statements it has prepared. It belongs to one
// goroutine at a time.
type conn struct {
	*sqlite3.Conn
	prepared map[string]statement
	damaged  bool // an event was read that is not what was written
	lags     bool // of the writer: the index may lack something
	merges   bool // of the writer: FTS5 does not merge by itself
	// What was done to events since the transaction began: what others can follow,
	// and how many statements did something else.
	changes []change
	altered int
}

// statement is one that is prepared.
type statement struct {
	*sqlite3.Stmt
	alters bool // it changes the table of events
}

// alters reports whether a statement of this package changes the table of events.
func alters(sql string) bool {
	for _, does := range []string{"UPDATE events ", "DELETE FROM events ", "INTO events("} {
		if strings.Contains(sql, does) {
			return true
		}
	}
	return false
}

// follows notes what a statement that changed events did.
func (c *conn) follows(did change) {
	c.altered--
	c.changes = append(c.changes, did)
}

// connect opens the database at path. The pragmas that change the file are the
// writer's, which is opened first.
func connect(path string, writes bool) (*conn, error) {
	return connectBy(sealedVFS, path, writes)
}

// connectBy is connect through one of the two file systems for databases.
func connectBy(system, path string, writes bool) (*conn, error) {
	db, err := openFile(system, path, sqlite3.OPEN_READWRITE|sqlite3.OPEN_CREATE)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: db, prepared: map[string]statement{}}
	pragmas := "PRAGMA query_only=ON; PRAGMA cache_size=-4096"
	if writes {
		// A new database reserves the bytes of the seals from its first page on.
		if _, err = db.FileControl("main", sqlite3.FCNTL_RESERVE_BYTES, sealBytes); err != nil {
			c.close()
			return nil, err
		}
		// The log on disk is cut back to journal_size_limit after a long reader
		// made it grow.
		pragmas = `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
			PRAGMA journal_size_limit=16777216; PRAGMA cache_size=-8192`
	}
	if system == lenientVFS {
		// A file that is shorter than it says is read as far as it goes.
		if _, err = c.Config(sqlite3.DBCONFIG_DEFENSIVE, false); err == nil {
			err = c.Exec("PRAGMA writable_schema=ON")
		}
		if err != nil {
			c.close()
			return nil, err
		}
	}
	if err = c.BusyTimeout(busyTimeout); err == nil {
		err = fts5.Register(c.Conn)
	}
	if err == nil {
		// No sorting in files: a phone has no folder for them.
		err = c.Exec("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; " + pragmas)
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// openFile opens the file of a database through one of the two file systems for
// databases. SQLite panics with the system's error where that does not give it the
// memory into which it maps files.
func openFile(system, path string, flags sqlite3.OpenFlag) (db *sqlite3.Conn, err error) {
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		cause, told := reason.(error)
		if _, bug := reason.(runtime.Error); bug || !told {
			panic(reason)
		}
		db, err = nil, &SystemError{cause}
	}()
	return sqlite3.OpenFlags(uri(system, path), flags|sqlite3.OPEN_URI)
}

// uri names a file to SQLite, and the file system to open it through.
func uri(system, path string) string {
	path = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	if strings.HasPrefix(path, "//") { // a share, and not the name of a host
		path = "//" + path
	}
	return "file:" + path + "?vfs=" + system
}

// glanceTimeout is how long a glance waits for another process. That one keeps
// the database to itself only for a moment, while it opens or closes it.
const glanceTimeout = 2 * time.Second

// glance opens the database at path, which may be another process's, for reading
// only. The end of ctx ends all that the connection does.
func glance(ctx context.Context, path string) (*conn, error) {
	db, err := openFile(sealedVFS, path, sqlite3.OPEN_READONLY)
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: db, prepared: map[string]statement{}}
	c.SetInterrupt(ctx)
	if err = c.BusyTimeout(glanceTimeout); err == nil {
		err = c.Exec("PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA query_only=ON")
	}
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *conn) close() error {
	for _, s := range c.prepared {
		_ = s.Close() // it repeats the error of the last step, which was told
	}
	c.prepared = nil
	return c.Close()
}

// row is the statement that a query stands on, valid until the next row.
type row struct {
	*sqlite3.Stmt
	conn *conn
}

func (r row) seq(col int) uint64         { return uint64(r.ColumnInt64(col)) }
func (r row) millis(col int) wire.Millis { return wire.Millis(r.ColumnInt64(col)) }
func (r row) fixed(col int, to []byte)   { copy(to, r.ColumnRawBlob(col)) }

// value is the value of a column as bind takes it.
func (r row) value(col int) any {
	switch r.ColumnType(col) {
	case sqlite3.INTEGER:
		return r.ColumnInt64(col)
	case sqlite3.TEXT:
		return r.ColumnText(col)
	case sqlite3.BLOB:
		return r.ColumnBlob(col, []byte{})
	}
	return nil // no column holds a FLOAT
}

// each runs a query and calls yield with every row until that returns false.
// The arguments are int64, string, []byte or nil, and the like.
func (c *conn) each(sql string, yield func(row) bool, args ...any) (err error) {
	known, ok := c.prepared[sql]
	if !ok {
		prepared, _, err := c.Prepare(sql)
		if err != nil {
			return explain(fmt.Errorf("preparing %.40q: %w", sql, err))
		}
		known = statement{prepared, alters(sql)}
		c.prepared[sql] = known
	}
	s := known.Stmt
	if known.alters {
		c.altered++
	}
	for i, a := range args {
		if err := bind(s, i+1, a); err != nil {
			return explain(err)
		}
	}
	for s.Step() {
		if yield == nil || !yield(row{s, c}) {
			break
		}
	}
	err = s.Err()
	if failed := s.Reset(); err == nil {
		err = failed
	}
	return explain(err)
}

// run executes a statement that returns nothing.
func (c *conn) run(sql string, args ...any) error { return c.each(sql, nil, args...) }

// one reports whether there is a first row, having called yield with it.
func (c *conn) one(sql string, yield func(row), args ...any) (found bool, err error) {
	err = c.each(sql, func(r row) bool {
		found = true
		yield(r)
		return false
	}, args...)
	return found, err
}

func bind(s *sqlite3.Stmt, i int, a any) error {
	switch a := a.(type) {
	case nil:
		return s.BindNull(i)
	case int64:
		return s.BindInt64(i, a)
	case int:
		return s.BindInt(i, a)
	case uint64:
		return s.BindInt64(i, int64(min(a, wire.MaxSeq)))
	case bool:
		return s.BindBool(i, a)
	case string:
		return s.BindText(i, a)
	case []byte:
		return s.BindBlob(i, a)
	case wire.Millis:
		return s.BindInt64(i, int64(a))
	case wire.Kind:
		return s.BindInt(i, int(a))
	case wire.Identity:
		return s.BindBlob(i, a[:])
	case wire.RoomID:
		return s.BindBlob(i, a[:])
	case wire.Epoch:
		return s.BindBlob(i, a[:])
	case wire.CID:
		if a == (wire.CID{}) {
			return s.BindNull(i)
		}
		return s.BindBlob(i, a[:])
	case wire.Digest:
		if a == (wire.Digest{}) {
			return s.BindNull(i)
		}
		return s.BindBlob(i, a[:])
	}
	panic(fmt.Sprintf("store: no column holds a %T", a))
}

// identity is the number of an identity, given on first sight.
func (c *conn) identity(id wire.Identity) (number int64, err error) {
	found, err := c.one("SELECT id FROM identities WHERE identity=?", func(r row) { number = r.ColumnInt64(0) }, id)
	if found || err != nil {
		return number, err
	}
	if err = c.run("INSERT INTO identities(identity) VALUES(?)", id); err != nil {
		return 0, err
	}
	return c.LastInsertRowID(), nil
}
