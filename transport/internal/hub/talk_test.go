package hub

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestTalk(t *testing.T) {
	t.Parallel()
	t.Run("what a member posts is acknowledged and goes to all, in order and once", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		one, two := p.enter(a), p.enter(b)
		var posts []*wire.Post
		for i := range 20 {
			posts = append(posts, a.text(wire.Everyone, fmt.Sprint("message ", i)))
			one.say(posts[i])
		}
		for i, post := range posts {
			if ack := one.ack(post); ack.Seq != uint64(i+1) {
				t.Errorf("message %d is at %d", i, ack.Seq)
			}
		}
		for _, c := range []*client{one, two} {
			for i, post := range posts {
				if e := next[*wire.Event](c); e.Seq != uint64(i+1) || e.Post != *post || e.From != a.id {
					t.Errorf("event %d is %+v", i, e)
				}
			}
		}
		p.watch.until(t, "20 logged", func() bool { return len(p.watch.logged) == 20 })
	})
	t.Run("what the host posts goes the same road", func(t *testing.T) {
		p := begin(t)
		c := p.enter(newActor(t))
		host := &actor{id: wire.Identity(p.self.ID())}
		if a := p.say(host.text(wire.Everyone, "welcome"), wire.Identity{}); a.Seq != 1 {
			t.Errorf("answer %+v", a)
		}
		if e := c.event(wire.Everyone, 1); e.From != host.id || e.Body != "welcome" {
			t.Errorf("event %+v", e)
		}
		guest := host.text(wire.Everyone, "hi from nc")
		guest.Guest = "nc"
		p.say(guest, wire.Identity{})
		if e := c.event(wire.Everyone, 2); e.Guest != "nc" {
			t.Errorf("event %+v", e)
		}
	})
	t.Run("nobody else speaks for a guest", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		post := a.text(wire.Everyone, "I am nc")
		post.Guest = "nc"
		c.say(post)
		if n := c.nak(post); n.Reason != wire.NakKind {
			t.Errorf("refused for %v", n.Reason)
		}
		for _, kind := range []wire.Kind{wire.GuestIn, wire.GuestOut} {
			post := &wire.Post{CID: wire.Stay{byte(kind)}.CID(kind), Room: wire.Everyone, Kind: kind, Guest: "nc"}
			c.say(post)
			if n := c.nak(post); n.Reason != wire.NakKind {
				t.Errorf("%v is refused for %v", kind, n.Reason)
			}
		}
	})
	t.Run("a repeat gets the old answer and is not sent round again", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		one, two := p.enter(a), p.enter(b)
		post := a.text(wire.Everyone, "once")
		first := one.post(post)
		again := one.post(post)
		if *first != *again {
			t.Errorf("answers %+v and %+v", first, again)
		}
		other := p.enter(a)
		if third := other.post(post); *third != *first {
			t.Errorf("on a new connection the answer is %+v", third)
		}
		second := other.post(a.text(wire.Everyone, "twice"))
		if second.Seq != 2 {
			t.Errorf("the next is at %d", second.Seq)
		}
		two.event(wire.Everyone, 2)
		if n := slices.IndexFunc(two.seen, func(f wire.Frame) bool { e, ok := f.(*wire.Event); return ok && e.Seq != 1 }); n >= 0 {
			t.Errorf("there came %+v", two.seen[n])
		}
		p.watch.look(func() {
			if len(p.watch.logged) != 2 {
				t.Errorf("%d were told to the watcher", len(p.watch.logged))
			}
		})
	})
	t.Run("no ACK and no event come before the commit", func(t *testing.T) {
		commit, reached := make(chan struct{}), make(chan struct{}, 1)
		var armed atomic.Bool
		p := open(t, t.TempDir(), store.Hooks{BeforeCommit: func() {
			if armed.Load() {
				wakeUp(reached)
				<-commit
			}
		}}, nil)
		a := newActor(t)
		c := p.enter(a)
		c.settle()
		host := &actor{id: wire.Identity(p.self.ID())}
		p.say(host.text(wire.Everyone, "first"), wire.Identity{})
		c.event(wire.Everyone, 1)
		p.told()
		done := make(chan struct{})
		p.config.Store.Judge(a.id, store.Verified) // a job after which nothing is under way
		armed.Store(true)
		post := a.text(wire.Everyone, "second")
		go func() { defer close(done); c.say(post) }()
		<-reached
		<-done
		c.settle()
		for _, f := range c.seen {
			switch f := f.(type) {
			case *wire.Ack, *wire.Event:
				t.Errorf("before the commit came %+v", f)
			}
		}
		close(commit)
		if ack := c.ack(post); ack.Seq != 2 {
			t.Errorf("ack %+v", ack)
		}
		c.event(wire.Everyone, 2)
	})
	t.Run("a kind that is not known and a message that is not there are refused", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		strange, edit := a.text(wire.Everyone, "?"), a.text(wire.Everyone, "new")
		strange.Kind = 99
		edit.Kind, edit.Ref = wire.Edit, wire.CID{9}
		c.say(strange, edit)
		if n := c.nak(strange); n.Reason != wire.NakKind {
			t.Errorf("kind: %v", n.Reason)
		}
		if n := c.nak(edit); n.Reason != wire.NakRef {
			t.Errorf("ref: %v", n.Reason)
		}
	})
}

func TestDirect(t *testing.T) {
	t.Parallel()
	t.Run("a direct talk is seen by the two and nobody else", func(t *testing.T) {
		p := begin(t)
		a, b, e := newActor(t), newActor(t), newActor(t)
		one, two, eve := p.enter(a), p.enter(b), p.enter(e)
		room := wire.Direct(a.id, b.id)
		one.post(a.text(room, "secret"))
		two.post(b.text(room, "answer"))
		for _, c := range []*client{one, two} {
			if c.event(room, 1).Body != "secret" || c.event(room, 2).Body != "answer" {
				t.Error("another text")
			}
		}
		// Not by posting, fetching, cursors or receipts either.
		intrusion := e.text(room, "me too")
		eve.say(intrusion, &wire.Fetch{Room: room, From: 1, To: 2}, &wire.Got{Cursors: wire.Cursors{room: 2}}, &wire.Typing{Room: room})
		if n := eve.nak(intrusion); n.Reason != wire.NakRoom {
			t.Errorf("refused for %v", n.Reason)
		}
		again := p.enter(e)
		again.post(e.text(wire.Everyone, "to all"))
		again.event(wire.Everyone, 1)
		eve.over()
		for _, f := range slices.Concat(eve.seen, again.seen) {
			if ev, ok := f.(*wire.Event); ok && ev.Room != wire.Everyone {
				t.Errorf("a third one got %+v", ev)
			}
		}
		p.watch.look(func() {
			if len(p.watch.logged) != 1 {
				t.Errorf("the host's person was told %d events", len(p.watch.logged))
			}
		})
	})
	t.Run("a talk with the host is told to the host", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		host := &actor{id: wire.Identity(p.self.ID())}
		room := wire.Direct(a.id, host.id)
		p.say(host.text(room, "hello"), a.id)
		c.event(room, 1)
		c.post(a.text(room, "hello too"))
		p.watch.until(t, "two events", func() bool { return len(p.watch.logged) == 2 && p.watch.logged[1].Seq == 2 })
	})
	t.Run("a room with nobody is refused", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		post := a.text(wire.Direct(a.id, wire.Identity{1}), "anyone?")
		c.say(post)
		if n := c.nak(post); n.Reason != wire.NakRoom {
			t.Errorf("refused for %v", n.Reason)
		}
	})
	t.Run("a talk goes on after the host restarted", func(t *testing.T) {
		dir := t.TempDir()
		a, b := newActor(t), newActor(t)
		room := wire.Direct(a.id, b.id)
		p := open(t, dir, store.Hooks{}, nil)
		one := p.enter(a)
		p.enter(b)
		one.post(a.text(room, "before"))
		p.shut()
		p = open(t, dir, store.Hooks{}, func(c *Config) { c.AcceptAll = false })
		two := p.enter(b)
		two.event(room, 1)
		if ack := two.post(b.text(room, "after")); ack.Seq != 2 {
			t.Errorf("ack %+v", ack)
		}
	})
}

func TestLongTexts(t *testing.T) {
	t.Parallel()
	t.Run("the longest texts arrive, more of them than a batch holds", func(t *testing.T) {
		p := begin(t)
		host := &actor{id: wire.Identity(p.self.ID())}
		for range 10 {
			p.say(host.text(wire.Everyone, strings.Repeat("x", wire.MaxTextBytes)), wire.Identity{})
		}
		c := p.enter(newActor(t))
		for seq := uint64(1); seq <= 10; seq++ {
			if e := next[*wire.Event](c); e.Seq != seq || len(e.Body) != wire.MaxTextBytes {
				t.Errorf("event %d with %d bytes", e.Seq, len(e.Body))
			}
		}
	})
}
