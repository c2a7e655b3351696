package core

import (
	"cmp"
	"context"
	"io"
	"slices"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// exporting has the loop take up an Export, or answers it.
func (c *core) exporting(talk TalkID, w io.WriteCloser, f func()) {
	why := busy()
	c.try(func() {
		if c.closed {
			why = &Error{Fault: Canceled}
			return
		}
		why = nil
		f()
	})
	if why != nil {
		_ = w.Close()
		c.loop.Do(func() { c.post(Event{Kind: Exported, Peer: c.view(talk), Err: why}) })
	}
}

// export answers Export.
func (c *core) export(talk TalkID, logs []store.LogID, w io.WriteCloser, format ExportFormat) {
	view, r := c.view(talk), c.room(talk)
	if r == nil || len(logs) == 0 {
		c.slow.Start(func() { // what w does when it is closed is not ours
			_ = w.Close()
			c.loop.Do(func() { c.post(Event{Kind: Exported, Peer: view, Err: &Error{Fault: NoIdentity}}) })
		})
		return
	}
	c.slow.Start(func() {
		write := c.home.store.ExportJSON
		if format == ExportText {
			write = c.home.store.ExportText
		}
		err := write(c.readable, w, logs, r.id)
		if closing := w.Close(); err == nil {
			err = closing
		}
		c.loop.Do(func() {
			ev := Event{Kind: Exported, Peer: view}
			if err != nil {
				ev.Err = homeError(c.home.dir, err)
			}
			c.post(ev)
		})
	})
}

// search answers Search.
func (c *core) search(q Query, logs []store.LogID, self ID, roomOf func(store.LogID, wire.RoomID) *room) {
	if c.closed {
		return
	}
	only := c.room(q.Talk)
	if q.Limit <= 0 {
		q.Limit = 100
	}
	if c.home == nil || !q.All && only == nil {
		c.post(Event{Kind: Found, Detail: Results{Query: q}})
		return
	}
	// A later question ends an earlier one that still reads.
	if c.asked != nil {
		c.asked()
	}
	ctx, cancel := context.WithCancel(c.readable)
	c.asked = cancel
	c.slow.Start(func() {
		defer cancel()
		var hits []store.Hit
		var soFar Indexing
		for _, log := range logs {
			query := store.Query{Text: q.Text, Log: log, For: self, Limit: q.Limit}
			if !q.All {
				query.Room = only.id
			}
			found, indexed, err := c.home.store.Search(ctx, query)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				c.diskFailed(err)
			}
			hits = append(hits, found...)
			if !indexed.All() {
				soFar = Indexing(indexed)
			}
		}
		// Of what several eras of a log have, the newest first.
		slices.SortStableFunc(hits, func(a, b store.Hit) int { return cmp.Compare(b.Cursor, a.Cursor) })
		c.loop.Do(func() {
			found := Results{Query: q, Indexing: soFar}
			for _, h := range hits {
				r := roomOf(h.Log, h.Room)
				if r == nil {
					continue
				}
				if at, ok := r.places.At(h.Log, h.Seq); ok && len(found.Hits) < q.Limit {
					m := c.message(r, h.Record, nil, nil)
					m.put(at)
					found.Hits = append(found.Hits, Hit{Talk: r.talk, Message: m})
				}
			}
			c.post(Event{Kind: Found, Detail: found})
		})
	})
}

// Indexing is how far the history that an earlier version wrote can be searched.
type Indexing struct{ Done, Total uint64 }

// All reports whether everything can be searched.
func (i Indexing) All() bool { return i.Done >= i.Total }

// indexFound tells of an index that is being made when this run begins.
func (c *core) indexFound() {
	if i := Indexing(c.home.store.Indexing()); !i.All() {
		c.indexMoved(i)
	}
}

// indexMoved tells that more of the history can be searched.
func (c *core) indexMoved(i Indexing) {
	c.loop.Do(func() {
		c.post(Event{Kind: Indexed, Detail: i})
	})
}
