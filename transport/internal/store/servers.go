package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"confab/transport/internal/wire"

	"github.com/ncruces/go-sqlite3"
)

// KnownServer is a server met at an address, and the key that a client expects
// there.
type KnownServer struct {
	Addr     string // as the client dials it
	Identity wire.Identity
	Name     string      // text from outside
	Verified bool        // the user compared the fingerprints
	LastSeen wire.Millis // told by the caller
}

// Server is what is known of an address; false if nothing is.
func (s *Store) Server(ctx context.Context, addr string) (k KnownServer, found bool, err error) {
	err = s.read(ctx, func(c *conn) error {
		found, err = c.one(serverColumns+" WHERE k.addr=?", func(r row) { k = r.server() }, addr)
		return err
	})
	return k, found, err
}

// RememberServer puts k in the place of what was known of its address, the key
// and Verified too: the caller has asked the user about a key that changed.
func (s *Store) RememberServer(k KnownServer) error {
	if k.Addr == "" || k.Identity == (wire.Identity{}) {
		return errors.New("a server needs an address and an identity")
	}
	return s.write(1, func(c *conn) error {
		number, err := c.identity(k.Identity)
		if err != nil {
			return err
		}
		return c.run("INSERT OR REPLACE INTO servers VALUES(?,?,?,?,?)", k.Addr, number, k.Name, k.Verified, k.LastSeen)
	})
}

// ForgetServer forgets an address, known or not: the next contact there is a
// first one. Copies of the server's log stay.
func (s *Store) ForgetServer(addr string) error {
	return s.write(1, func(c *conn) error { return c.run("DELETE FROM servers WHERE addr=?", addr) })
}

// Servers are all that are known, last seen first.
func (s *Store) Servers(ctx context.Context) (servers []KnownServer, err error) {
	err = s.read(ctx, func(c *conn) error {
		servers, err = c.servers()
		return err
	})
	return servers, err
}

// ServersIn is Servers of a folder that is not open here: it may be another
// process's. It changes nothing of what is kept, and knows of none where there is
// no database. A BusyError says that another process kept it to itself for
// longer than opening and closing it take. Where ctx ends before, its error is returned.
func ServersIn(ctx context.Context, dir string) ([]KnownServer, error) {
	servers, err := serversAt(ctx, filepath.Join(dir, databaseName))
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, os.ErrNotExist):
		return nil, nil
	case errors.Is(err, sqlite3.BUSY):
		return nil, &BusyError{err}
	}
	return servers, explain(err)
}

// serversAt reads the servers in the database at path.
func serversAt(ctx context.Context, path string) (servers []KnownServer, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	c, err := glance(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	version := 0
	if _, err := c.one("PRAGMA user_version", func(r row) { version = r.ColumnInt(0) }); err != nil {
		return nil, err
	}
	if f, err := openPrivate(path+"-shm", os.O_RDWR); err == nil {
		f.Close() // SQLite made it with the rights that the umask leaves
	}
	if version < 2 {
		return nil, nil // it is being made, or of a time before servers were kept
	}
	return c.servers()
}

func (c *conn) servers() (servers []KnownServer, err error) {
	err = c.each(serverColumns+" ORDER BY k.last_seen DESC, k.addr", func(r row) bool {
		servers = append(servers, r.server())
		return true
	})
	return servers, err
}

const serverColumns = `SELECT k.addr, i.identity, k.name, k.verified, k.last_seen
	FROM servers k JOIN identities i ON i.id=k.identity`

// server reads the columns of serverColumns.
func (r row) server() KnownServer {
	k := KnownServer{Addr: r.ColumnText(0), Name: r.ColumnText(2), Verified: r.ColumnBool(3), LastSeen: r.millis(4)}
	r.fixed(1, k.Identity[:])
	return k
}
