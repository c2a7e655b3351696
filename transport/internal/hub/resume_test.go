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
			p.watch.look(func() {
				if len(p.watch.epochs) != 0 {
					t.Error("the epoch was renewed")
				}
			})
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
	t.Run("a cursor above the log renews its epoch, and all begin anew", func(t *testing.T) {
		p := begin(t)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
		a, b := newActor(t), newActor(t)
		one, w := p.join(a, wire.Epoch{}, nil)
		two := p.connect(b)
		f := hello("from the future")
		f.Epoch, f.Cursors = w.Epoch, wire.Cursors{wire.Everyone: 4}
		two.say(f)
		renewed := next[*wire.Welcome](two)
		if renewed.Epoch == w.Epoch {
			t.Error("the epoch is the old one")
		}
		for seq := uint64(1); seq <= 3; seq++ {
			two.event(wire.Everyone, seq)
		}
		if bye := one.over(); bye == nil || bye.Reason != wire.ByeFailed || bye.RetryAfter != 0 {
			t.Errorf("the other got BYE %+v", bye)
		}
		p.watch.until(t, "renewed", func() bool { return len(p.watch.epochs) == 1 && p.watch.epochs[0] == renewed.Epoch })
		one, _ = p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 3})
		one.event(wire.Everyone, 1)
		stored, err := p.config.Host.Epoch(t.Context())
		if err != nil || stored != renewed.Epoch {
			t.Errorf("stored is %v, %v", stored, err)
		}
	})
	t.Run("a stranger cannot renew the epoch", func(t *testing.T) {
		p := guarded(t, nil)
		c := p.connect(newActor(t))
		f := hello("liar")
		f.Epoch, f.Cursors = p.epoch, wire.Cursors{wire.Everyone: 4}
		c.say(f)
		if w := next[*wire.Welcome](c); w.Epoch != f.Epoch || w.State != wire.JoinRequired {
			t.Errorf("WELCOME %+v", w)
		}
		p.watch.look(func() {
			if len(p.watch.epochs) != 0 {
				t.Error("it was renewed")
			}
		})
	})
}
