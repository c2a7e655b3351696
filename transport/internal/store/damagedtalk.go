package store

import (
	"cmp"
	"slices"

	"confab/transport/internal/wire"
)

// maxDamagedTalks is how many talks a DamageError names.
const maxDamagedTalks = 64

// DamagedTalk is a talk of which events were lost.
type DamagedTalk struct {
	Host wire.Identity // whose log it is in
	Self wire.Identity // who of this folder takes part
	With wire.Identity // the other one of a direct talk; zero: the room of all
	Name string        // what With, or the host where With is zero, was called last; may be empty
	// Events is how many are lost.
	Events int
}

// damagedByRoom counts the events that are marked as damaged, by the number of
// their room.
func (c *conn) damagedByRoom() (events map[int64]int, err error) {
	events = map[int64]int{}
	err = c.each("SELECT room, count(*) FROM events WHERE damaged=1 GROUP BY room", func(r row) bool {
		events[r.ColumnInt64(0)] = r.ColumnInt(1)
		return true
	})
	return events, err
}

// damagedTalks describes the rooms in which more events are damaged than before,
// those with the most first.
func (c *conn) damagedTalks(before map[int64]int) (talks []DamagedTalk, err error) {
	now, err := c.damagedByRoom()
	if err != nil {
		return nil, err
	}
	for room, events := range now {
		if events -= before[room]; events <= 0 {
			continue
		}
		t := DamagedTalk{Events: events}
		direct := false
		var members [2]wire.Identity
		if _, err = c.one(`SELECT s.identity, o.identity, r.room, a.identity, b.identity FROM rooms r JOIN logs l ON l.id=r.log
			JOIN hosts h ON h.id=l.host JOIN identities s ON s.id=h.self JOIN identities o ON o.id=h.host
			LEFT JOIN identities a ON a.id=r.a LEFT JOIN identities b ON b.id=r.b WHERE r.id=?`, func(r row) {
			r.fixed(0, t.Self[:])
			r.fixed(1, t.Host[:])
			var id wire.RoomID
			r.fixed(2, id[:])
			direct = id != wire.Everyone
			r.fixed(3, members[0][:])
			r.fixed(4, members[1][:])
		}, room); err != nil {
			return nil, err
		}
		if direct {
			t.With = members[0]
			if t.With == t.Self {
				t.With = members[1]
			}
		}
		called := t.With
		if !direct {
			called = t.Host
		}
		if t.Name, err = c.lastName(called); err != nil {
			return nil, err
		}
		talks = append(talks, t)
	}
	slices.SortFunc(talks, func(a, b DamagedTalk) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), slices.Compare(a.Host[:], b.Host[:]), slices.Compare(a.With[:], b.With[:]))
	})
	return talks[:min(len(talks), maxDamagedTalks)], nil
}

// lastName is what id called itself last; empty when that is not known.
func (c *conn) lastName(id wire.Identity) (name string, err error) {
	_, err = c.one(`SELECT n.name FROM (SELECT identity, name, last_seen FROM members
		UNION ALL SELECT identity, name, last_seen FROM peers UNION ALL SELECT identity, name, last_seen FROM servers) n
		JOIN identities i ON i.id=n.identity WHERE i.identity=? AND n.name<>'' ORDER BY n.last_seen DESC LIMIT 1`,
		func(r row) { name = r.ColumnText(0) }, id)
	return name, err
}
