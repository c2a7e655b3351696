package hub

import (
	"fmt"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// fill has the host say n messages.
func (p *stage) fill(host *actor, n int) {
	p.Helper()
	done := make(chan error, n)
	for i := range n {
		p.Post(*host.text(wire.Everyone, fmt.Sprint("message ", i)), wire.Identity{}, func(_ store.Answer, err error) { done <- err })
	}
	for range n {
		if err := <-done; err != nil {
			p.Fatal(err)
		}
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	for name, ring := range map[string]int{"from memory": 4096, "from the store": 1, "from both": 150} {
		t.Run("a member gets what comes after its cursor, "+name, func(t *testing.T) {
			p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.RingEvents = ring })
			host := &actor{id: wire.Identity(p.self.ID())}
			p.fill(host, 400)
			a := newActor(t)
			c, w := p.join(a, wire.Epoch{}, nil)
			for seq := uint64(1); seq <= 400; seq++ {
				if e := next[*wire.Event](c); e.Seq != seq {
					t.Fatalf("%d instead of %d", e.Seq, seq)
				}
			}
			c, _ = p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 300})
			p.fill(host, 100)
			for seq := uint64(301); seq <= 500; seq++ {
				if e := next[*wire.Event](c); e.Seq != seq || e.First != 0 {
					t.Fatalf("%d instead of %d, first %d", e.Seq, seq, e.First)
				}
			}
			c, _ = p.join(a, wire.Epoch{1}, wire.Cursors{wire.Everyone: 5000})
			if e := next[*wire.Event](c); e.Seq != 1 {
				t.Errorf("in another epoch the first is %d", e.Seq)
			}
		})
	}
	t.Run("a cursor below what is kept is told of the gap", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.RingEvents = 1 })
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 100)
		if _, err := p.store.Retain(p.log, wire.Everyone, store.Retention{MaxCount: 10}); err != nil {
			t.Fatal(err)
		}
		c := p.enter(newActor(t))
		if e := next[*wire.Event](c); e.Seq != 91 || e.First != 91 {
			t.Errorf("the first is %d and says %d", e.Seq, e.First)
		}
		c.say(&wire.Fetch{Room: wire.Everyone, From: 80, To: 93})
		c.event(wire.Everyone, 100)
		for seq := uint64(91); seq <= 93; seq++ {
			if e := c.event(wire.Everyone, seq); (e.First == 91) != (seq == 91) && e.First != 0 {
				t.Errorf("fetched %d says %d", seq, e.First)
			}
		}
	})
	t.Run("FETCH brings what it asks for and no more", func(t *testing.T) {
		p := begin(t)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 400)
		a := newActor(t)
		_, w := p.join(a, wire.Epoch{}, nil)
		c, _ := p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 400})
		c.say(&wire.Fetch{Room: wire.Everyone, From: 10, To: 350}, &wire.Fetch{Room: wire.Everyone, From: 400, To: 4000},
			&wire.Fetch{Room: wire.Everyone, From: 2000, To: 2001}, &wire.Fetch{Room: wire.Everyone, From: 3, To: 3})
		for seq := uint64(10); seq <= 350; seq++ {
			if e := next[*wire.Event](c); e.Seq != seq {
				t.Fatalf("%d instead of %d", e.Seq, seq)
			}
		}
		for _, seq := range []uint64{400, 3} {
			if e := next[*wire.Event](c); e.Seq != seq {
				t.Fatalf("%d instead of %d", e.Seq, seq)
			}
		}
		c.settle()
		for _, f := range c.seen {
			if e, ok := f.(*wire.Event); ok {
				t.Errorf("also event %d", e.Seq)
			}
		}
	})
	t.Run("a cursor that cannot be is that member's trouble alone", func(t *testing.T) {
		p := begin(t)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
		a, b := newActor(t), newActor(t)
		one, w := p.join(a, wire.Epoch{}, nil)
		one.event(wire.Everyone, 3)
		epochs := map[wire.Epoch]bool{w.Epoch: true}
		epoch, none := w.Epoch, uint64(0)
		for _, cursors := range []wire.Cursors{
			{wire.Everyone: 4}, {wire.Everyone: wire.MaxSeq}, {{7}: 1}, {wire.Everyone: 3, wire.Direct(a.id, wire.Identity(p.self.ID())): 1},
		} {
			two, again := p.join(b, epoch, cursors)
			if again.Epoch == epoch || !again.Misfit {
				t.Errorf("with the cursors %v it goes on in its epoch (misfit %v)", cursors, again.Misfit)
			}
			epoch = again.Epoch
			epochs[epoch] = true
			for seq := uint64(1); seq <= 3; seq++ {
				two.event(wire.Everyone, seq)
			}
			// What it has now counts, and nothing comes twice.
			two, again = p.join(b, epoch, wire.Cursors{wire.Everyone: 3, {8}: none})
			if again.Epoch != epoch || again.Misfit {
				t.Errorf("what came after the cursors %v does not count", cursors)
			}
			two.settle()
			for _, f := range two.seen {
				if e, ok := f.(*wire.Event); ok {
					t.Errorf("event %d came twice", e.Seq)
				}
			}
		}
		if len(epochs) > 2 {
			t.Errorf("there are %d epochs", len(epochs))
		}
		one.post(a.text(wire.Everyone, "still here"))
		if e := one.event(wire.Everyone, 4); e.First != 0 {
			t.Errorf("%+v", e)
		}
		if _, again := p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 4}); again.Epoch != w.Epoch || again.Misfit {
			t.Error("the other one begins again too")
		}
		if stored, err := p.config.Host.Epoch(t.Context()); err != nil || stored != w.Epoch {
			t.Errorf("stored is %v, %v", stored, err)
		}
		p.watch.look(func() {
			if len(p.watch.misfits) != 1 || p.watch.misfits[0] != b.id {
				t.Errorf("the host is told of it by %v, want once", p.watch.misfits)
			}
		})
	})
	t.Run("one who asks and claims what cannot be begins once, and goes on so as a member", func(t *testing.T) {
		p := guarded(t, nil)
		a := newActor(t)
		c := p.connect(a)
		f := hello("liar")
		f.Epoch, f.Cursors = p.epoch, wire.Cursors{wire.Everyone: 4}
		c.say(f)
		asked := next[*wire.Welcome](c)
		if asked.Epoch == p.epoch || !asked.Misfit || asked.State != wire.JoinRequired {
			t.Errorf("WELCOME %+v", asked)
		}
		if err := p.Accept(a.id); err != nil {
			t.Fatal(err)
		}
		if w := next[*wire.Welcome](c); w.Epoch != asked.Epoch || w.State != wire.Member {
			t.Errorf("WELCOME %+v", w)
		}
	})
	t.Run("numbers that cannot be say nothing of what is said later, and nothing to others", func(t *testing.T) {
		p := begin(t)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
		a, b := newActor(t), newActor(t)
		one, two := p.enter(a), p.enter(b)
		theirs := wire.Direct(b.id, wire.Identity(p.self.ID()))
		two.post(b.text(theirs, "psst"))
		cursors := wire.Cursors{wire.Everyone: wire.MaxSeq, theirs: wire.MaxSeq, {7}: wire.MaxSeq}
		for n := range 4000 {
			cursors[wire.RoomID{9, byte(n), byte(n >> 8)}] = uint64(n + 1)
		}
		one.say(&wire.Got{Cursors: cursors}, &wire.Read{Cursors: cursors}, &wire.Fetch{Room: wire.Everyone, From: wire.MaxSeq - 5, To: wire.MaxSeq},
			&wire.Fetch{Room: theirs, From: 1, To: 1}, &wire.Fetch{Room: wire.RoomID{7}, From: 1, To: 4096})
		one.settle()
		two.post(b.text(wire.Everyone, "still here"))
		one.event(wire.Everyone, 4)
		for _, f := range one.seen {
			if e, ok := f.(*wire.Event); ok && e.Room != wire.Everyone {
				t.Errorf("there came %+v", e)
			}
		}
		receipt := func(room wire.RoomID) (of store.Receipt) {
			receipts, err := p.store.Receipts(t.Context(), p.log, room)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range receipts {
				if r.Member == a.id {
					of = r
				}
			}
			return of
		}
		poll(t, "what a has is written down", func() bool { return receipt(wire.Everyone).Read > 0 })
		if r := receipt(wire.Everyone); r.Got > 3 || r.Read > 3 {
			t.Errorf("it has and saw what was said later: %+v", r)
		}
		if r := receipt(theirs); r != (store.Receipt{}) {
			t.Errorf("it has and saw what others said: %+v", r)
		}
		// The same in HELLO has its own copy begin again, once.
		_, w := p.join(a, p.epoch, cursors)
		if !w.Misfit || w.Epoch == p.epoch {
			t.Errorf("WELCOME %+v", w)
		}
		two.settle()
	})
}
