package hub

import (
	"io"
	"strings"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestRoster(t *testing.T) {
	t.Parallel()
	is := func(a *actor, state wire.PresenceState) func(*wire.Presence) bool {
		return func(f *wire.Presence) bool { return f.From == a.id && f.State == state }
	}
	t.Run("who joins is told of everybody, the host and those gone too, and of changes", func(t *testing.T) {
		p := begin(t)
		a, b, host := newActor(t), newActor(t), &actor{id: wire.Identity(p.self.ID())}
		p.enter(a).conn.Close()
		p.watch.state(t, a.id, Gone)
		c := p.enter(b)
		if f := match(c, is(host, wire.Here)); f.Name != "host" {
			t.Errorf("the host is %+v", f)
		}
		if f := match(c, is(a, wire.Gone)); f.Name != "member" || f.Since == 0 {
			t.Errorf("who is gone is %+v", f)
		}
		again := p.enter(a)
		match(c, is(a, wire.Here))
		again.say(&wire.Presence{State: wire.Away})
		match(c, is(a, wire.Away))
		p.watch.state(t, a.id, Away)
		again.say(&wire.Presence{State: wire.Here, Name: "Anna"})
		if f := match(c, is(a, wire.Here)); f.Name != "Anna" {
			t.Errorf("renamed: %+v", f)
		}
		p.SetName("new name")
		match(c, func(f *wire.Presence) bool { return f.From == host.id && f.Name == "new name" })
		again.conn.Close()
		match(c, is(a, wire.Gone))
	})
	t.Run("typing is told to the room and not to who types", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		one, two := p.enter(a), p.enter(b)
		one.say(&wire.Typing{Room: wire.Everyone, From: b.id})
		if f := next[*wire.Typing](two); f.From != a.id || f.Room != wire.Everyone {
			t.Errorf("%+v", f)
		}
		p.watch.until(t, "typing", func() bool { return len(p.watch.typing) == 1 && p.watch.typing[0] == a.id })
		p.Typing(wire.Everyone)
		if f := next[*wire.Typing](one); f.From != wire.Identity(p.self.ID()) {
			t.Errorf("%+v", f)
		}
	})
}

func TestHalts(t *testing.T) {
	t.Parallel()
	p := begin(t)
	a, b := newActor(t), newActor(t)
	one, two := p.enter(a), p.enter(b)
	halt := func(to wire.Identity, first byte) *wire.Halt {
		return &wire.Halt{CIDs: string(first) + strings.Repeat("\x01", 15), Peer: to, Reason: wire.HaltFull}
	}
	t.Run("who offers a file hears from whom it is that does not fetch it", func(t *testing.T) {
		one.say(halt(b.id, 1))
		if f := next[*wire.Halt](two); f.Peer != a.id || f.Reason != wire.HaltFull || f.CIDs != halt(b.id, 1).CIDs {
			t.Errorf("%+v", f)
		}
	})
	t.Run("the host hears it of what it offers, and says it of what it fetches", func(t *testing.T) {
		one.say(halt(wire.Identity(p.self.ID()), 2))
		p.watch.until(t, "a halt", func() bool {
			return len(p.watch.halts) == 1 && p.watch.halts[0].Peer == a.id && p.watch.halts[0].CIDs[0] == 2
		})
		p.Halt(halt(b.id, 3))
		if f := next[*wire.Halt](two); f.Peer != wire.Identity(p.self.ID()) || f.CIDs[0] != 3 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("of who is not here, and of oneself, nothing is said, and the connection stays", func(t *testing.T) {
		one.say(halt(newActor(t).id, 4), halt(a.id, 5), halt(b.id, 6))
		if f := next[*wire.Halt](two); f.CIDs[0] != 6 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("of more than may wait for a member that does not read, the latest are kept", func(t *testing.T) {
		p.mu.Lock()
		for i := range maxHalts + 10 {
			p.halt(p.members[a.id], halt(b.id, byte(i)))
		}
		waiting := len(p.members[b.id].link.halts)
		p.mu.Unlock()
		if waiting != maxHalts {
			t.Errorf("%d wait", waiting)
		}
		for i := range maxHalts {
			if f := next[*wire.Halt](two); f.CIDs[0] != byte(i+10) {
				t.Fatalf("the one numbered %d is %d", i, f.CIDs[0])
			}
		}
	})
	t.Run("many long ones are more than one batch", func(t *testing.T) {
		p.mu.Lock()
		for i := range maxHalts {
			f := halt(b.id, byte(i))
			f.CIDs = strings.Repeat(f.CIDs, wire.MaxHalts)
			p.halt(p.members[a.id], f)
		}
		l, w := p.members[b.id].link, wire.NewWriter(io.Discard)
		w.SetLimit(wire.MaxFrameBytes)
		_, err := l.recent(w)
		left := len(l.halts)
		p.mu.Unlock()
		if most := wire.BatchBytes + 2*wire.MaxHalts*len(wire.CID{}); err != nil || w.Len() > most || left == 0 {
			t.Errorf("a batch of %d bytes, and %d are left: %v", w.Len(), left, err)
		}
		for i := range left {
			if f := next[*wire.Halt](two); f.CIDs[0] != byte(maxHalts-left+i) {
				t.Fatalf("the one numbered %d is %d", maxHalts-left+i, f.CIDs[0])
			}
		}
	})
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	t.Run("what all have and saw is told to all, and to the host", func(t *testing.T) {
		dir := t.TempDir()
		p := open(t, dir, store.Hooks{}, nil)
		a, b, host := newActor(t), newActor(t), &actor{id: wire.Identity(p.self.ID())}
		one, two := p.enter(a), p.enter(b)
		p.fill(host, 5)
		up := func(seq uint64) wire.Cursors { return wire.Cursors{wire.Everyone: seq} }
		one.say(&wire.Got{Cursors: up(5)})
		two.say(&wire.Got{Cursors: up(3)})
		for _, c := range []*client{one, two} {
			match(c, func(f *wire.Got) bool { return f.From == wire.Identity{} && f.Cursors[wire.Everyone] == 3 })
		}
		p.watch.until(t, "3 received", func() bool { return p.watch.received[wire.Everyone] == [2]uint64{3, 0} })
		two.say(&wire.Read{Cursors: up(4)})
		one.say(&wire.Read{Cursors: up(99)})
		p.watch.until(t, "4 read", func() bool { return p.watch.received[wire.Everyone] == [2]uint64{4, 4} })
		p.Read(wire.Everyone, 2)
		match(one, func(f *wire.Read) bool { return f.Cursors[wire.Everyone] >= 2 })
		// A new member has nothing yet, and takes nothing back.
		third := p.enter(newActor(t))
		match(third, func(f *wire.Got) bool { return f.Cursors[wire.Everyone] == 4 })
		p.watch.look(func() {
			if p.watch.received[wire.Everyone] != [2]uint64{4, 4} {
				t.Errorf("receipts went to %v", p.watch.received[wire.Everyone])
			}
		})
		p.shut()
		p = open(t, dir, store.Hooks{}, nil)
		receipts, err := p.store.Receipts(t.Context(), p.log, wire.Everyone)
		if err != nil || len(receipts) < 2 {
			t.Errorf("stored: %+v, %v", receipts, err)
		}
		for _, r := range receipts {
			if r.Member == a.id && (r.Got != 5 || r.Read != 5) || r.Member == b.id && (r.Got != 4 || r.Read != 4) {
				t.Errorf("stored %+v", r)
			}
		}
	})
	t.Run("an author has what they said, and HELLO tells what somebody has", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		one, w := p.join(a, wire.Epoch{}, nil)
		two := p.enter(b)
		room := wire.Direct(a.id, b.id)
		one.post(a.text(room, "hello"))
		two.event(room, 1)
		two.conn.Close()
		p.watch.state(t, b.id, Gone)
		p.join(b, w.Epoch, wire.Cursors{room: 1, wire.Everyone: 0})
		match(one, func(f *wire.Got) bool { return f.Cursors[room] == 1 })
	})
	t.Run("somebody removed holds nothing up", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		one := p.enter(a)
		p.enter(b)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 2)
		one.say(&wire.Got{Cursors: wire.Cursors{wire.Everyone: 2}})
		one.settle()
		p.Remove(b.id)
		p.watch.until(t, "received by all who are left", func() bool { return p.watch.received[wire.Everyone][0] == 2 })
	})
}
