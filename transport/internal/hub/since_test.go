package hub

import (
	"context"
	"strings"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// fresh opens a hub where who is let in reads what is said from then on.
func fresh(t testing.TB, ring int) (*stage, *actor) {
	t.Helper()
	p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.ShareHistory, c.Limits.RingEvents = false, ring })
	return p, &actor{id: wire.Identity(p.self.ID())}
}

// about is a post that names another one.
func (a *actor) about(kind wire.Kind, p *wire.Post, body string) *wire.Post {
	about := a.text(p.Room, body)
	about.Kind, about.Ref = kind, p.CID
	return about
}

// discreet fails if anything came to c that was said before an event.
func (c *client) discreet(first uint64) {
	c.Helper()
	c.settle()
	for _, f := range c.seen {
		if e, ok := f.(*wire.Event); ok && (e.Seq < first || strings.Contains(e.Body, "secret")) {
			c.Errorf("event %d came: %q", e.Seq, e.Body)
		}
	}
}

func TestSinceNow(t *testing.T) {
	t.Parallel()
	for name, ring := range map[string]int{"from memory": 4096, "from the store": 1} {
		t.Run("who is let in gets nothing of what was said before, on no way, "+name, func(t *testing.T) {
			t.Parallel()
			p, _ := fresh(t, ring)
			a, b := newActor(t), newActor(t)
			one := p.enter(a)
			secret := a.text(wire.Everyone, "secret")
			one.post(secret)
			one.post(a.text(wire.Everyone, "another secret"))
			two, w := p.join(b, wire.Epoch{}, nil)
			if w.First != 3 {
				t.Fatalf("WELCOME says that it reads from %d on", w.First)
			}
			two.say(&wire.Fetch{Room: wire.Everyone, From: 1, To: 2})
			two.discreet(3)
			hello := a.text(wire.Everyone, "hello")
			for _, post := range []*wire.Post{hello, a.about(wire.Edit, secret, "a better secret"), a.about(wire.Reaction, secret, "!"),
				a.about(wire.Text, secret, "as I said"), a.about(wire.Edit, hello, "Hello"), a.about(wire.Delete, secret, "")} {
				one.post(post)
			}
			if e := one.event(wire.Everyone, 4); e.Kind != wire.Edit || e.Body != "a better secret" {
				t.Errorf("who was there gets %+v", e)
			}
			all := func(how string, c *client) {
				t.Helper()
				for seq, want := range map[uint64]wire.Post{3: {Kind: wire.Text, Body: "hello"}, 4: {Kind: wire.Withheld},
					5: {Kind: wire.Reaction, Body: "!", Ref: secret.CID}, 6: {Kind: wire.Text, Body: "as I said", Ref: secret.CID},
					7: {Kind: wire.Edit, Body: "Hello", Ref: hello.CID}, 8: {Kind: wire.Delete, Ref: secret.CID}} {
					e := c.event(wire.Everyone, seq)
					if e.Kind != want.Kind || e.Body != want.Body || e.Ref != want.Ref || e.From != a.id || (e.First == 3) != (seq == 3) {
						t.Errorf("%s event %d is %+v", how, seq, e)
					}
				}
				c.discreet(3)
			}
			all("at once", two)
			two.say(&wire.Fetch{Room: wire.Everyone, From: 1, To: 8})
			all("fetched", two)
			for how, from := range map[string]struct {
				epoch   wire.Epoch
				cursors wire.Cursors
			}{
				"from its beginning": {w.Epoch, wire.Cursors{wire.Everyone: 0}}, "as a new copy": {},
				"in another epoch": {wire.Epoch{9}, wire.Cursors{wire.Everyone: 7}}, "as a misfit": {w.Epoch, wire.Cursors{wire.Everyone: 99}},
			} {
				c, again := p.join(b, from.epoch, from.cursors)
				if again.First != 3 {
					t.Errorf("%s WELCOME says %d", how, again.First)
				}
				all(how, c)
			}
			addr := p.listener.Addr().String()
			p.stop()
			p.start(addr)
			all("after a restart", p.enter(b))
			// What is behind its own cursor comes without a gap.
			c, _ := p.join(b, w.Epoch, wire.Cursors{wire.Everyone: 6})
			if e := next[*wire.Event](c); e.Seq != 7 || e.First != 0 {
				t.Errorf("behind 6 comes %d, of %d", e.Seq, e.First)
			}
		})
	}
	t.Run("who is let in while all is shared gets all, also later", func(t *testing.T) {
		p, host := fresh(t, 1)
		p.fill(host, 3)
		p.SetShareHistory(true)
		b := newActor(t)
		c, w := p.join(b, wire.Epoch{}, nil)
		if e := next[*wire.Event](c); e.Seq != 1 || w.First != 0 {
			t.Errorf("the first is %d, and WELCOME says %d", e.Seq, w.First)
		}
		p.SetShareHistory(false)
		c, w = p.join(b, wire.Epoch{}, nil)
		if e := next[*wire.Event](c); e.Seq != 1 || w.First != 0 {
			t.Errorf("the first is %d, and WELCOME says %d", e.Seq, w.First)
		}
	})
	t.Run("who was removed and is let in again keeps what it had, and its own changes of that", func(t *testing.T) {
		p, host := fresh(t, 4096)
		p.config.AcceptAll = false
		p.stop()
		p.start("127.0.0.1:0")
		b := newActor(t)
		accept(t, p, b.id)
		c, w := p.join(b, wire.Epoch{}, nil)
		own := b.text(wire.Everyone, "mine")
		c.post(own)
		if err := p.Remove(b.id); err != nil {
			t.Fatal(err)
		}
		p.fill(host, 2)
		accept(t, p, b.id)
		c, again := p.join(b, w.Epoch, wire.Cursors{wire.Everyone: 1})
		c.say(&wire.Fetch{Room: wire.Everyone, From: 1, To: 3})
		if again.First != 4 || again.Misfit {
			t.Errorf("%+v", again)
		}
		c.discreet(4)
		c.post(b.about(wire.Edit, own, "mine indeed"))
		if e := c.event(wire.Everyone, 4); e.Body != "mine indeed" || e.First != 4 {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a copy that fits proves nothing: replies tell newcomers the names of old messages", func(t *testing.T) {
		p, host := fresh(t, 4096)
		p.fill(host, 4)
		cursors := wire.Cursors{wire.Everyone: 2}
		_, w := p.join(newActor(t), wire.Epoch{}, nil)
		tail, err := p.store.Tail(context.Background(), p.log, cursors)
		if err != nil {
			t.Fatal(err)
		}
		c := p.connect(newActor(t))
		f := hello("member")
		f.Epoch, f.Cursors, f.Tail = w.Epoch, cursors, tail
		c.say(f)
		if first := next[*wire.Welcome](c).First; first != 5 {
			t.Errorf("who shows a copy reads from %d on", first)
		}
	})
	t.Run("nobody waits until a newcomer has received what is not for it", func(t *testing.T) {
		p, host := fresh(t, 4096)
		one := p.enter(newActor(t))
		p.fill(host, 3)
		p.enter(newActor(t))
		one.say(&wire.Read{Cursors: wire.Cursors{wire.Everyone: 3}})
		p.watch.until(t, "all was received and seen", func() bool {
			return p.watch.received[wire.Everyone] == [2]uint64{3, 3} && p.watch.since == 1
		})
	})
	t.Run("what nobody else was there for is not told to be received", func(t *testing.T) {
		p, host := fresh(t, 4096)
		p.fill(host, 3)
		c := p.enter(newActor(t))
		p.fill(host, 1)
		c.event(wire.Everyone, 4)
		c.say(&wire.Got{Cursors: wire.Cursors{wire.Everyone: 4}})
		p.watch.until(t, "the last one was received", func() bool {
			return p.watch.received[wire.Everyone][0] == 4 && p.watch.since == 4
		})
	})
}

// accept lets somebody in, who comes later.
func accept(t testing.TB, p *stage, id wire.Identity) {
	t.Helper()
	if err := p.Accept(id); err != nil {
		t.Fatal(err)
	}
}
