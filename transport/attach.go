package transport

import (
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
	"context"
	"time"
)

// attach takes up the copy of the host's log. It runs on the worker.
func (f *following) attach(r *store.Replica, log store.LogID) {
	c := f.client
	ctx := context.Background()
	logs, err := c.home.store.Logs(ctx)
	if err != nil {
		c.diskFailed(err)
	}
	self := c.home.Identity()
	c.mu.Lock()
	first := len(f.logs) == 0
	if !first && f.logs[len(f.logs)-1] == log {
		c.mu.Unlock()
		f.catchUp(log)
		return
	}
	if !first {
		f.logs = append(f.logs, log)
		for _, room := range f.rooms {
			room.log, room.got, room.read, room.seen, room.noted = log, 0, 0, 0, 0
			if _, last := room.lines.bounds(); last > 0 {
				c.append(room.talk, Message{Kind: Notice, Notice: NewEra})
			}
		}
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	var host ID
	var lives []store.LogID
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
	}
	met, err := c.home.store.Peers(ctx)
	if err != nil {
		c.diskFailed(err)
	}
	pending := f.outbox(ctx, r)
	c.mu.Lock()
	defer c.mu.Unlock()
	f.host, f.logs = host, lives
	c.reunite(f)
	for _, p := range met {
		c.names[p.Identity], c.vouched[p.Identity] = p.Name, p.State == store.Verified
	}
	for i, l := range lives {
		for _, r := range f.rooms {
			r.log, r.got, r.read, r.seen, r.noted = l, 0, 0, 0, 0
			if _, last := r.lines.bounds(); i > 0 && last > 0 {
				r.lines.add(&Message{Kind: Notice, Notice: NewEra, Time: time.Now()})
			}
		}
		for _, held := range rooms[i] {
			room := f.rooms[held.ID]
			if other := otherOf(held.Room, self); room == nil && other != (ID{}) {
				room = f.rooms[wire.Direct(self, f.member(other).Identity)]
				room.log = l
			}
			if room != nil {
				c.lay(room, l, held)
			}
		}
	}
	for _, p := range met {
		if m := f.members[p.Identity]; m != nil && m.Name == "" {
			m.Name, m.told, m.Seen = p.Name, p.Name, p.LastSeen.Time()
		}
	}
	for _, o := range pending {
		if room := f.roomFor(o); room != nil {
			m := pendingOf(o.Post, nil)
			if o.State == store.Refused {
				m.State, m.Fault = Failed, nakFault(o.Reason)
			}
			room.unpend(m.ID)
			room.pending = append(room.pending, m)
		}
	}
	c.post(Event{Kind: Resync})
	mine := map[PeerID]*room{}
	for _, r := range f.rooms {
		mine[r.talk] = r
	}
	c.tellMarks(mine)
}

// catchUp gives lines to what came into the copy while this following was not
// the one that took it: the same host can be joined under another address.
func (f *following) catchUp(log store.LogID) {
	c := f.client
	held, err := c.home.store.Rooms(context.Background(), log)
	if err != nil {
		c.diskFailed(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range held {
		r := f.rooms[h.ID]
		if other := otherOf(h, c.home.Identity()); r == nil && other != (ID{}) {
			f.member(other)
			r = f.rooms[h.ID]
		}
		if r == nil {
			continue
		}
		r.lines.base(log, max(r.lines.newest(log)+1, h.First), h.Last)
	}
	c.post(Event{Kind: Resync})
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

// roomFor is the room of a message to be sent. The caller holds core.mu.
func (f *following) roomFor(o store.Outgoing) *room {
	if o.To != (wire.Identity{}) {
		f.member(ID(o.To))
	}
	return f.rooms[o.Room]
}
