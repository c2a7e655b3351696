package hub

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// known is how many the hub has on its list, and how many on disk.
func (p *stage) known() (listed, stored int) {
	p.Helper()
	all, err := p.config.Host.Members(context.Background())
	if err != nil {
		p.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.members) - 1, len(all)
}

// Everybody who ever came to a host that lets everybody in stayed on its list, and
// was told to each newcomer.
func TestStraysAreForgotten(t *testing.T) {
	t.Parallel()
	const most = 5
	dir := t.TempDir()
	p := open(t, dir, store.Hooks{}, func(c *Config) { c.Limits.Strays = most })
	visit := func(a *actor, do func(*client)) {
		c := p.enter(a)
		if do != nil {
			do(c)
		}
		c.conn.Close()
		p.watch.state(t, a.id, Gone)
	}
	accepted, verified, spoke, back := newActor(t), newActor(t), newActor(t), newActor(t)
	visit(accepted, nil)
	if err := p.Accept(accepted.id); err != nil {
		t.Fatal(err)
	}
	visit(verified, nil)
	if err := p.Verify(verified.id, true); err != nil {
		t.Fatal(err)
	}
	visit(spoke, func(c *client) { c.post(spoke.text(wire.Everyone, "hello")) })
	visit(back, nil)
	for range 4 * most {
		visit(newActor(t), nil)
	}
	stayed := func(when string) {
		t.Helper()
		poll(t, when+": few are known", func() bool {
			listed, stored := p.known()
			return listed == most+3 && stored == most+3
		})
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, a := range []*actor{accepted, verified, spoke} {
			if m := p.members[a.id]; m == nil || !m.accepted {
				t.Errorf("%s: one that was decided about, or spoke, is gone", when)
			}
		}
		if m := p.members[back.id]; m != nil {
			t.Errorf("%s: the first stray is still there", when)
		}
	}
	stayed("after the visits")
	p.watch.until(t, "that it was forgotten is told", func() bool {
		for i, m := range p.watch.members {
			if m.ID == back.id && m.State == Removed && p.watch.whys[i] == ErrForgotten {
				return true
			}
		}
		return false
	})
	p.shut()
	p = open(t, dir, store.Hooks{}, func(c *Config) { c.Limits.Strays = most })
	stayed("after a new start")
	c := p.enter(back)
	c.post(back.text(wire.Everyone, "here again"))
	c.settle()
	told := map[wire.Identity]bool{}
	for _, f := range c.seen {
		if f, ok := f.(*wire.Presence); ok {
			told[f.From] = true
		}
	}
	if len(told) > most+5 {
		t.Errorf("a newcomer is told of %d", len(told))
	}
	p.shut()
	p = open(t, dir, store.Hooks{}, func(c *Config) { c.Limits.Strays, c.Limits.StrayAge = most, time.Nanosecond })
	poll(t, "those who never spoke are forgotten with time", func() bool {
		listed, stored := p.known()
		return listed == 4 && stored == 4
	})
}

func TestJoinsArePaced(t *testing.T) {
	t.Parallel()
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.JoinsPerAddr, c.Limits.LimitLoopback = 3, true })
	first := newActor(t)
	p.enter(first)
	p.enter(newActor(t))
	p.enter(newActor(t))
	c := p.connect(newActor(t))
	c.say(hello("one too many"))
	if b := c.over(); b == nil || b.Reason != wire.ByeFull || b.RetryAfter == 0 || b.Limit != wire.LimitOfAddress {
		t.Errorf("the fourth gets %+v", b)
	}
	p.enter(first) // who is known comes as often as it likes
	poll(t, "three are known", func() bool {
		listed, stored := p.known()
		return listed == 3 && stored == 3
	})
}

// A newcomer had to take the whole list before the first message.
func TestListIsToldInPieces(t *testing.T) {
	t.Parallel()
	p := begin(t)
	p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
	here := newActor(t)
	p.enter(here)
	const others = 20 * rosterPiece
	p.mu.Lock()
	for i := range others {
		m := p.someone(wire.Identity{1, byte(i >> 8), byte(i), 1})
		m.accepted, m.name = true, fmt.Sprintf("member %d", i)
		p.changed(m)
	}
	p.Hub.accepted = nil
	p.mu.Unlock()
	c := p.enter(newActor(t))
	var order []wire.Identity
	before := -1
	for len(order) < others+3 {
		switch f := (<-c.frames).(type) {
		case *wire.Presence:
			order = append(order, f.From)
		case *wire.Event:
			before = len(order)
		case nil:
			t.Fatal("the connection ended")
		}
	}
	if order[0] != wire.Identity(p.self.ID()) {
		t.Error("the host is not the first")
	}
	found := -1
	for i, id := range order {
		if id == here.id {
			found = i
		}
	}
	if found < 0 || found > 2 {
		t.Errorf("one that is here comes as number %d", found)
	}
	if last := (wire.Identity{1, 0, 0, 1}); order[len(order)-1] != last {
		t.Errorf("the one that changed first is not the last: %v", order[len(order)-1])
	}
	if before < 0 || before > 4*rosterPiece {
		t.Errorf("the messages come after %d members", before)
	}
	told := map[wire.Identity]int{}
	for _, id := range order {
		if told[id]++; told[id] > 1 && id != wire.Identity(p.self.ID()) {
			t.Fatal("one is told twice")
		}
	}
}

func TestRosterHasACeiling(t *testing.T) {
	t.Parallel()
	h := &Hub{members: map[wire.Identity]*member{}, self: &member{}, kick: make(chan struct{}, 1)}
	h.soft.init()
	busy := h.someone(wire.Identity{1})
	busy.accepted = true
	for i := range 10 * goneMost {
		h.changed(busy)
		gone := &member{id: wire.Identity{2, byte(i >> 8), byte(i)}}
		h.changed(gone)
	}
	if n := len(h.roster.order); n > 3*goneMost || len(h.roster.gone) > goneMost {
		t.Errorf("%d changes are kept, %d of those who are gone", n, len(h.roster.gone))
	}
}

// A room that does not exist is looked for among all members: whoever asks for many
// waits, and how many rooms one can begin has a ceiling.
func TestRoomsHaveACeiling(t *testing.T) {
	t.Parallel()
	p := begin(t)
	a, b := newActor(t), newActor(t)
	p.enter(b)
	c := p.enter(a)
	p.mu.Lock()
	m := p.members[a.id]
	rooms := m.rooms
	m.rooms = make([]*room, maxOwnRooms)
	p.mu.Unlock()
	refused := a.text(wire.Direct(a.id, b.id), "x")
	c.say(refused)
	if n := c.nak(refused); n.Reason != wire.NakRoom {
		t.Errorf("one room too many: %+v", n)
	}
	p.mu.Lock()
	m.rooms = rooms
	own, all := m.pace.seeks, p.seeks
	p.mu.Unlock()
	left := func(s *seeks) float64 {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.left.Left(time.Now())
	}
	// Hours pass before one is given back.
	fill := func(s *seeks, most float64) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.left = session.NewBucket(1e-4, most)
	}
	fill(own, seeksBurst)
	fill(all, allSeeksBurst)
	nowhere := a.text(wire.RoomID{7}, "x")
	c.say(nowhere)
	c.nak(nowhere)
	if left(own) > seeksBurst-0.5 || left(all) > allSeeksBurst-0.5 {
		t.Error("looking for a room costs nothing")
	}
}

// One key that connects, posts and is gone, in a loop, left a session asleep for
// each connection until its message's time had come: a hundred megabytes in a minute.
func TestConnectionsThatEndedDoNotWait(t *testing.T) {
	t.Parallel()
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.MessagesPerSecond, c.Limits.Burst = 1, 1 })
	a := newActor(t)
	const rounds = 150 // seconds, did each wait for the one before
	for range rounds {
		c := p.enter(a)
		c.say(a.text(wire.Everyone, "x"), a.text(wire.Everyone, "y"))
		c.conn.NetConn().Close()
	}
	p.enter(a)
	poll(t, "one connection is left", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.links) == 1
	})
	p.mu.Lock()
	pace := p.members[a.id].pace
	p.mu.Unlock()
	pace.mu.Lock()
	defer pace.mu.Unlock()
	if pace.messages.Left(time.Now()) < -5 {
		t.Error("what was never said is still to be paid for")
	}
}

// A member who says 30 KiB each time made the host read half a megabyte for each
// 16 KiB that it sent, and again for whoever came next.
func TestLongTextsAreReadOnce(t *testing.T) {
	const texts, each = 200, 30 << 10
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.RingEvents = 1 })
	host := &actor{id: wire.Identity(p.self.ID())}
	for range texts {
		p.say(host.text(wire.Everyone, strings.Repeat("x", each)), wire.Identity{})
	}
	c := p.enter(newActor(t))
	c.event(wire.Everyone, texts-1)
	c.seen = nil
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c = p.enter(newActor(t))
	c.event(wire.Everyone, texts-1)
	runtime.ReadMemStats(&after)
	// Once from the store, once by the member, who is in this program too.
	if got, most := after.TotalAlloc-before.TotalAlloc, uint64(8*texts*each); got > most {
		t.Errorf("%d MiB were allocated to tell %d", got>>20, texts*each>>20)
	}
}
