package store

import (
	"context"

	"confab/transport/internal/wire"
)

// Stay is a plain guest that was let into the room of everyone.
type Stay struct {
	wire.Stay
	Guest string // text from outside
}

// Stays are the guests of whom the log says that they were let in, and not that they
// left, in no order.
func (h *Host) Stays(ctx context.Context) (stays []Stay, err error) {
	var none, all wire.Stay
	for i := range all {
		all[i] = 0xFF
	}
	err = h.store.read(ctx, func(c *conn) error {
		in := map[wire.Stay]string{}
		for _, kind := range []wire.Kind{wire.GuestIn, wire.GuestOut} {
			// The index of CIDs has them next to each other.
			err := c.each("SELECT cid, coalesce(guest,'') FROM events WHERE cid BETWEEN ? AND ? AND log=? AND kind=? AND damaged=0", func(r row) bool {
				var id wire.CID
				r.fixed(0, id[:])
				stay := wire.Stay(id[len(id)-len(none):])
				if kind == wire.GuestIn {
					in[stay] = r.ColumnText(1)
				} else {
					delete(in, stay)
				}
				return true
			}, none.CID(kind), all.CID(kind), h.log, kind)
			if err != nil {
				return err
			}
		}
		stays = nil
		for stay, guest := range in {
			stays = append(stays, Stay{stay, guest})
		}
		return nil
	})
	return stays, err
}
