package core

import (
	"context"
	"crypto/tls"
	"sync/atomic"
	"testing"

	"confab/transport/internal/origin"
	"confab/transport/internal/secure"
)

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
		return int(working.Load()) >= shakingAtOnce() && int(working.Load())+s.turns.Waiting() >= strangers
	})
	close(goOn)
	for range strangers {
		if err := <-ends; err != nil {
			t.Error(err)
		}
	}
	if n := int(most.Load()); n > shakingAtOnce() {
		t.Errorf("%d shook hands at the same time, and not %d", n, shakingAtOnce())
	}
	before := known.length()
	again := NewClient(known.options("known"))
	t.Cleanup(again.Close)
	again.Join(addr)
	known.kind(t, before, Connected)
	if n := s.turns.Waiting(); n != 0 {
		t.Errorf("%d still wait", n)
	}
	inTime, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for range shakingAtOnce() {
		if err := s.turns.Take(inTime, origin.Place{}); err != nil {
			t.Fatalf("not all turns are given back: %v", err)
		}
	}
}
