package follow

import (
	"slices"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestHeld(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(dir, impatient)
	no(t, err)
	t.Cleanup(func() { s.Close() })
	h := newScripted(t)
	c := start(t, configure(t, s, h.addr()))
	call := h.serve(t)
	call.send(event(1))
	c.await(t, "the first is logged", func() bool { return len(c.logged) == 1 })
	release := seize(t, dir)
	answers := make(chan error, 9)
	for n := range 4 {
		c.Post(text(n), wire.Identity{}, func(err error) { answers <- err })
	}
	c.Read(wire.Everyone, 1)

	t.Run("what our disk does not take is held, told once and in order", func(t *testing.T) {
		c.await(t, "all is held", func() bool { return len(c.held) == 4 })
		c.await(t, "trouble is told", func() bool { return len(c.troubles) == 1 })
		c.witness.mu.Lock()
		defer c.witness.mu.Unlock()
		if !slices.Equal(c.held, []wire.CID{cid(0), cid(1), cid(2), cid(3)}) || len(c.queued) != 0 || len(answers) != 0 {
			t.Error(c.held, c.queued, len(answers))
		}
	})
	t.Run("it can be taken back", func(t *testing.T) {
		if !c.Withdraw(cid(2)) || c.Withdraw(cid(2)) || c.Withdraw(wire.CID{}) {
			t.Error("not once")
		}
	})
	t.Run("it is kept, and sent, in order, and what was displayed too", func(t *testing.T) {
		release()
		c.Retry()
		for _, n := range []int{0, 1, 3} {
			no(t, <-answers)
			if p := expect[*wire.Post](call); *p != text(n) {
				t.Errorf("%d: %v", n, p)
			}
		}
		c.await(t, "the trouble is over", func() bool { return len(c.troubles) == 2 && c.troubles[1] == nil })
		_, log := c.attached()
		eventually(t, "what was displayed is on disk", func() bool {
			receipts, err := s.Receipts(t.Context(), log, wire.Everyone)
			no(t, err)
			return slices.ContainsFunc(receipts, func(r store.Receipt) bool { return r.Member == c.self && r.Read == 1 })
		})
		c.witness.mu.Lock()
		defer c.witness.mu.Unlock()
		if len(c.held) != 4 || !slices.Equal(c.queued, []wire.CID{cid(0), cid(1), cid(3)}) {
			t.Error(c.held, c.queued)
		}
	})
	t.Run("trouble that nobody tries again ends by itself", func(t *testing.T) {
		c.disk(&store.TemporaryError{Reason: wire.NakDiskFull, Err: store.ErrTooMany})
		c.await(t, "it is over", func() bool { return len(c.troubles) == 4 && c.troubles[3] == nil })
	})
	t.Run("what is taken back says nothing of the disk", func(t *testing.T) {
		release := seize(t, dir)
		c.Post(text(50), wire.Identity{}, func(error) {})
		c.await(t, "it is held", func() bool { return len(c.held) == 5 })
		// Not while it is being tried again.
		eventually(t, "it is taken back", func() bool { return c.Withdraw(cid(50)) })
		c.Retry()
		c.Post(text(51), wire.Identity{}, func(error) {})
		c.await(t, "the next is held", func() bool { return len(c.held) == 6 })
		c.witness.mu.Lock()
		if n := len(c.troubles); n != 5 {
			t.Errorf("trouble was told %d times", n)
		}
		c.witness.mu.Unlock()
		release()
		c.await(t, "the trouble is over", func() bool { return len(c.troubles) == 6 && c.troubles[5] == nil })
	})
	t.Run("what is held beyond the limit fails", func(t *testing.T) {
		release := seize(t, dir)
		failed := make(chan error, 2*maxHeld)
		const beyond = 5
		for n := range maxHeld + beyond {
			c.Post(text(100+n), wire.Identity{}, func(err error) { failed <- err })
		}
		for range beyond {
			if err := <-failed; !temporary(err) {
				t.Error(err)
			}
		}
		release()
		for range maxHeld {
			no(t, <-failed)
		}
	})
	call.hangUp()
}

func TestHeldAtTheEnd(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(dir, impatient)
	no(t, err)
	t.Cleanup(func() { s.Close() })
	h := newScripted(t)
	c := start(t, configure(t, s, h.addr()))
	call := h.serve(t)
	c.phase(t, Online)
	release := seize(t, dir)
	defer release()
	answers := make(chan error, 2)
	for n := range 2 {
		c.Post(text(n), wire.Identity{}, func(err error) { answers <- err })
	}
	c.await(t, "both are held", func() bool { return len(c.held) == 2 })
	c.Close()
	for range 2 {
		if err := <-answers; !temporary(err) {
			t.Error(err)
		}
	}
	call.hangUp()
}

func TestALinkThatEndsWhileOurDiskTakesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(dir, impatient)
	no(t, err)
	t.Cleanup(func() { s.Close() })
	h := newScripted(t)
	c := start(t, configure(t, s, h.addr()))
	call := h.serve(t)
	c.phase(t, Online)
	release := seize(t, dir)
	call.send(event(1))
	c.await(t, "trouble is told", func() bool { return len(c.troubles) == 1 })
	call.hangUp()
	c.await(t, "its end is told at once", func() bool { return c.states[len(c.states)-1].Phase == Waiting })
	c.witness.mu.Lock()
	if len(c.logged) != 0 || len(c.troubles) != 1 {
		t.Error(c.logged, c.troubles)
	}
	c.witness.mu.Unlock()
	release()
	again := h.serve(t)
	if again.hello.Cursors[wire.Everyone] != 1 {
		t.Error("what was read before the end is lost:", again.hello)
	}
	c.await(t, "it is logged", func() bool { return len(c.logged) == 1 })
	again.hangUp()
}
