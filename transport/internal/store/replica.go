package store

import (
	"context"
	"errors"

	"confab/transport/internal/wire"
)

// Replica is the copy that one identity keeps of another's log, and the outbox
// of what it wants to say there.
type Replica struct {
	store *Store
	id    int64
	self  wire.Identity
}

// Replica returns the copy that self keeps of host's log, empty at first.
func (s *Store) Replica(self, host wire.Identity) (*Replica, error) {
	if self == host {
		return nil, errors.New("a host keeps no copy of its own log")
	}
	r := &Replica{store: s, self: self}
	err := s.write(1, func(c *conn) (err error) {
		r.id, err = c.host(self, host)
		return err
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Log is the current era, under which Page and the others read it; 0 before the
// first Begin.
func (r *Replica) Log(ctx context.Context) (log LogID, err error) {
	err = r.store.read(ctx, func(c *conn) error {
		id, _, err := c.current(r.id)
		log = LogID(id)
		return err
	})
	return log, err
}

// Cursors are the last Seq on disk of every room, and the epoch they count in:
// what HELLO says. The epoch is zero before the first Begin.
func (r *Replica) Cursors(ctx context.Context) (epoch wire.Epoch, cursors wire.Cursors, err error) {
	err = r.store.read(ctx, func(c *conn) error {
		var log int64
		if log, epoch, err = c.current(r.id); err != nil || log == 0 {
			return err
		}
		cursors = wire.Cursors{}
		return c.each("SELECT room, last_seq FROM rooms WHERE log=?", func(row row) bool {
			var id wire.RoomID
			row.fixed(0, id[:])
			cursors[id] = row.seq(1)
			return true
		}, log)
	})
	return epoch, cursors, err
}

// Begin says which epoch the host told in WELCOME. Where it is not the one
// followed so far, a new era begins with empty rooms, and what the host had
// acknowledged but not delivered waits to be sent again. An era in which nothing
// came is given the new epoch itself, so that a host cannot pile them up.
func (r *Replica) Begin(epoch wire.Epoch) (log LogID, fresh bool, err error) {
	if epoch == (wire.Epoch{}) {
		return 0, false, &EpochError{Got: epoch}
	}
	err = r.store.write(1, func(c *conn) error {
		id, current, err := c.current(r.id)
		if err != nil {
			return err
		}
		if fresh = id == 0 || current != epoch; fresh {
			if id, err = r.era(c, id, epoch); err != nil {
				return err
			}
			if err = c.run("UPDATE outbox SET state=?, seq=0, server_ts=0 WHERE host=? AND state=?",
				int(Waiting), r.id, int(Acked)); err != nil {
				return err
			}
		}
		log = LogID(id)
		return nil
	})
	if err != nil {
		return 0, false, err
	}
	return log, fresh, nil
}

// era begins one, in the place of the current one if nothing came in that.
func (r *Replica) era(c *conn, current int64, epoch wire.Epoch) (int64, error) {
	used, err := c.one("SELECT 1 FROM rooms WHERE log=? AND last_seq>0", func(row) {}, current)
	if err != nil {
		return 0, err
	}
	if current == 0 || used {
		return c.newLog(r.id, epoch, r.store.clock())
	}
	return current, c.run("UPDATE logs SET epoch=? WHERE id=?", epoch, current)
}

// follows is the log of the epoch, or an EpochError if that is not current.
func (r *Replica) follows(c *conn, epoch wire.Epoch) (era, error) {
	log, current, err := c.current(r.id)
	if err == nil && (log == 0 || current != epoch) {
		err = &EpochError{Current: current, Got: epoch}
	}
	if err != nil {
		return era{}, err
	}
	earlier, err := c.one("SELECT 1 FROM logs WHERE host=? AND id<>?", func(row) {}, r.id, log)
	return era{log, earlier}, err
}

// Deliver puts up to wire.MaxFetch events into the copy, moves the cursors, and
// takes what is delivered out of the outbox, all in one transaction. Each event
// must be the one after the last of its room, else a GapError says so and nothing
// is done; one held already is passed over. Only an event that says itself to be
// the first one the host still holds may leave a gap, which Rooms tells then.
//
// An event that an earlier era has is carried into this one instead of being held
// twice: carried names each, in the order of events. Of several places where one
// was, which earlier programs left, the first is the one that it keeps.
func (r *Replica) Deliver(epoch wire.Epoch, events []wire.Event) (carried []Carried, err error) {
	if len(events) > wire.MaxFetch {
		return nil, ErrTooMany
	}
	err = r.store.write(max(len(events), 1), func(c *conn) error {
		carried = nil
		log, err := r.follows(c, epoch)
		if err != nil {
			return err
		}
		for i := range events {
			some, err := r.deliver(c, log, &events[i])
			if err != nil {
				return err
			}
			carried = append(carried, some...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return carried, nil
}

func (r *Replica) deliver(c *conn, log era, e *wire.Event) (carried []Carried, err error) {
	p, err := r.enter(c, log, e.Room)
	if err == nil && e.Damaged {
		// What the host lost may be ours, acknowledged and still here.
		err = r.settle(c, log, &p, e.Room)
	}
	if err != nil || e.Seq <= p.last {
		return nil, err
	}
	if e.Seq != p.last+1 {
		if e.First != e.Seq {
			return nil, &GapError{Room: e.Room, Last: p.last, Got: e.Seq}
		}
		if err = c.skip(&p, e.Seq); err != nil {
			return nil, err
		}
		// What the host acknowledged and no longer holds cannot be delivered.
		if err = c.run("DELETE FROM outbox WHERE host=? AND room=? AND state=? AND seq<?",
			r.id, e.Room, int(Acked), e.Seq); err != nil {
			return nil, err
		}
	}
	if carried, err = r.take(c, log, &p, e); err != nil {
		return nil, err
	}
	return carried, r.settle(c, log, &p, e.Room)
}

// enter finds a room of the log, or makes it.
func (r *Replica) enter(c *conn, log era, room wire.RoomID) (place, error) {
	p, err := c.room(log.log, room)
	if err != nil || p.id != 0 {
		return p, err
	}
	if p, err = c.newRoom(log.log, room); err == nil && log.earlier {
		err = r.acquaint(c, &p, room)
	}
	return p, err
}

// take puts an event that is next in its room into the log: a new one, or one that
// an earlier era has.
func (r *Replica) take(c *conn, log era, p *place, e *wire.Event) (carried []Carried, err error) {
	author, err := c.identity(e.From)
	if err != nil {
		return nil, err
	}
	if p.a == 0 && e.Room != wire.Everyone {
		if err = r.introduce(c, p, e, author); err != nil {
			return nil, err
		}
	}
	var earlier []former
	if log.earlier {
		earlier, err = c.formers(log.log, author, e)
	}
	switch {
	case err != nil:
	case len(earlier) == 0:
		err = c.insert(log.log, p, author, e)
	default:
		if carried, err = c.move(earlier, log.log, p, e); err == nil {
			err = c.advance(p, e.Seq)
		}
	}
	if err != nil || e.From != r.self {
		return carried, err
	}
	return carried, c.run("DELETE FROM outbox WHERE host=? AND cid=?", r.id, e.CID)
}

// introduce notes who the two of a direct room are, as soon as an event or the
// outbox tells it.
func (r *Replica) introduce(c *conn, p *place, e *wire.Event, author int64) error {
	other := e.From
	if e.From == r.self {
		if _, err := c.one(`SELECT i.identity FROM outbox o JOIN identities i ON i.id=o.peer
			WHERE o.host=? AND o.cid=?`, func(row row) { row.fixed(0, other[:]) }, r.id, e.CID); err != nil {
			return err
		}
	}
	if other == r.self || wire.Direct(r.self, other) != e.Room {
		return nil
	}
	a, err := c.identity(r.self)
	if err != nil {
		return err
	}
	b := author
	if e.From == r.self {
		if b, err = c.identity(other); err != nil {
			return err
		}
	}
	return c.pair(p, a, b)
}

// settle moves what was acknowledged before its turn from the outbox to the
// log, as long as it is next in its room.
func (r *Replica) settle(c *conn, log era, p *place, room wire.RoomID) error {
	for {
		var e wire.Event
		found, err := c.one(`SELECT cid, kind, body, ref, client_ts, seq, server_ts, guest, file FROM outbox
			WHERE host=? AND room=? AND state=? AND seq=?`, func(row row) {
			row.fixed(0, e.CID[:])
			e.Kind, e.Body = wire.Kind(row.ColumnInt(1)), row.ColumnText(2)
			row.fixed(3, e.Ref[:])
			e.ClientTime, e.Seq, e.ServerTime = row.millis(4), row.seq(5), row.millis(6)
			e.Guest, e.File = row.ColumnText(7), string(row.ColumnRawBlob(8))
		}, r.id, room, int(Acked), p.last+1)
		if !found || err != nil {
			return err
		}
		e.Room, e.From = room, r.self
		if _, err = r.take(c, log, p, &e); err != nil {
			return err
		}
	}
}
