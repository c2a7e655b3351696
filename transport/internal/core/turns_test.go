package core

import (
	"context"
	"crypto/tls"
	"fmt"
	"sync/atomic"
	"testing"

	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
)

// slots is how many handshakes may be worked on at the same time.
func slots() int { return newTurns().free }

// queue returns how many handshakes wait for their turn.
func (t *turns) queue() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.waiting)
}

func TestStrangersShakeHandsInTurns(t *testing.T) {
	t.Parallel()
	_, s, addr := hostParty(t, nil)
	known, client, _ := asMember(t, "known", addr)
	known.leaves(t, client)
	var working, most atomic.Int32
	goOn := make(chan struct{})
	s.lock()
	slow := s.hosting.tls.Clone()
	slow.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		n := working.Add(1)
		defer working.Add(-1)
		for before := most.Load(); n > before && !most.CompareAndSwap(before, n); before = most.Load() {
		}
		<-goOn
		return nil, nil
	}
	s.hosting.tls = slow
	s.unlock()
	// Some say half a hello and then nothing: they keep nobody waiting.
	for range 20 {
		if _, err := dial(t, addr).Write([]byte{0x16, 3, 1, 2, 0, 1, 0}); err != nil {
			t.Fatal(err)
		}
	}
	const strangers = 12
	ends := make(chan error, strangers)
	for range strangers {
		identity, err := secure.NewIdentity()
		if err != nil {
			t.Fatal(err)
		}
		nc := dial(t, addr)
		go func() {
			_, err := secure.Client(context.Background(), nc, secure.ClientConfig(identity, secure.FirstContact(), secure.Talk))
			ends <- err
		}()
	}
	eventually(t, "all who may work are at it, and the others wait", func() bool {
		return int(working.Load()) >= slots() && int(working.Load())+s.turns.queue() >= strangers
	})
	close(goOn)
	for range strangers {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
	if n := int(most.Load()); n > slots() {
		t.Errorf("%d shook hands at the same time, and not %d", n, slots())
	}
	before := known.length()
	again := NewClient(known.options("known"))
	t.Cleanup(again.Close)
	again.Join(addr)
	known.kind(t, before, Connected)
	eventually(t, "all turns are given back", func() bool {
		s.turns.mu.Lock()
		defer s.turns.mu.Unlock()
		return s.turns.free == slots() && len(s.turns.waiting) == 0 && len(s.turns.counts) == 0
	})
}

func TestTurns(t *testing.T) {
	t.Parallel()
	turns := newTurns()
	turns.free = 1
	turns.cameFrom(from(9).Place())
	if err := turns.take(t.Context(), from(0).Place()); err != nil {
		t.Fatal(err)
	}
	order := make(chan string, 10)
	wait := func(ctx context.Context, name string, o origin.Origin) {
		before := turns.queue()
		go func() {
			if turns.take(ctx, o.Place()) == nil {
				order <- name
			}
		}()
		eventually(t, name+" waits", func() bool { return turns.queue() == before+1 })
	}
	for i := range 3 {
		wait(t.Context(), fmt.Sprint("many ", i), from(1))
	}
	wait(t.Context(), "few 0", from(2))
	wait(t.Context(), "few 1", from(2))
	wait(t.Context(), "single", from(3))
	wait(t.Context(), "member", from(9))
	gone, leave := context.WithCancel(t.Context())
	wait(gone, "gone", from(4))
	leave()
	eventually(t, "who has gone waits no more", func() bool { return turns.queue() == 7 })
	for _, want := range []string{"member", "single", "few 0", "few 1", "many 0", "many 1", "many 2"} {
		turns.give()
		if got := <-order; got != want {
			t.Errorf("it is the turn of %q, want %q", got, want)
		}
	}
	turns.give()
	if turns.free != 1 || len(turns.counts) != 0 {
		t.Errorf("%d turns are free, %d places counted", turns.free, len(turns.counts))
	}
	for i := range 2 * turnPlaces {
		turns.cameFrom(from(100 + i).Place())
	}
	if len(turns.members) > turnPlaces {
		t.Errorf("%d places are kept", len(turns.members))
	}
}
