package hub

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// closed is a hub that lets nobody in by itself.
func guarded(t testing.TB, change func(*Config)) *stage {
	return open(t, t.TempDir(), store.Hooks{}, func(c *Config) {
		c.AcceptAll = false
		if change != nil {
			change(c)
		}
	})
}

// knock connects as a stranger who asks to join.
func (p *stage) knock(a *actor) *client {
	p.Helper()
	c := p.connect(a)
	c.say(hello("stranger"))
	if w := next[*wire.Welcome](c); w.State != wire.JoinRequired {
		p.Fatalf("WELCOME says %v", w.State)
	}
	return c
}

func TestJoin(t *testing.T) {
	t.Parallel()
	t.Run("who asks waits, and is a member on the same connection when accepted", func(t *testing.T) {
		p := guarded(t, nil)
		a := newActor(t)
		c := p.knock(a)
		if m := p.watch.state(t, a.id, Asking); m.Name != "stranger" || m.App != "test" || m.Addr == "" {
			t.Errorf("asking: %+v", m)
		}
		host := &actor{id: wire.Identity(p.self.ID())}
		p.say(host.text(wire.Everyone, "for members"), wire.Identity{})
		c.settle()
		for _, f := range c.seen {
			t.Errorf("before being accepted there came %+v", f)
		}
		if err := p.Accept(a.id); err != nil {
			t.Fatal(err)
		}
		if w := next[*wire.Welcome](c); w.State != wire.Member {
			t.Errorf("WELCOME %+v", w)
		}
		c.event(wire.Everyone, 1)
		// Now a long frame is in order.
		c.post(a.text(wire.Everyone, strings.Repeat("x", wire.MaxTextBytes)))
		p.watch.state(t, a.id, Here)
		c.conn.Close()
		p.watch.state(t, a.id, Gone)
		p.enter(a)
	})
	t.Run("who was accepted after leaving is let in when they come", func(t *testing.T) {
		p := guarded(t, nil)
		a := newActor(t)
		p.knock(a).conn.Close()
		p.watch.state(t, a.id, Removed)
		if err := p.Accept(a.id); err != nil {
			t.Fatal(err)
		}
		p.enter(a)
	})
	t.Run("who is declined is told so, and may ask again", func(t *testing.T) {
		p := guarded(t, nil)
		a := newActor(t)
		c := p.knock(a)
		if err := p.Decline(a.id); err != nil {
			t.Fatal(err)
		}
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeDeclined {
			t.Errorf("BYE %+v", bye)
		}
		p.watch.state(t, a.id, Removed)
		if err := p.Decline(a.id); !errors.Is(err, ErrUnknown) {
			t.Error(err)
		}
		p.knock(a)
	})
	t.Run("who asks may do nothing else", func(t *testing.T) {
		p := guarded(t, nil)
		for _, f := range []wire.Frame{
			newActor(t).text(wire.Everyone, "hi"), &wire.Fetch{Room: wire.Everyone, From: 1, To: 1},
			&wire.Typing{Room: wire.Everyone}, hello("again"), &wire.Got{Cursors: wire.Cursors{wire.Everyone: 1}},
		} {
			c := p.knock(newActor(t))
			c.say(f)
			if bye := c.over(); bye == nil || bye.Reason != wire.ByeUnexpected {
				t.Errorf("after %v: BYE %+v", f.Type(), bye)
			}
		}
		c := p.knock(newActor(t))
		c.try(newActor(t).text(wire.Everyone, strings.Repeat("x", wire.FirstFrameBytes)))
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeTooLong {
			t.Errorf("after a long frame: BYE %+v", bye)
		}
	})
	t.Run("no more ask than the limits say, of one address and in all", func(t *testing.T) {
		for name, limits := range map[string]Limits{"address": {AskingPerAddr: 2}, "all": {Asking: 2}} {
			p := guarded(t, func(c *Config) { c.Limits = limits })
			a := newActor(t)
			first := p.knock(a)
			p.knock(newActor(t))
			third := newActor(t)
			c := p.connect(third)
			c.say(hello("one too many"))
			if bye := c.over(); bye == nil || bye.Reason != wire.ByeFull || bye.RetryAfter == 0 {
				t.Errorf("%s: BYE %+v", name, bye)
			}
			first.conn.Close()
			p.watch.state(t, a.id, Removed)
			p.knock(third)
			p.watch.until(t, "the third asks", func() bool { return p.watch.members[len(p.watch.members)-1].ID == third.id })
			p.watch.look(func() {
				for _, m := range p.watch.members {
					if m.ID == third.id && m.State != Asking {
						t.Errorf("%s: the watcher was told of somebody who never asked: %+v", name, m)
					}
				}
			})
		}
	})
	t.Run("a member for whom there is no room is sent away, and not shown as here", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.Members = 1 })
		first := p.enter(newActor(t))
		a := newActor(t)
		c := p.connect(a)
		c.say(hello("one too many"))
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeFull || bye.RetryAfter == 0 {
			t.Errorf("BYE %+v", bye)
		}
		p.watch.state(t, a.id, Gone)
		if f := match(first, func(f *wire.Presence) bool { return f.From == a.id }); f.State != wire.Gone {
			t.Errorf("the others were told %+v", f)
		}
	})
	t.Run("who says no HELLO is sent away", func(t *testing.T) {
		p := guarded(t, func(c *Config) { c.Limits.Hello = 50 * time.Millisecond })
		if bye := p.connect(newActor(t)).over(); bye == nil || bye.Reason != wire.ByeSilent {
			t.Errorf("BYE %+v", bye)
		}
	})
	t.Run("HELLO is first, once, and in a version that is spoken here", func(t *testing.T) {
		p := begin(t)
		c := p.connect(newActor(t))
		c.say(&wire.Typing{Room: wire.Everyone})
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeUnexpected {
			t.Errorf("before HELLO: BYE %+v", bye)
		}
		c = p.enter(newActor(t))
		c.say(hello("again"))
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeUnexpected {
			t.Errorf("second HELLO: BYE %+v", bye)
		}
		c = p.connect(newActor(t))
		c.say(&wire.Hello{Versions: []uint16{900}, App: "test", Name: "later"})
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeVersion {
			t.Errorf("version: BYE %+v", bye)
		}
	})
	t.Run("who is blocked is sent away, kept out, and may ask when unblocked", func(t *testing.T) {
		p := guarded(t, nil)
		a := newActor(t)
		c := p.knock(a)
		p.Accept(a.id)
		next[*wire.Welcome](c)
		if err := p.Block(a.id); err != nil {
			t.Fatal(err)
		}
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeBlocked {
			t.Errorf("BYE %+v", bye)
		}
		again, err := p.dial(a)
		if err == nil {
			again.try(hello("again"))
			_, err = again.reader.Next()
		}
		if !secure.RefusedByPeer(err) {
			t.Errorf("the blocked met %v", err)
		}
		if all := p.Members(); len(all) != 1 || all[0].State != Blocked {
			t.Errorf("members %+v", all)
		}
		if err := p.Unblock(a.id); err != nil {
			t.Fatal(err)
		}
		p.knock(a)
	})
	t.Run("who is removed must ask again, and others hear of it", func(t *testing.T) {
		p := guarded(t, nil)
		a, b := newActor(t), newActor(t)
		p.Accept(a.id)
		p.Accept(b.id)
		one, two := p.enter(a), p.enter(b)
		if err := p.Remove(a.id); err != nil {
			t.Fatal(err)
		}
		if bye := one.over(); bye == nil || bye.Reason != wire.ByeRemoved {
			t.Errorf("BYE %+v", bye)
		}
		match(two, func(f *wire.Presence) bool { return f.From == a.id && f.State == wire.Removed })
		third := newActor(t)
		p.Accept(third.id)
		p.knock(a)
		c := p.enter(third)
		c.post(third.text(wire.Everyone, "hi"))
		c.event(wire.Everyone, 1)
		for _, f := range c.seen {
			if f, ok := f.(*wire.Presence); ok && f.From == a.id {
				t.Errorf("who came later is told %+v", f)
			}
		}
	})
	t.Run("decisions hold after a restart", func(t *testing.T) {
		dir := t.TempDir()
		change := func(c *Config) { c.AcceptAll = false }
		p := open(t, dir, store.Hooks{}, change)
		a, b := newActor(t), newActor(t)
		p.Accept(a.id)
		p.Verify(a.id, true)
		p.Block(b.id)
		p.enter(a)
		p.shut()
		p = open(t, dir, store.Hooks{}, change)
		for _, m := range p.Members() {
			switch {
			case m.ID == a.id && m.State == Gone && m.Verified && m.Name == "member" && !m.Seen.IsZero():
			case m.ID == b.id && m.State == Blocked:
			default:
				t.Errorf("%+v", m)
			}
		}
		p.enter(a)
	})
	t.Run("the host's own identity is no guest of its own", func(t *testing.T) {
		p := begin(t)
		c := p.connect(&actor{Identity: p.self, id: wire.Identity(p.self.ID())})
		c.say(hello("myself"))
		if bye := c.over(); bye == nil || bye.Reason != wire.ByeDeclined {
			t.Errorf("BYE %+v", bye)
		}
	})
}

func TestFence(t *testing.T) {
	t.Parallel()
	t.Run("a new session of somebody ends the old one, and they stay here", func(t *testing.T) {
		p := begin(t)
		a, b := newActor(t), newActor(t)
		other := p.enter(b)
		old := p.enter(a)
		match(other, func(f *wire.Presence) bool { return f.From == a.id && f.State == wire.Here })
		fresh := p.enter(a)
		if bye := old.over(); bye == nil || bye.Reason != wire.ByeReplaced {
			t.Errorf("BYE %+v", bye)
		}
		var left *session.LeftError
		if err := <-p.ends; !errors.As(err, &left) || left.Reason != wire.ByeReplaced {
			t.Errorf("Serve returned %v", err)
		}
		fresh.post(a.text(wire.Everyone, "still here"))
		other.event(wire.Everyone, 1)
		for _, f := range other.seen {
			if f, ok := f.(*wire.Presence); ok && f.From == a.id && f.State != wire.Here {
				t.Errorf("the others were told %+v", f)
			}
		}
	})
	t.Run("a newcomer that does not answer, a connection of long ago perhaps, drives nobody out", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, nil)
		a := newActor(t)
		stands := p.enter(a)
		p.mu.Lock()
		p.limits.Hello = 2 * time.Second // for the ghost only: the other may take its time
		p.mu.Unlock()
		ghost, err := p.dial(a)
		if err != nil {
			t.Fatal(err)
		}
		if err := ghost.try(hello("member")); err != nil {
			t.Fatal(err)
		}
		var bye *wire.Bye
		for bye == nil {
			f, err := ghost.reader.Next() // and says nothing to the PING
			if err != nil {
				t.Fatal(err)
			}
			bye, _ = f.(*wire.Bye)
		}
		if bye.Reason != wire.ByeSilent {
			t.Errorf("BYE %+v", bye)
		}
		stands.post(a.text(wire.Everyone, "still here"))
		stands.event(wire.Everyone, 1)
	})
	t.Run("nor does one whose answer is older than the connection that stands now", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		first := p.enter(a)
		ghost, err := p.dial(a)
		if err != nil {
			t.Fatal(err)
		}
		ghost.say(hello("member"))
		asked := ghost.ping()
		stands := p.enter(a)
		first.over()
		ghost.say(&wire.Pong{Token: asked.Token}) // as if it had been long on its way
		if again := ghost.ping(); again.Token == asked.Token {
			t.Error("it is asked nothing new")
		}
		stands.post(a.text(wire.Everyone, "still here"))
		stands.event(wire.Everyone, 1)
	})
	t.Run("nor does one whose HELLO was read before another connection stood", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		ghost, err := p.dial(a)
		if err != nil {
			t.Fatal(err)
		}
		ghost.say(&wire.Ping{Token: 1})
		if f, err := ghost.reader.Next(); err != nil || f.Type() != wire.TypePong {
			t.Fatalf("%v came, %v", f, err)
		}
		p.mu.Lock()
		var late *link
		for l := range p.links {
			late = l
		}
		late.said = true
		p.mu.Unlock()
		stands := p.enter(a)
		if err := late.greeted(hello("member"), nil); err != nil { // no other stood when it said HELLO
			t.Fatal(err)
		}
		ghost.ping()
		stands.post(a.text(wire.Everyone, "still here"))
		stands.event(wire.Everyone, 1)
	})
	t.Run("what the old session posted is in the log before anything of the new one", func(t *testing.T) {
		stall, release := make(chan struct{}, 1), make(chan struct{})
		var armed atomic.Bool
		p := open(t, t.TempDir(), store.Hooks{AfterRead: func() {
			if armed.Load() {
				wakeUp(stall)
				<-release
			}
		}}, func(c *Config) { c.AcceptAll = false; c.Limits.Burst = 2000 })
		a := newActor(t)
		p.Accept(a.id)
		old := p.enter(a)
		poll(t, "sightings are written", func() bool {
			p.Hub.mu.Lock()
			defer p.Hub.mu.Unlock()
			return len(p.unseen) == 0
		})
		p.store.Judge(a.id, store.Verified)
		armed.Store(true)
		// The store's queue holds 512: the old session is stuck in its last post.
		var posts []*wire.Post
		for range 700 {
			posts = append(posts, a.text(wire.Everyone, "old"))
			old.say(posts[len(posts)-1])
		}
		<-stall
		c := p.connect(a)
		late := a.text(wire.Everyone, "new")
		c.say(hello("member"))
		close(release)
		next[*wire.Welcome](c)
		c.say(late)
		ack := c.ack(late)
		e := c.event(wire.Everyone, ack.Seq)
		if e.Body != "new" || ack.Seq < 2 {
			t.Errorf("the new one's is %q at %d", e.Body, ack.Seq)
		}
		c.settle()
		c.post(a.text(wire.Everyone, "last"))
		last := c.event(wire.Everyone, ack.Seq+1)
		if last.Body != "last" {
			t.Errorf("after the new session's first post there is %q of the old", last.Body)
		}
	})
}

// ping reads the PING that comes next, and leaves it without an answer.
func (c *client) ping() *wire.Ping {
	c.Helper()
	f, err := c.reader.Next()
	if err != nil {
		c.Fatal(err)
	}
	ping, ok := f.(*wire.Ping)
	if !ok {
		c.Fatalf("%+v came instead of a PING", f)
	}
	return ping
}
