package hub

import (
	"bytes"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// first is the first event of a room that m may read. It is called with mu held.
func (r *room) first(m *member) uint64 {
	if r.id == wire.Everyone {
		return m.first
	}
	return 1
}

// withheld is what a member gets in the place of an event that is not for it.
func withheld(e *wire.Event) wire.Event {
	return wire.Event{
		Post: wire.Post{CID: e.CID, Room: e.Room, Kind: wire.Withheld, ClientTime: e.ClientTime},
		Seq:  e.Seq, From: e.From, ServerTime: e.ServerTime, First: e.First,
	}
}

// appendRecent appends an event that is in memory: to most as it was encoded once, to who
// joined behind others so that they see the gap, and nothing of what was said before.
// It is called with mu held.
func (l *link) appendRecent(w *wire.Writer, ev recent, first uint64, gap bool) error {
	if !gap && (ev.edited == 0 || ev.edited >= first) {
		return w.AppendEncoded(ev.encoded)
	}
	r := wire.NewReader(bytes.NewReader(ev.encoded))
	r.SetLimit(wire.MaxFrameBytes)
	frame, err := r.Next()
	e, ok := frame.(*wire.Event)
	if err != nil || !ok {
		return err
	}
	if ev.edited != 0 && ev.edited < first && e.From != l.id {
		*e = withheld(e)
	}
	if gap {
		e.First = e.Seq
	}
	return w.Append(e)
}

// read reads a page of a room from the store, as it is for this member.
func (h *Hub) read(l *link, need *history) (records []store.Record, cut bool, err error) {
	after := max(need.after, need.first-1)
	if after >= need.to {
		return nil, false, nil // a FETCH of what is not for it
	}
	records, cut, err = h.config.Store.AfterWithin(h.ctx, h.log, need.room.id, after, l.page, wire.BatchBytes)
	if err != nil || need.first == 1 {
		return records, cut, err
	}
	if after > need.after && len(records) > 0 {
		records[0].First = records[0].Seq
	}
	var refs []wire.CID
	for i := range records {
		if e := &records[i].Event; e.Kind == wire.Edit && e.From != l.id {
			refs = append(refs, e.Ref)
		}
	}
	if len(refs) == 0 {
		return records, cut, nil
	}
	// What is not held any more was said before all that is.
	named, err := h.config.Store.Named(h.ctx, h.log, need.room.id, refs)
	for i := range records {
		if e := &records[i].Event; e.Kind == wire.Edit && e.From != l.id && named[e.Ref].Seq < need.first {
			*e = withheld(e)
		}
	}
	return records, cut, err
}
