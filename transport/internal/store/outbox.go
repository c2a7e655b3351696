package store

import (
	"context"
	"errors"

	"confab/transport/internal/wire"
)

// OutboxState is how far a message in the outbox came. It is stored: the
// numbers stay.
type OutboxState uint8

const (
	// Waiting is sent on every connection until the host answers.
	Waiting OutboxState = 1
	// Acked is on the host's disk; earlier events of its room are on their way.
	Acked OutboxState = 2
	// Refused was answered with a lasting NAK. It stays until Discard.
	Refused OutboxState = 3
)

// Outgoing is a row of the outbox.
type Outgoing struct {
	wire.Post
	To     wire.Identity // the other of a direct room, else zero
	State  OutboxState
	Reason wire.NakReason // of Refused
	Seq    uint64         // of Acked
	row    int64
}

// ErrReused is returned by Enqueue if the CID is another message's.
var ErrReused = errors.New("cid names another message")

// Behind reports whether a row was put into the outbox after another.
func (o Outgoing) Behind(other Outgoing) bool { return o.row > other.row }

// Enqueue puts a message into the outbox, and returns its row. Only without an error
// may the message be shown. To is the other of a direct room. The same message again
// changes nothing.
func (r *Replica) Enqueue(post wire.Post, to wire.Identity) (Outgoing, error) {
	o := Outgoing{Post: post, To: to}
	err := r.store.write(1, func(c *conn) error {
		same := false
		found, err := c.one("SELECT room, kind, body, ref, guest, id, state, file FROM outbox WHERE host=? AND cid=?", func(row row) {
			var room wire.RoomID
			var ref wire.CID
			row.fixed(0, room[:])
			row.fixed(3, ref[:])
			same = room == post.Room && wire.Kind(row.ColumnInt(1)) == post.Kind && row.ColumnText(2) == post.Body &&
				ref == post.Ref && row.ColumnText(4) == post.Guest && string(row.ColumnRawBlob(7)) == post.File
			o.row, o.State = row.ColumnInt64(5), OutboxState(row.ColumnInt(6))
		}, r.id, post.CID)
		if err != nil || same {
			return err
		}
		if found {
			return ErrReused
		}
		var peer any
		if to != (wire.Identity{}) {
			if peer, err = c.identity(to); err != nil {
				return err
			}
		}
		err = c.run(`INSERT INTO outbox(host, cid, room, peer, kind, body, ref, client_ts, state, guest, file)
			VALUES(?,?,?,?,?,?,?,?,?,nullif(?,''),?)`,
			r.id, post.CID, post.Room, peer, post.Kind, post.Body, post.Ref, post.ClientTime, int(Waiting), post.Guest, blob(post.File))
		o.row, o.State = c.LastInsertRowID(), Waiting
		return err
	})
	if err != nil {
		return Outgoing{}, err
	}
	return o, nil
}

// Ack is the host's answer that a message is on its disk. The message moves to
// the log if it is next in its room, else it waits in the outbox as Acked until
// Deliver has brought what comes before. An ACK of a CID that is not in the
// outbox changes nothing.
func (r *Replica) Ack(epoch wire.Epoch, ack wire.Ack) error {
	return r.store.write(1, func(c *conn) error {
		log, err := r.follows(c, epoch)
		if err != nil {
			return err
		}
		found, err := c.one("SELECT 1 FROM outbox WHERE host=? AND cid=? AND room=?", func(row) {}, r.id, ack.CID, ack.Room)
		if !found || err != nil {
			return err
		}
		p, err := r.enter(c, log, ack.Room)
		if err != nil {
			return err
		}
		if ack.Seq <= p.last { // delivered, or behind a gap
			return c.run("DELETE FROM outbox WHERE host=? AND cid=?", r.id, ack.CID)
		}
		if err = c.run("UPDATE outbox SET state=?, reason=0, seq=?, server_ts=? WHERE host=? AND cid=?",
			int(Acked), ack.Seq, ack.ServerTime, r.id, ack.CID); err != nil {
			return err
		}
		return r.settle(c, log, &p, ack.Room)
	})
}

// Nak is the host's answer that a message is not in its log. After a temporary
// reason the message goes on waiting.
func (r *Replica) Nak(cid wire.CID, reason wire.NakReason) error {
	return r.store.write(1, func(c *conn) error {
		if reason.Temporary() {
			return c.run("UPDATE outbox SET reason=? WHERE host=? AND cid=? AND state=?", int(reason), r.id, cid, int(Waiting))
		}
		return c.run("UPDATE outbox SET state=?, reason=? WHERE host=? AND cid=? AND state=?",
			int(Refused), int(reason), r.id, cid, int(Waiting))
	})
}

// Discard removes a refused message from the outbox.
func (r *Replica) Discard(cid wire.CID) error {
	return r.store.write(1, func(c *conn) error {
		return c.run("DELETE FROM outbox WHERE host=? AND cid=? AND state=?", r.id, cid, int(Refused))
	})
}

// Outbox is up to n rows in the order they were put in, after the row given; a
// zero Outgoing means from the beginning.
func (r *Replica) Outbox(ctx context.Context, after Outgoing, n int) (rows []Outgoing, err error) {
	err = r.store.read(ctx, func(c *conn) error {
		rows = nil
		return c.each(`SELECT o.id, o.cid, o.room, i.identity, o.kind, o.body, o.ref, o.client_ts, o.state, o.reason, o.seq, o.guest, o.file
			FROM outbox o LEFT JOIN identities i ON i.id=o.peer WHERE o.host=? AND o.id>? ORDER BY o.id LIMIT ?`, func(r row) bool {
			o := Outgoing{row: r.ColumnInt64(0), State: OutboxState(r.ColumnInt(8)),
				Reason: wire.NakReason(r.ColumnInt(9)), Seq: r.seq(10)}
			r.fixed(1, o.CID[:])
			r.fixed(2, o.Room[:])
			r.fixed(3, o.To[:])
			o.Kind, o.Body, o.ClientTime = wire.Kind(r.ColumnInt(4)), r.ColumnText(5), r.millis(7)
			o.Guest, o.File = r.ColumnText(11), string(r.ColumnRawBlob(12))
			r.fixed(6, o.Ref[:])
			rows = append(rows, o)
			return true
		}, r.id, after.row, min(n, MaxPage))
	})
	return rows, err
}
