package core

import (
	"context"
	"slices"

	"confab/transport/internal/history"
	"confab/transport/internal/loop"
)

// historyOf returns what reads a room from the disk. The loop must not use it.
func (c *core) historyOf(r *room) history.Reader {
	return history.Reader{Store: c.home.store, Room: r.id, Failed: c.diskFailed}
}

// dates returns what reads when something was said. The loop must not use it.
func (c *core) dates() *history.Dates {
	return &history.Dates{Store: c.home.store, Failed: c.diskFailed}
}

// roomPage is a page of a talk of members. The executor reads its events, and the loop
// makes messages of them.
type roomPage struct {
	*core
	room   *room
	places *places // as they were when the page was begun
	asked  Range
	read   history.Page
}

// loadRoom answers Load for a talk of members. It runs on the executor.
func (c *core) loadRoom(r *room, asked Range) {
	p := &roomPage{core: c, room: r, asked: asked, places: loop.Ask(c.loop, r.places.clone)}
	p.read = c.historyOf(r).Page(context.Background(), &p.places.Order, asked)
	c.loop.Do(func() { c.post(Event{Kind: PageLoaded, Peer: c.view(r.talk), Detail: p.page()}) })
}

// page makes the answer. It runs on the loop.
func (p *roomPage) page() Page {
	page := Page{Talk: p.room.talk, Range: p.asked, Dropped: p.places.Dropped(), Marks: p.room.marks(),
		Pending: slices.Clone(p.room.pending)}
	asked, _ := p.asked.Bounded()
	at := asked.Bound()
	read := &p.read
	page.Older, page.Newer = read.Older, read.Newer
	above, below := around(p.places.notices, at)
	if read.Older { // notices beyond events that were not read are not shown
		first := at
		if len(read.Before) > 0 {
			first = read.Before[0].At
		}
		_, above = around(above, first)
	}
	if read.Newer {
		last := at
		if n := len(read.Behind); n > 0 {
			last = read.Behind[n-1].At
		}
		below, _ = around(below, last)
	}
	before, behind := p.merge(read.Before, above), p.merge(read.Behind, below)
	if n := len(before) - asked.Before; n > 0 {
		before, page.Older = before[n:], true
	}
	if len(behind) > asked.After {
		behind, page.Newer = behind[:asked.After], true
	}
	page.Messages = append(before, behind...)
	if events := slices.Concat(read.Before, read.Behind); !read.Newer && len(events) > 0 {
		if newest := events[len(events)-1]; newest.Log == p.room.log {
			p.room.shown = max(p.room.shown, newest.Record.Seq)
		}
	}
	return page
}

// merge makes messages of events and notices, in order.
func (p *roomPage) merge(events []history.Event, notices []*Message) (all []Message) {
	for _, m := range notices {
		all = append(all, *m)
	}
	for _, e := range events {
		m := p.message(p.room, e.Record, p.read.About[e.Record.CID], p.read.Quoted)
		m.put(e.At)
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Message) int { return a.Place.Compare(b.Place) })
	return all
}
