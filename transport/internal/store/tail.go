package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"confab/transport/internal/wire"
)

// Tail is wire.Hello.Tail of a log for these cursors. It is zero where an event
// that it is made of is not held, because it was retired, never delivered, or damaged: then
// nothing can be compared.
func (s *Store) Tail(ctx context.Context, log LogID, cursors wire.Cursors) (digest [16]byte, err error) {
	rooms := make([]wire.RoomID, 0, len(cursors))
	for room, seq := range cursors {
		if seq > 0 {
			rooms = append(rooms, room)
		}
	}
	slices.SortFunc(rooms, func(a, b wire.RoomID) int { return bytes.Compare(a[:], b[:]) })
	hash := sha256.New()
	var whole bool
	err = s.read(ctx, func(c *conn) error {
		hash.Reset()
		whole = len(rooms) > 0
		for _, room := range rooms {
			p, err := c.room(int64(log), room)
			if err != nil {
				return err
			}
			seq := cursors[room]
			hash.Write(room[:])
			hash.Write(binary.BigEndian.AppendUint64(nil, seq))
			held := uint64(0)
			if err = c.each(`SELECT e.cid, a.identity FROM events e JOIN identities a ON a.id=e.author
				WHERE e.room=? AND e.damaged=0 AND e.seq<=? AND e.seq>? ORDER BY e.seq`, func(r row) bool {
				hash.Write(r.ColumnRawBlob(0))
				hash.Write(r.ColumnRawBlob(1))
				held++
				return true
			}, p.id, seq, seq-min(seq, wire.TailEvents)); err != nil {
				return err
			}
			whole = whole && held == min(seq, wire.TailEvents)
		}
		return nil
	})
	if err != nil || !whole {
		return [16]byte{}, err
	}
	return [16]byte(hash.Sum(nil)), nil
}
