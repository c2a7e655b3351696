package follow

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"testing"

	"confab/transport/internal/wire"
)

// A hostile host's list of 200 000 members cost a client half a gigabyte.
func TestWhatAHostTellsHasACeiling(t *testing.T) {
	t.Run("so many members are told, and that there are more", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		var id wire.Identity
		for n := range MaxMembers + 2000 {
			binary.BigEndian.PutUint32(id[:], uint32(n+1))
			no(t, call.w.Append(&wire.Presence{From: id, State: wire.Here, Name: "ghost"}))
			if call.w.Full() {
				no(t, call.w.Flush())
			}
		}
		call.send(&wire.Presence{From: h.id(), State: wire.Here, Name: "the host"}, event(1))
		c.await(t, "the host and the message behind them", func() bool { return len(c.logged) == 1 })
		c.witness.mu.Lock()
		defer c.witness.mu.Unlock()
		if n := len(c.members); n != MaxMembers+1 || c.more != 1 || !c.members[n-1].Host {
			t.Errorf("%d members are told, and %d times that there are more", n, c.more)
		}
	})
	t.Run("rooms that are not ours leave nothing", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		for range 300 {
			e := event(1)
			rand.Read(e.Room[:])
			gap := event(9)
			rand.Read(gap.Room[:])
			call.send(e, gap, &wire.Got{Cursors: wire.Cursors{e.Room: 1}}, &wire.Read{Cursors: wire.Cursors{gap.Room: 1}})
		}
		call.send(event(1))
		c.await(t, "the message of all", func() bool { return len(c.logged) == 1 })
		rooms, err := c.config.Store.Rooms(context.Background(), c.copies[0].log)
		no(t, err)
		c.witness.mu.Lock()
		defer c.witness.mu.Unlock()
		if len(rooms) != 1 || len(c.received) != 0 {
			t.Errorf("%d rooms are on disk, and receipts of %d told", len(rooms), len(c.received))
		}
	})
	t.Run("a host that again and again has lost what is before is left", func(t *testing.T) {
		h := newScripted(t)
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		for n := range uint64(3 * maxGaps) {
			e := event(2 * (n + 1))
			e.First = e.Seq
			no(t, call.w.Append(e))
		}
		no(t, call.w.Flush())
		var refusal *wire.Refusal
		if s := c.phase(t, Waiting); !errors.As(s.Err, &refusal) || refusal.Field != "first" {
			t.Errorf("%v", s.Err)
		}
	})
}

// A client that could not keep up with its host did not hear that it should end
// before all was read.
func TestCloseIsHeardWhateverTheHostSends(t *testing.T) {
	h := newScripted(t)
	busy := make(chan struct{}, 1)
	config := configure(t, openStore(t), h.addr())
	config.Await = func(ctx context.Context) {
		select {
		case busy <- struct{}{}:
		default:
		}
		<-ctx.Done()
	}
	c := start(t, config)
	call := h.serve(t)
	flooded := make(chan struct{})
	go func() {
		defer close(flooded)
		for n := uint32(1); ; n++ {
			var id wire.Identity
			binary.BigEndian.PutUint32(id[:], n)
			if call.w.Append(&wire.Presence{From: id, State: wire.Here, Name: "ghost"}) != nil || call.w.Full() && call.w.Flush() != nil {
				return
			}
		}
	}()
	<-busy
	c.Close()
	c.witness.mu.Lock()
	told := len(c.members)
	c.witness.mu.Unlock()
	if told > maxBatch {
		t.Errorf("%d were told while the first were not taken up", told)
	}
	call.hangUp()
	<-flooded
}
