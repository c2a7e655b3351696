package follow

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestOutbox(t *testing.T) {
	t.Run("what waits is sent again in order and unchanged on a new connection", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		first := h.serve(t)
		for n := range 5 {
			no(t, c.say(t, text(n)))
		}
		for n := range 3 {
			expect[*wire.Post](first)
			if n == 0 {
				first.send(&wire.Ack{CID: cid(0), Room: wire.Everyone, Seq: 1, ServerTime: 5})
			}
		}
		c.await(t, "the first is logged", func() bool { return len(c.logged) == 1 })
		first.hangUp()
		second := h.serve(t)
		if second.hello.Cursors[wire.Everyone] != 1 {
			t.Error(second.hello)
		}
		for n := 1; n < 5; n++ {
			if p := expect[*wire.Post](second); *p != text(n) {
				t.Errorf("%d: %v", n, p)
			}
		}
	})

	t.Run("a message is Queued before it is Logged, and Logged once, by ACK or by EV", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		c := start(t, config)
		call := h.serve(t)
		for n := range 3 {
			no(t, c.say(t, text(n)))
		}
		ack := func(n int) *wire.Ack {
			return &wire.Ack{CID: cid(n), Room: wire.Everyone, Seq: uint64(n) + 1, ServerTime: 5}
		}
		ev := func(n int) *wire.Event {
			return &wire.Event{Post: text(n), Seq: uint64(n) + 1, From: wire.Identity(config.Self.ID()), ServerTime: 5}
		}
		for range 3 {
			expect[*wire.Post](call)
		}
		// The third was acknowledged before its turn, the second only told.
		call.send(ack(2), ack(0), ev(0), ev(1), ack(1), ev(2), event(4))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 4 })
		if all := c.bodies(t, wire.Everyone); !slices.Equal(all, []string{"message 0", "message 1", "message 2", "message 1004"}) {
			t.Error(all)
		}
		if n := waiting(t, c.copies[0].replica); n != 0 {
			t.Error(n)
		}
	})

	t.Run("what was acknowledged before its turn is Logged, also when the connection ends before its EV", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		for n := range 3 {
			no(t, c.say(t, text(n)))
		}
		for range 3 {
			expect[*wire.Post](call)
		}
		for _, n := range []int{2, 1, 0} {
			call.send(&wire.Ack{CID: cid(n), Room: wire.Everyone, Seq: uint64(n) + 1, ServerTime: 5})
		}
		c.await(t, "the first is logged", func() bool { return len(c.logged) == 1 })
		call.hangUp()
		second := h.serve(t)
		if got := second.hello.Cursors[wire.Everyone]; got != 3 {
			t.Fatalf("the copy has %d of 3", got)
		}
		second.send(event(4))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 4 })
		if all := c.bodies(t, wire.Everyone); !slices.Equal(all, []string{"message 0", "message 1", "message 2", "message 1004"}) {
			t.Error(all)
		}
	})

	t.Run("a lasting NAK refuses, and the message is kept until it is discarded", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		no(t, c.say(t, text(1)))
		expect[*wire.Post](call)
		call.send(&wire.Nak{CID: cid(1), Reason: wire.NakRoom})
		c.await(t, "it is refused", func() bool { return c.refused[cid(1)] == wire.NakRoom })
		call.hangUp()
		call = h.serve(t)
		no(t, c.say(t, text(2)))
		if p := expect[*wire.Post](call); p.CID != cid(2) {
			t.Error("a refused message was sent again")
		}
		done := make(chan error, 1)
		c.Discard(cid(1), func(err error) { done <- err })
		no(t, <-done)
		no(t, c.say(t, text(1)))
		if p := expect[*wire.Post](call); p.CID != cid(1) {
			t.Error(p)
		}
	})

	t.Run("after a temporary NAK all is sent again from the first that waits", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		for n := range 3 {
			no(t, c.say(t, text(n)))
		}
		for range 3 {
			expect[*wire.Post](call)
		}
		began := time.Now()
		for n := range 3 {
			call.send(&wire.Nak{CID: cid(n), Reason: wire.NakDiskFull})
		}
		for n := range 3 {
			if p := expect[*wire.Post](call); p.CID != cid(n) {
				t.Error(n, p)
			}
		}
		if took := time.Since(began); took < firstPause {
			t.Error(took)
		}
		if len(c.refused) > 0 {
			t.Error(c.refused)
		}
		call.send(&wire.Ack{CID: cid(0), Room: wire.Everyone, Seq: 1})
		c.await(t, "that it is delayed, and no more", func() bool { return slices.Equal(c.delays, []bool{true, false}) })
		call.send(&wire.Nak{CID: cid(1), Reason: wire.NakDiskFull})
		c.await(t, "that it is delayed again", func() bool { return len(c.delays) == 3 })
		call.hangUp()
		call = h.serve(t)
		expect[*wire.Post](call)
		call.send(&wire.Nak{CID: cid(1), Reason: wire.NakDiskFull})
		c.await(t, "that it is delayed on the next connection too", func() bool { return slices.Equal(c.delays, []bool{true, false, true, true}) })
	})

	t.Run("what the host's limits or a frame cannot hold never reaches the host", func(t *testing.T) {
		h := newScripted(t)
		h.limits.TextBytes = 100
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		long := text(1)
		long.Body = strings.Repeat("x", 101)
		no(t, c.say(t, long))
		c.await(t, "it is refused", func() bool { return c.refused[cid(1)] == wire.NakTooLong })
		bad := text(2)
		bad.Body = "\xff"
		if err := c.say(t, bad); err == nil {
			t.Error("bytes that are no text were taken")
		}
		last := text(3)
		last.Body = strings.Repeat("x", 100)
		no(t, c.say(t, last))
		if p := expect[*wire.Post](call); p.CID != cid(3) {
			t.Error(p)
		}
	})

	t.Run("no more is sent than the host allows", func(t *testing.T) {
		h := newScripted(t)
		h.limits.MessagesPerSecond, h.limits.Burst = 50, 5
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		c.phase(t, Online)
		began := time.Now() // before the first can go out
		for n := range 20 {
			c.Post(text(n), wire.Identity{}, nil)
		}
		for range 20 {
			expect[*wire.Post](call)
		}
		if took := time.Since(began); took < 15*time.Second/50 {
			t.Errorf("15 beyond the burst took %v", took)
		}
	})
}

func TestLog(t *testing.T) {
	t.Run("a missing event is fetched, and one told twice is dropped", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		call.send(event(1), event(1), event(2), event(5), event(2))
		if q := expect[*wire.Fetch](call); q.From != 3 || q.To != 5 {
			t.Fatal(q)
		}
		call.send(event(6), event(3), event(4), event(5))
		if q := expect[*wire.Fetch](call); q.From != 6 || q.To != 6 {
			t.Fatal(q)
		}
		call.send(event(6))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 6 })
		c.bodies(t, wire.Everyone)
	})

	t.Run("a gap that the host excuses is none to ask about", func(t *testing.T) {
		h, s := newScripted(t), openStore(t)
		c := start(t, configure(t, s, h.addr()))
		e := event(7)
		e.First = 7
		h.serve(t).send(event(1), e, event(8))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 3 })
		rooms, err := s.Rooms(context.Background(), c.copies[0].log)
		if err != nil || len(rooms[0].Gaps) != 1 || rooms[0].Last != 8 {
			t.Error(rooms, err)
		}
	})

	t.Run("a host that does not answer FETCH is asked anew by cursor", func(t *testing.T) {
		h := newScripted(t)
		config := configure(t, openStore(t), h.addr())
		config.Timing.Fetch = 20 * time.Millisecond
		c := start(t, config)
		h.serve(t).send(event(1), event(3))
		call := h.serve(t)
		if call.hello.Cursors[wire.Everyone] != 1 {
			t.Error(call.hello.Cursors)
		}
		call.send(event(2), event(3))
		c.await(t, "all is logged", func() bool { return len(c.logged) == 3 })
	})

	t.Run("a new epoch begins a new era, and what waits is sent there", func(t *testing.T) {
		h, s := newScripted(t), openStore(t)
		c := start(t, configure(t, s, h.addr()))
		call := h.serve(t)
		no(t, c.say(t, text(1)))
		no(t, c.say(t, text(2)))
		expect[*wire.Post](call)
		expect[*wire.Post](call)
		call.send(event(1), event(2), &wire.Ack{CID: cid(1), Room: wire.Everyone, Seq: 4, ServerTime: 5})
		c.await(t, "two are logged", func() bool { return len(c.logged) == 2 })
		c.Read(wire.Everyone, 2)
		expect[*wire.Read](call)
		h.epoch = wire.Epoch{2}
		call.hangUp()
		call = h.serve(t)
		for n := 1; n <= 2; n++ {
			f, err := call.r.Next()
			no(t, err)
			if p, ok := f.(*wire.Post); !ok || p.CID != cid(n) {
				t.Fatalf("%v: what was read in the old era means nothing here", f)
			}
		}
		other := event(1)
		other.Body = "of the new era"
		call.send(other)
		c.await(t, "the new era", func() bool { return len(c.copies) == 2 && len(c.logged) == 3 })
		if c.copies[1].how != Renewed || c.copies[1].log == c.copies[0].log {
			t.Error(c.copies)
		}
		old, err := s.After(context.Background(), c.copies[0].log, wire.Everyone, 0, 10)
		if err != nil || len(old) != 2 || old[0].Body != "message 1001" {
			t.Error(old, err)
		}
	})
}

// converge checks that the host and the copy end the same, with what ours were
// told exactly once.
func converge(t *testing.T, c *client, h *little, own, total int) {
	t.Helper()
	c.await(t, "all is logged", func() bool { return len(c.logged) == total })
	want := h.bodies()
	if got := c.bodies(t, wire.Everyone); !slices.Equal(got, want) {
		t.Fatalf("logged %v, the host has %v", got, want)
	}
	last := -1
	for _, e := range c.logged {
		if e.From != wire.Identity(c.config.Self.ID()) {
			continue
		}
		var n int
		if _, err := fmt.Sscanf(e.Body, "message %d", &n); err != nil || n != last+1 {
			t.Fatalf("%q follows %d", e.Body, last)
		}
		last = n
	}
	if last != own-1 {
		t.Fatalf("the last of ours is %d", last)
	}
	if n := waiting(t, c.copies[0].replica); n != 0 {
		t.Fatalf("%d wait", n)
	}
}

func TestCuts(t *testing.T) {
	t.Run("a cut at every frame boundary loses, repeats and reorders nothing", func(t *testing.T) {
		s := openStore(t)
		for cut := 1; cut <= 24; cut++ {
			h := newLittle(t, 4)
			h.cutAfter = func(call int) int {
				if call == 1 {
					return cut
				}
				return 0
			}
			c := start(t, configure(t, s, h.addr()))
			for n := range 5 {
				c.Post(text(n), wire.Identity{}, nil)
			}
			converge(t, c, h, 5, 9)
			c.Close()
		}
	})

	t.Run("cuts after ever more frames of every connection", func(t *testing.T) {
		h := newLittle(t, 4)
		h.cutAfter = func(call int) int { return 2 + call%9 }
		c := start(t, configure(t, openStore(t), h.addr()))
		for n := range 60 {
			c.Post(text(n), wire.Identity{}, nil)
		}
		converge(t, c, h, 60, 64)
	})

	t.Run("a cut at many bytes of a session loses, repeats and reorders nothing", func(t *testing.T) {
		s := openStore(t)
		whole := 0
		for offset := 1; ; offset += 67 {
			h := newLittle(t, 4)
			config := configure(t, s, h.addr())
			var calls atomic.Int32
			var cutting *cutConn
			config.Dial = func(ctx context.Context) (net.Conn, error) {
				conn, err := dialer(h.addr())(ctx)
				if err != nil || calls.Add(1) > 1 {
					return conn, err
				}
				cutting = &cutConn{Conn: conn, left: offset}
				return cutting, nil
			}
			c := start(t, config)
			for n := range 5 {
				c.Post(text(n), wire.Identity{}, nil)
			}
			converge(t, c, h, 5, 9)
			c.Close()
			if calls.Load() == 1 { // it was not cut at all
				whole = offset
				break
			}
		}
		if whole < 3000 {
			t.Errorf("the whole session was %d bytes: the test has lost its meaning", whole)
		}
		t.Logf("up to %d bytes", whole)
	})
}
