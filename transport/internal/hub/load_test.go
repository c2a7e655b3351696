package hub

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestPace(t *testing.T) {
	t.Run("a burst is free, then messages and bytes have their rates", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a := &actor{}
			begun := time.Now()
			p := newPace(Limits{}.filled())
			for range 60 {
				p.wait(a.text(wire.Everyone, "hi"), nil)
			}
			if d := time.Since(begun); d != 0 {
				t.Errorf("60 took %v", d)
			}
			for range 40 {
				p.wait(a.text(wire.Everyone, "hi"), nil)
			}
			if d := time.Since(begun).Round(time.Millisecond); d != 2*time.Second {
				t.Errorf("40 more took %v", d)
			}
			time.Sleep(time.Minute)
			p = newPace(Limits{MessagesPerSecond: 1000, Burst: 1000}.filled())
			begun = time.Now()
			for range 64 {
				p.wait(a.text(wire.Everyone, strings.Repeat("x", 32<<10-frameBytes)), nil)
			}
			if d := time.Since(begun).Round(10 * time.Millisecond); d != 3*time.Second {
				t.Errorf("2 MiB took %v", d)
			}
		})
	})
	t.Run("cursors have the rate of bytes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			cursors := wire.Cursors{}
			for i := range 4096 {
				cursors[wire.RoomID{byte(i), byte(i >> 8)}] = 1
			}
			begun := time.Now()
			p := newPace(Limits{}.filled())
			for range 50 {
				p.wait(&wire.Got{Cursors: cursors}, nil)
				p.wait(&wire.Read{Cursors: cursors}, nil)
			}
			if d := time.Since(begun); d < 25*time.Second {
				t.Errorf("400 000 cursors took %v", d)
			}
		})
	})
	t.Run("frames that nobody knows have the rate of others, a stranger's too", func(t *testing.T) {
		p := begin(t)
		const over = 100
		flood := bytes.Repeat([]byte{0, 0, 0, 1, 0xF3, 0xA0}, othersBurst+over)
		c := p.connect(newActor(t))
		for i, answer := range []func(){
			func() { c.say(hello("stranger")); next[*wire.Welcome](c) },
			c.settle,
		} {
			begun := time.Now()
			if _, err := c.conn.Write(flood); err != nil {
				t.Fatal(err)
			}
			answer()
			if d := time.Since(begun); d < over*time.Second/othersPerSecond*9/10 {
				t.Errorf("%d of them took %v, member: %t", othersBurst+over, d, i == 1)
			}
		}
	})
	t.Run("who posts too fast loses nothing, and WELCOME told the limits", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits = Limits{MessagesPerSecond: 100, Burst: 10} })
		a := newActor(t)
		c, w := p.join(a, wire.Epoch{}, nil)
		if w.Limits.MessagesPerSecond != 100 || w.Limits.Burst != 10 || w.Limits.BytesPerSecond != 512<<10 {
			t.Errorf("limits %+v", w.Limits)
		}
		begun := time.Now()
		var posts []wire.Frame
		for range 50 {
			posts = append(posts, a.text(wire.Everyone, "fast"))
		}
		c.say(posts...)
		for i, post := range posts {
			if ack := c.ack(post.(*wire.Post)); ack.Seq != uint64(i+1) {
				t.Errorf("%d is at %d", i, ack.Seq)
			}
		}
		if d := time.Since(begun); d < 390*time.Millisecond {
			t.Errorf("50 messages took %v", d)
		}
	})
}

func TestStalled(t *testing.T) {
	t.Run("who does not read holds up nobody, and costs a batch and not a queue", func(t *testing.T) {
		p := open(t, t.TempDir(), store.Hooks{}, func(c *Config) { c.Limits.RingBytes = 256 << 10 })
		p.sendBuffer.Store(16 << 10)
		const stalled = 8
		for range stalled {
			c, err := p.dial(newActor(t))
			if err != nil {
				t.Fatal(err)
			}
			c.raw.SetReadBuffer(4 << 10)
			c.say(hello("stalled"))
		}
		poll(t, "all joined", func() bool {
			p.Hub.mu.Lock()
			defer p.Hub.mu.Unlock()
			return len(p.live) == stalled
		})
		reader := p.enter(newActor(t))
		host := &actor{id: wire.Identity(p.self.ID())}
		before := heap()
		const messages = 40 // 1.2 MiB, and a copy for each would be 9 MiB more
		body := strings.Repeat("x", 30<<10)
		for seq := uint64(1); seq <= messages; seq++ {
			p.say(host.text(wire.Everyone, body), wire.Identity{})
			reader.event(wire.Everyone, seq)
		}
		// What TCP holds is the system's; here it is a batch each, and the ring.
		if grown := int64(heap()) - int64(before); grown > stalled*(200<<10)+1<<20 {
			t.Errorf("%d stalled readers cost %d KiB", stalled, grown>>10)
		}
	})
}

// heap returns the bytes in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	t.Run("a store that cannot write answers with a temporary NAK, once told, and works again", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		post := a.text(wire.Everyone, "hello")
		broken := &store.TemporaryError{Reason: wire.NakDiskFull, Err: os.ErrInvalid}
		p.Hub.mu.Lock()
		m := p.members[a.id]
		p.Hub.mu.Unlock()
		for range 2 {
			p.committed(m, post, wire.Identity{}, store.Answer{}, broken)
		}
		c.post(post)
		p.watch.until(t, "trouble and its end", func() bool { return len(p.watch.trouble) == 2 })
		p.watch.look(func() {
			if p.watch.trouble[0] != error(broken) || p.watch.trouble[1] != nil {
				t.Errorf("told %v", p.watch.trouble)
			}
		})
	})
	t.Run("what waits behind a message that could not be written does not say that it works again", func(t *testing.T) {
		p := begin(t)
		post := newActor(t).text(wire.Everyone, "hello")
		broken := &store.TemporaryError{Reason: wire.NakDiskFull, Err: os.ErrInvalid}
		for i, came := range []struct {
			answer store.Answer
			err    error
			told   int
		}{
			{err: broken, told: 1},
			{answer: store.Answer{Refused: wire.NakDiskFull}, told: 1},
			{answer: store.Answer{Refused: wire.NakRef}, told: 2}, // it was looked at, and that was written down
		} {
			p.committed(p.Hub.self, post, wire.Identity{}, came.answer, came.err)
			p.watch.look(func() {
				if len(p.watch.trouble) != came.told {
					t.Errorf("after answer %d told %v", i, p.watch.trouble)
				}
			})
		}
	})
	t.Run("a store that is gone refuses for now", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		c := p.enter(a)
		p.store.Close()
		post := a.text(wire.Everyone, "hello")
		c.say(post)
		if n := c.nak(post); !n.Reason.Temporary() {
			t.Errorf("refused for good: %v", n.Reason)
		}
	})
}

// ownTime returns how long f takes on a machine that does nothing else: as many
// naps as a goroutine beside it could take. When the machine is behind with
// everything the naps are as late as f.
func ownTime(f func()) (took time.Duration) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	const nap = 5 * time.Millisecond
	for {
		select {
		case <-done:
			return took
		case <-time.After(nap):
			took += nap
		}
	}
}

func TestClose(t *testing.T) {
	t.Parallel()
	t.Run("all are told, what was posted is answered, and nobody is served any more", func(t *testing.T) {
		p := begin(t)
		a := newActor(t)
		one, idle := p.enter(a), p.connect(newActor(t))
		var posts []*wire.Post
		for i := range 30 {
			posts = append(posts, a.text(wire.Everyone, fmt.Sprint(i)))
			one.say(posts[i])
		}
		one.ack(posts[29])
		if d := ownTime(p.Hub.Close); d > 2*patience {
			t.Errorf("it took %v", d)
		}
		for _, c := range []*client{one, idle} {
			if bye := c.over(); bye == nil || bye.Reason != wire.ByeClosing {
				t.Errorf("BYE %+v", bye)
			}
		}
		done := make(chan error, 1)
		p.Post(*a.text(wire.Everyone, "late"), wire.Identity{}, func(_ store.Answer, err error) { done <- err })
		if err := <-done; !errors.Is(err, ErrClosed) {
			t.Errorf("Post: %v", err)
		}
		late, err := p.dial(newActor(t))
		if err == nil {
			_, err = late.reader.Next()
		}
		if err == nil {
			t.Error("somebody was served after Close")
		}
		p.Hub.Close()
	})
	t.Run("who does not read does not keep it", func(t *testing.T) {
		p := begin(t)
		c, err := p.dial(newActor(t))
		if err != nil {
			t.Fatal(err)
		}
		c.say(hello("stalled"))
		if d := ownTime(p.Hub.Close); d > 2*patience {
			t.Errorf("it took %v", d)
		}
	})
}
