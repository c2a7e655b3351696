package core

import (
	"context"
	"maps"
	"slices"

	"confab/transport/internal/loop"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// loadRoom answers Load for a talk of members. It runs on the executor.
func (c *core) loadRoom(r *room, from uint64, n int) {
	cut := loop.Ask(c.loop, func() []span { return r.lines.cut(from, n) })
	read := make([]spanRecords, len(cut))
	for i, s := range cut {
		if s.log != 0 {
			read[i] = c.readSpan(r, s)
		}
	}
	c.loop.Do(func() {
		page := Page{Talk: r.talk, Marks: r.marks(), Pending: append([]Message(nil), r.pending...)}
		page.First, page.Last = r.lines.bounds()
		for i, s := range cut {
			for k := range s.count {
				m := Message{Kind: Amendment}
				switch rec, ok := read[i].records[s.seq+k]; {
				case s.notice != nil:
					m = *s.notice
				case s.log != 0 && ok:
					m = c.message(r, rec, read[i].about[rec.CID], read[i].quoted)
				}
				m.Seq = s.line + k
				page.Messages = append(page.Messages, m)
			}
		}
		c.post(Event{Kind: PageLoaded, Peer: c.view(r.talk), Detail: page})
	})
}

// spanRecords is what the disk has of a span.
type spanRecords struct {
	records map[uint64]store.Record
	about   map[MessageID][]store.Record
	quoted  map[MessageID]located
}

// aboutAtOnce is for how many messages at once what was said about them is
// read, so that the store's limit of an answer is rarely met.
const aboutAtOnce = 50

func (c *core) readSpan(r *room, s span) spanRecords {
	ctx := context.Background()
	out := spanRecords{records: map[uint64]store.Record{}, about: map[MessageID][]store.Record{}, quoted: map[MessageID]located{}}
	records, err := c.home.store.After(ctx, s.log, r.id, s.seq-1, int(s.count))
	if err != nil {
		c.diskFailed(err)
		return out
	}
	records = slices.DeleteFunc(records, func(rec store.Record) bool { return rec.Seq >= s.seq+s.count })
	if uint64(len(records)) < s.count {
		c.readCarried(r, s, &out)
	}
	var ids, refs []MessageID
	for _, rec := range records {
		out.records[rec.Seq] = rec
		if rec.Kind == wire.Text {
			ids = append(ids, rec.CID)
			if rec.Ref != (MessageID{}) {
				refs = append(refs, rec.Ref)
			}
		}
	}
	for len(ids) > 0 {
		n := min(len(ids), aboutAtOnce)
		about, err := c.home.store.Reactions(ctx, s.log, ids[:n])
		if err != nil {
			c.diskFailed(err)
			break
		}
		for _, a := range about {
			out.about[a.Ref] = append(out.about[a.Ref], a)
		}
		ids = ids[n:]
	}
	maps.Copy(out.quoted, c.lookUp(r, s.log, refs))
	return out
}

// readCarried reads what was carried out of a span into a later log since the lines
// were cut.
func (c *core) readCarried(r *room, s span, out *spanRecords) {
	runs, err := c.home.store.Carried(context.Background(), s.log)
	if err != nil {
		c.diskFailed(err)
	}
	for _, run := range runs {
		first, end := max(s.seq, run.Was), min(s.seq+s.count, run.Was+run.Count)
		if run.Room != r.id || first >= end {
			continue
		}
		now := span{log: run.Log, seq: run.Seq + first - run.Was, count: end - first}
		later := c.readSpan(r, now)
		for seq, record := range later.records {
			out.records[first+seq-now.seq] = record
		}
		maps.Copy(out.about, later.about)
		maps.Copy(out.quoted, later.quoted)
	}
}
