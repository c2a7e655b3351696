package hub

import (
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestMembersWhoAreNoneAnyMore(t *testing.T) {
	t.Run("the copy of one that was forgotten is as good as before", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.AcceptAll = true; c.Limits.Strays = 1 })
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
		a := newActor(t)
		c, w := p.join(a, wire.Epoch{}, nil)
		c.event(wire.Everyone, 3)
		c.conn.Close()
		for range 3 {
			x, _ := p.join(newActor(t), wire.Epoch{}, nil)
			x.event(wire.Everyone, 3)
			x.conn.Close()
		}
		poll(t, "forgotten", func() bool { return !p.Knows([32]byte(a.id)) })
		_, again := p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 3})
		if again.Misfit || again.Epoch != w.Epoch {
			t.Errorf("misfit %v, another epoch %v", again.Misfit, again.Epoch != w.Epoch)
		}
	})
	t.Run("so is that of one that was removed, before a restart", func(t *testing.T) {
		dir := t.TempDir()
		p := open(t, dir, store.Hooks{}, nil)
		p.fill(&actor{id: wire.Identity(p.self.ID())}, 3)
		a := newActor(t)
		c, w := p.join(a, wire.Epoch{}, nil)
		c.event(wire.Everyone, 3)
		c.conn.Close()
		if err := p.Remove(a.id); err != nil {
			t.Fatal(err)
		}
		p.shut()
		p = open(t, dir, store.Hooks{}, nil)
		_, again := p.join(a, w.Epoch, wire.Cursors{wire.Everyone: 3})
		if again.Misfit || again.Epoch != w.Epoch {
			t.Errorf("misfit %v, another epoch %v", again.Misfit, again.Epoch != w.Epoch)
		}
	})
	t.Run("a message to one that was removed meanwhile holds nothing up", func(t *testing.T) {
		p := newFailing(t)
		a, b := newActor(t), newActor(t)
		c := p.enter(a)
		p.enter(b)
		if err := p.Accept(b.id); err != nil {
			t.Fatal(err)
		}
		post := a.text(wire.Direct(a.id, b.id), "to b")
		p.fail(c, post)
		if err := p.Remove(b.id); err != nil {
			t.Fatal(err)
		}
		c.say(post)
		if n := c.nak(post); n.Reason.Temporary() {
			t.Fatalf("%+v", n)
		}
		say := a.text(wire.Everyone, "and on")
		c.say(say)
		c.ack(say)
	})
}
