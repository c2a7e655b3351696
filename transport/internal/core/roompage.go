package core

import (
	"context"
	"maps"
	"slices"

	"confab/transport/internal/loop"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// roomPage is a page of a talk of members while it is read from the disk. The executor
// reads, and the loop makes messages of it.
type roomPage struct {
	*core
	room   *room
	places *places // as they were when the page was begun
	asked  Range
	// before and behind are the events read on both sides of asked.At, in order, and
	// older and newer say that there are others beyond.
	before, behind []placed
	older, newer   bool
	about          map[MessageID][]store.Record
	quoted         map[MessageID]located
}

// placed is an event that a page shows.
type placed struct {
	at     Place
	log    store.LogID
	record store.Record
}

// maxTries bounds how often a page is read anew.
const maxTries = 5

// loadRoom answers Load for a talk of members. It runs on the executor.
func (c *core) loadRoom(r *room, asked Range) {
	p := &roomPage{core: c, room: r, asked: asked, about: map[MessageID][]store.Record{}, quoted: map[MessageID]located{}}
	p.places = loop.Ask(c.loop, r.places.clone)
	carried := p.carried()
	for range maxTries {
		p.read()
		// What goes over to a later log meanwhile may have been read in neither.
		now := p.carried()
		if slices.Equal(now, carried) {
			break
		}
		carried = now
	}
	p.readAbout()
	c.loop.Do(func() { c.post(Event{Kind: PageLoaded, Peer: c.view(r.talk), Detail: p.page()}) })
}

// carried takes up what the disk has carried from one log of the room to a later one, and
// returns all of that.
func (p *roomPage) carried() (all []store.CarriedRun) {
	for i := 0; i < len(p.places.lives)-1; i++ { // out of the last nothing can go
		log := p.places.lives[i].log
		runs, err := p.home.store.Carried(context.Background(), log)
		if err != nil {
			p.diskFailed(err)
		}
		for _, run := range runs {
			if run.Room == p.room.id {
				p.places.carry(log, run)
				all = append(all, run)
			}
		}
	}
	return all
}

// read reads the events on both sides.
func (p *roomPage) read() {
	asked, bytes := p.asked.within()
	at := asked.At
	if at.IsZero() {
		at = behindAll
	}
	var above, below []stretch // the next ones to read first
	for _, s := range p.places.stretches() {
		n := at.offset(s)
		if n > 0 {
			above = append(above, stretch{s.at, s.log, s.seq, n})
		}
		if n < s.count {
			below = append(below, s.from(n))
		}
	}
	slices.Reverse(above)
	p.before, p.older = p.side(above, p.home.store.ShownBefore, asked.Before, bytes)
	p.behind, p.newer = p.side(below, p.home.store.ShownAfter, asked.After, bytes)
	slices.SortFunc(p.before, func(a, b placed) int { return a.at.Compare(b.at) })
}

// side reads up to n events of stretches, of as many bytes, and reports whether there
// are others beyond.
func (p *roomPage) side(all []stretch, shown func(context.Context, store.LogID, wire.RoomID, store.Span, int, int) ([]store.Record, bool, error), n, bytes int) (events []placed, more bool) {
	for _, s := range all {
		full := n <= 0 || bytes <= 0
		records, more, err := shown(context.Background(), s.log, p.room.id, store.Span{First: s.seq, Last: s.seq + s.count - 1}, max(n, 1), bytes)
		if err != nil {
			p.diskFailed(err)
		}
		if temporary(err) {
			return events, false // a Resync follows, and what was read has no hole
		}
		if full && len(records) > 0 {
			return events, true
		}
		for _, rec := range records {
			events = append(events, placed{s.place(rec.Seq - s.seq), s.log, rec})
			bytes -= len(rec.Shown)
			n--
		}
		if more {
			return events, true
		}
	}
	return events, false
}

// aboutAtOnce is for how many messages at once what was said about them is
// read, so that the store's limit of an answer is rarely met.
const aboutAtOnce = 50

// readAbout reads what was said about the messages of the page, and what they answer.
func (p *roomPage) readAbout() {
	ids, refs := map[store.LogID][]MessageID{}, map[store.LogID][]MessageID{}
	for _, e := range slices.Concat(p.before, p.behind) {
		if e.record.Kind != wire.Text || e.record.Damaged {
			continue
		}
		ids[e.log] = append(ids[e.log], e.record.CID)
		if e.record.Ref != (MessageID{}) {
			refs[e.log] = append(refs[e.log], e.record.Ref)
		}
	}
	for log, ids := range ids {
		for some := range slices.Chunk(ids, aboutAtOnce) {
			about, err := p.home.store.Reactions(context.Background(), log, some)
			if err != nil {
				p.diskFailed(err)
				break
			}
			for _, a := range about {
				p.about[a.Ref] = append(p.about[a.Ref], a)
			}
		}
		maps.Copy(p.quoted, p.lookUp(p.room, log, refs[log]))
	}
}

// page makes the answer: the loop calls it.
func (p *roomPage) page() Page {
	page := Page{Talk: p.room.talk, Range: p.asked, Dropped: p.places.dropped(), Marks: p.room.marks(),
		Pending: slices.Clone(p.room.pending)}
	asked, _ := p.asked.within()
	at := asked.At
	if at.IsZero() {
		at = behindAll
	}
	page.Older, page.Newer = p.older, p.newer
	above, below := around(p.places.notices, at)
	if p.older { // what stands beyond events that were not read is not shown
		first := at
		if len(p.before) > 0 {
			first = p.before[0].at
		}
		_, above = around(above, first)
	}
	if p.newer {
		last := at
		if n := len(p.behind); n > 0 {
			last = p.behind[n-1].at
		}
		below, _ = around(below, last)
	}
	before, behind := p.merge(p.before, above), p.merge(p.behind, below)
	if n := len(before) - asked.Before; n > 0 {
		before, page.Older = before[n:], true
	}
	if len(behind) > asked.After {
		behind, page.Newer = behind[:asked.After], true
	}
	page.Messages = append(before, behind...)
	if events := append(p.before, p.behind...); !p.newer && len(events) > 0 {
		if newest := events[len(events)-1]; newest.log == p.room.log {
			p.room.shown = max(p.room.shown, newest.record.Seq)
		}
	}
	return page
}

// merge makes messages of events and notices, in order.
func (p *roomPage) merge(events []placed, notices []*Message) (all []Message) {
	for _, m := range notices {
		all = append(all, *m)
	}
	for _, e := range events {
		m := p.message(p.room, e.record, p.about[e.record.CID], p.quoted)
		m.put(e.at)
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Message) int { return a.Place.Compare(b.Place) })
	return all
}
