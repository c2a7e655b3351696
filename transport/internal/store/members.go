package store

import (
	"context"
	"errors"
	"fmt"

	"confab/transport/internal/wire"
)

// MemberState says whether somebody may follow the log kept here. Who only asks
// to is not stored. It is stored: the numbers stay.
type MemberState uint8

const (
	// Accepted may post and follow.
	Accepted MemberState = 1
	// BlockedMember is kept out, and cannot ask.
	BlockedMember MemberState = 2
	// Unasked may do what Accepted may: everybody was let in, and no person has
	// decided. It has said nothing yet.
	Unasked MemberState = 3
	// Heard is Unasked, and has said something.
	Heard MemberState = 4
)

// Member is somebody the host has decided about.
type Member struct {
	Identity wire.Identity
	Name     string // as last told: text from outside
	State    MemberState
	Verified bool        // the host's person compared the fingerprints
	Joined   wire.Millis // when last accepted; zero for who never was
	LastSeen wire.Millis // zero for who was blocked unseen
	First    uint64      // the first Seq of Everyone that it may read; 1: all
	By       Admission   // how it became a member first
}

// Admit makes somebody a member from now on, who may read all of Everyone or what is
// said there from now on: from first on. It lifts a block, keeps Verified, and changes
// only the name of who is a member already, who goes on reading from where it could; an
// empty name keeps the last one. Who was removed or blocked is let in like one that is
// new: what was said meanwhile, and before, it is not given again. By is how it came, of
// who is no member yet.
func (h *Host) Admit(id wire.Identity, name string, all bool, by Admission) (first uint64, err error) {
	err = h.decide(id, func(c *conn, number int64) error {
		if first, err = h.beginning(c, all); err != nil {
			return err
		}
		_, err = c.one(`INSERT INTO members(host, identity, name, state, joined, last_seen, first_seq, admission) VALUES(?1,?2,?3,?4,?5,?5,?6,?8)
			ON CONFLICT DO UPDATE SET name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
			joined=CASE state WHEN excluded.state THEN joined ELSE excluded.joined END, state=excluded.state,
			first_seq=CASE state WHEN ?7 THEN excluded.first_seq ELSE first_seq END,
			admission=CASE state WHEN ?7 THEN excluded.admission ELSE admission END RETURNING first_seq`,
			func(r row) { first = r.seq(0) }, h.id, number, name, int(Accepted), h.store.clock(), first, int(BlockedMember), int(by))
		return err
	})
	return first, err
}

// Enter makes a new member of one that no person has decided about, who may read as
// with Admit. What is known of a member stays, but for its name.
func (h *Host) Enter(id wire.Identity, name string, all bool) (first uint64, err error) {
	err = h.decide(id, func(c *conn, number int64) error {
		if first, err = h.beginning(c, all); err != nil {
			return err
		}
		_, err = c.one(`INSERT INTO members(host, identity, name, state, joined, last_seen, first_seq, admission) VALUES(?1,?2,?3,?4,?5,?5,?6,?7)
			ON CONFLICT DO UPDATE SET name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END RETURNING first_seq`,
			func(r row) { first = r.seq(0) }, h.id, number, name, int(Unasked), h.store.clock(), first, int(ByAll))
		return err
	})
	return first, err
}

// Forget forgets members about whom no person has decided, with how far each has
// come. One that said nothing and to whom nothing was said leaves nothing.
func (h *Host) Forget(ids []wire.Identity) error {
	return h.store.write(max(len(ids), 1), func(c *conn) error {
		for _, id := range ids {
			number := int64(0)
			if _, err := c.one(`DELETE FROM members WHERE host=? AND state>=? AND verified=0
				AND identity=(SELECT id FROM identities WHERE identity=?) RETURNING identity`,
				func(r row) { number = r.ColumnInt64(0) }, h.id, int(Unasked), id); err != nil {
				return err
			}
			if number == 0 {
				continue
			}
			if err := c.run("DELETE FROM receipts WHERE member=? AND room IN (SELECT id FROM rooms WHERE log=?)", number, h.log); err != nil {
				return err
			}
		}
		return nil
	})
}

// Bar blocks somebody, member or not. An empty name keeps the last one.
func (h *Host) Bar(id wire.Identity, name string) error {
	return h.decide(id, func(c *conn, number int64) error {
		return c.run(`INSERT INTO members(host, identity, name, state, joined, last_seen) VALUES(?1,?2,?3,?4,0,0)
			ON CONFLICT DO UPDATE SET name=CASE excluded.name WHEN '' THEN name ELSE excluded.name END,
			state=excluded.state`, h.id, number, name, int(BlockedMember))
	})
}

// decide changes what is known of somebody whom the table may not have yet.
func (h *Host) decide(id wire.Identity, change func(c *conn, number int64) error) error {
	if id == (wire.Identity{}) {
		return errors.New("a member needs an identity")
	}
	return h.store.write(1, func(c *conn) error {
		number, err := c.identity(id)
		if err != nil {
			return err
		}
		return change(c, number)
	})
}

// Dismiss forgets about somebody: a member must ask again, a block is lifted,
// and fingerprints are to be compared anew. Who is not known is no error.
func (h *Host) Dismiss(id wire.Identity) error {
	return h.store.write(1, func(c *conn) error {
		return c.run("DELETE FROM members WHERE host=? AND identity=(SELECT id FROM identities WHERE identity=?)", h.id, id)
	})
}

// Seen notes that somebody decided about was seen now, under a name; an empty one
// keeps the last. It does nothing for others.
func (h *Host) Seen(id wire.Identity, name string) error {
	return h.store.write(1, func(c *conn) error {
		// A clock that was set back does not make somebody seen earlier.
		return c.run(`UPDATE members SET name=CASE ?3 WHEN '' THEN name ELSE ?3 END, last_seen=max(last_seen, ?4)
			WHERE host=?1 AND identity=(SELECT id FROM identities WHERE identity=?2)`, h.id, id, name, h.store.clock())
	})
}

// Vouch notes whether the host's person takes somebody decided about for who
// they say they are.
func (h *Host) Vouch(id wire.Identity, verified bool) error {
	return h.store.write(1, func(c *conn) error {
		found, err := c.one(`UPDATE members SET verified=? WHERE host=? AND identity=(SELECT id FROM identities WHERE identity=?)
			RETURNING 1`, func(row) {}, verified, h.id, id)
		if err == nil && !found {
			err = fmt.Errorf("no member is %s", id)
		}
		return err
	})
}

// Members are all who were decided about, the blocked too, in the order they
// joined.
func (h *Host) Members(ctx context.Context) (members []Member, err error) {
	err = h.store.read(ctx, func(c *conn) error {
		members = nil
		return c.each(`SELECT i.identity, m.name, m.state, m.verified, m.joined, m.last_seen, m.first_seq, m.admission
			FROM members m JOIN identities i ON i.id=m.identity WHERE m.host=? ORDER BY m.joined, m.identity`, func(r row) bool {
			m := Member{Name: r.ColumnText(1), State: MemberState(r.ColumnInt(2)), Verified: r.ColumnBool(3),
				Joined: r.millis(4), LastSeen: r.millis(5), First: r.seq(6), By: Admission(r.ColumnInt(7))}
			r.fixed(0, m.Identity[:])
			members = append(members, m)
			return true
		}, h.id)
	})
	return members, err
}
