package store

import (
	"context"
	"fmt"

	"confab/transport/internal/wire"
)

// PeerState is what this user knows of somebody's key. It is stored: the
// numbers stay.
type PeerState uint8

const (
	// Unverified was met, and nobody compared the fingerprints.
	Unverified PeerState = 1
	// Verified is who the user takes them for.
	Verified PeerState = 2
	// Blocked is not wanted.
	Blocked PeerState = 3
	// Changed came in the place of somebody known by another key.
	Changed PeerState = 4
)

// Peer is somebody met.
type Peer struct {
	Identity            wire.Identity
	Name                string // text from outside
	State               PeerState
	FirstSeen, LastSeen wire.Millis
}

// Met notes that somebody was seen now, under a name. Whoever is new is
// Unverified; the state of others stays. An empty name keeps the last one.
func (s *Store) Met(id wire.Identity, name string) error {
	return s.write(1, func(c *conn) error {
		number, err := c.identity(id)
		if err != nil {
			return err
		}
		// A clock that was set back does not make somebody seen earlier.
		return c.run(`INSERT INTO peers VALUES(?1,?2,?3,?4,?4) ON CONFLICT DO UPDATE SET
			name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
			last_seen=max(last_seen, excluded.last_seen)`, number, name, int(Unverified), s.clock())
	})
}

// Judge sets the state of somebody met.
func (s *Store) Judge(id wire.Identity, state PeerState) error {
	if state < Unverified || state > Changed {
		return fmt.Errorf("no peer has state %d", state)
	}
	return s.write(1, func(c *conn) error {
		found, err := c.one(`UPDATE peers SET state=? WHERE identity=(SELECT id FROM identities WHERE identity=?)
			RETURNING 1`, func(row) {}, int(state), id)
		if err == nil && !found {
			err = fmt.Errorf("nobody met is %s", id)
		}
		return err
	})
}

// Peers are all who were met, in the order of meeting.
func (s *Store) Peers(ctx context.Context) (peers []Peer, err error) {
	err = s.read(ctx, func(c *conn) error {
		peers = nil
		return c.each(`SELECT i.identity, p.name, p.state, p.first_seen, p.last_seen
			FROM peers p JOIN identities i ON i.id=p.identity ORDER BY p.first_seen, p.identity`, func(r row) bool {
			p := Peer{Name: r.ColumnText(1), State: PeerState(r.ColumnInt(2)), FirstSeen: r.millis(3), LastSeen: r.millis(4)}
			r.fixed(0, p.Identity[:])
			peers = append(peers, p)
			return true
		})
	})
	return peers, err
}

// Names are what everybody called themselves last: as somebody met, or as a
// member of a log kept here.
func (s *Store) Names(ctx context.Context) (names map[wire.Identity]string, err error) {
	names = map[wire.Identity]string{}
	err = s.read(ctx, func(c *conn) error {
		return c.each(`SELECT i.identity, m.name FROM members m JOIN identities i ON i.id=m.identity
			UNION ALL SELECT i.identity, p.name FROM peers p JOIN identities i ON i.id=p.identity`, func(r row) bool {
			var id wire.Identity
			r.fixed(0, id[:])
			if n := r.ColumnText(1); n != "" {
				names[id] = n
			}
			return true
		})
	})
	return names, err
}
