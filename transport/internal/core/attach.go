package core

import (
	"cmp"
	"context"
	"slices"
	"time"

	"confab/transport/internal/follow"
	"confab/transport/internal/loop"
	"confab/transport/internal/names"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// attach takes up the copy of the host's log, up to upTo: what came into it since then
// stands behind in the queue. It runs on the executor.
func (f *following) attach(r *store.Replica, log store.LogID, upTo wire.Cursors, how follow.Beginning) {
	c := f.client
	ctx := context.Background()
	logs, err := c.home.store.Logs(ctx)
	if err != nil {
		c.diskFailed(err)
	}
	self := c.home.Identity()
	lives := loop.Ask(c.loop, func() []store.LogID { return slices.Clone(f.logs) }) // which change here only
	if len(lives) > 0 && lives[len(lives)-1] == log {
		f.catchUp(log, upTo)
		return
	}
	if len(lives) > 0 {
		ends := c.dates().Ends(ctx, lives)
		c.loop.Do(func() {
			f.logs = append(f.logs, log)
			notice := NewEra
			if how == follow.Misfit {
				notice = CopyMisfit
			}
			for _, room := range f.rooms {
				room.renew(log, len(f.logs))
				if !room.empty() {
					c.append(room.talk, Message{Kind: Notice, Notice: notice, Time: ends[len(ends)-1][room.id]})
				}
			}
		})
		if how == follow.Continued {
			f.catchUp(log, upTo) // it began while another following took it
		}
		return
	}
	var host ID
	for _, l := range logs {
		if l.ID == log {
			host = l.Host
		}
	}
	for _, l := range logs {
		if l.Self == self && l.Host == host {
			lives = append(lives, l.ID)
		}
	}
	rooms := make([][]heldRoom, len(lives))
	for i, l := range lives {
		if rooms[i], err = c.held(l); err != nil {
			c.diskFailed(err)
		}
		for k := range rooms[i] {
			if l == log {
				rooms[i][k].cut(upTo)
			}
		}
	}
	carried := f.carried(ctx, lives)
	ends := c.dates().Ends(ctx, lives[:max(len(lives), 1)-1])
	met, err := c.home.store.Peers(ctx)
	if err != nil {
		c.diskFailed(err)
	}
	pending := f.outbox(ctx, r)
	c.openTransfers(host)
	mine := map[TalkID]*room{}
	c.loop.Do(func() {
		f.host, f.logs = host, lives
		c.reunite(f)
		for _, p := range met {
			c.names[p.Identity], c.vouched[p.Identity] = names.Clean(p.Name), p.State == store.Verified
		}
		for i, l := range lives {
			for _, r := range f.rooms {
				r.renew(l, i+1)
				if i > 0 && !r.empty() {
					r.places.add(&Message{Kind: Notice, Notice: NewEra, Time: cmp.Or(ends[i-1][r.id], time.Now())})
				}
			}
			for k, was := range lives[:i] {
				f.carry(was, carried[k]) // what one life lacks may have come again in a later one
			}
			for _, held := range rooms[i] {
				room := f.rooms[held.ID]
				if room == nil {
					if other := otherOf(held.Room, self); other != (ID{}) {
						f.member(other)
					}
					if room = f.room(held.ID); room == nil {
						continue
					}
					room.renew(l, i+1)
				}
				c.lay(room, l, held)
			}
		}
		for _, r := range f.rooms {
			r.seen = max(r.seen, r.places.Before(r.log, r.floor.Seen.Next()))
		}
		for _, p := range met {
			if m := f.members[p.Identity]; m != nil && m.Name == "" {
				name := names.Clean(p.Name)
				m.Name, m.told, m.Seen = name, name, p.LastSeen.Time()
				f.label(m)
			}
		}
		for _, o := range pending {
			if room := f.roomFor(o); room != nil {
				m := pendingOf(o.Post, nil)
				if o.State == store.Refused {
					m.State, m.Fault = Failed, nakFault(o.Reason)
					room.failed(o.Post)
				}
				room.unpend(m.ID)
				room.pending = append(room.pending, m)
			}
		}
		c.post(Event{Kind: Resync})
		for _, r := range f.rooms {
			mine[r.talk] = r
		}
	})
	c.tellMarks(mine)
}

// catchUp has what came into the copy stand in the talks that came while this following
// was not the one that took it: the same host can be joined under another address.
func (f *following) catchUp(log store.LogID, upTo wire.Cursors) {
	c := f.client
	ctx := context.Background()
	held, err := c.home.store.Rooms(ctx, log)
	if err != nil {
		c.diskFailed(err)
	}
	logs := loop.Ask(c.loop, func() []store.LogID { return slices.Clone(f.logs) })
	carried := f.carried(ctx, logs)
	c.loop.Do(func() {
		for i, l := range logs {
			f.carry(l, carried[i])
		}
		for _, h := range held {
			r := f.room(h.ID)
			if other := otherOf(h, c.home.Identity()); r == nil && other != (ID{}) {
				f.member(other)
				r = f.room(h.ID)
			}
			if r == nil {
				continue
			}
			r.places.Hold(log, h.First, lastUpTo(h, upTo))
		}
		c.post(Event{Kind: Resync})
	})
}

// carried reads what left each log for a later one.
func (f *following) carried(ctx context.Context, logs []store.LogID) [][]store.CarriedRun {
	runs := make([][]store.CarriedRun, len(logs))
	for i, log := range logs {
		var err error
		if runs[i], err = f.client.home.store.Carried(ctx, log); err != nil {
			f.client.diskFailed(err)
		}
	}
	return runs
}

// carry has what left a log keep its places.
func (f *following) carry(log store.LogID, runs []store.CarriedRun) {
	for _, run := range runs {
		if r := f.rooms[run.Room]; r != nil {
			r.places.Carry(log, run)
		}
	}
}

// outbox reads what waits to be said.
func (f *following) outbox(ctx context.Context, r *store.Replica) (texts []store.Outgoing) {
	var last store.Outgoing
	for {
		rows, err := r.Outbox(ctx, last, store.MaxPage)
		if err != nil {
			f.client.diskFailed(err)
			return texts
		}
		for _, o := range rows {
			if o.Kind == wire.Text {
				texts = append(texts, o)
			}
			last = o
		}
		if len(rows) < store.MaxPage {
			return texts
		}
	}
}

// roomFor is the room of a message to be sent.
func (f *following) roomFor(o store.Outgoing) *room {
	if o.To != (wire.Identity{}) {
		f.member(ID(o.To))
	}
	return f.room(o.Room)
}
