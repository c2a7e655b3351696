package follow

import (
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestTail(t *testing.T) {
	anna := wire.Identity{1}
	copied := func(t *testing.T) *store.Replica {
		t.Helper()
		r, err := openStore(t).Replica(wire.Identity{2}, anna)
		no(t, err)
		return r
	}
	put := func(t *testing.T, r *store.Replica, n int) ready {
		t.Helper()
		row, err := r.Enqueue(text(n), wire.Identity{})
		no(t, err)
		return ready{Outgoing: row}
	}
	t.Run("what is put into the outbox waits in its order, each once, for the link that had all before", func(t *testing.T) {
		r, l := copied(t), new(link)
		var tail tail
		before := put(t, r, 0)
		if tail.add(before); tail.of(l, 0) || len(tail.rows) > 0 {
			t.Error("without a link something waits")
		}
		tail.begin(l, 3, before.Outgoing)
		for n := range 4 { // the first of them again
			tail.add(put(t, r, n))
		}
		tail.add(put(t, r, 2))
		if !tail.of(l, 3) || tail.of(l, 4) || tail.of(new(link), 3) {
			t.Error("it is for another link or turn")
		}
		for n := 1; n < 4; n++ {
			if len(tail.rows) != 4-n || tail.rows[0].CID != cid(n) {
				t.Fatalf("of %d: %+v", n, tail.rows)
			}
			tail.pass()
		}
	})
	t.Run("what is too much for it is read from the outbox again", func(t *testing.T) {
		r, l := copied(t), new(link)
		var tail tail
		tail.begin(l, 0, store.Outgoing{})
		for n := range pageRows + 1 {
			if !tail.of(l, 0) {
				t.Fatal("after ", n)
			}
			tail.add(put(t, r, n))
		}
		if tail.of(l, 0) {
			t.Error("it is taken for all")
		}
	})
	t.Run("a host that takes little at a time gets all in order, what waits in memory and on the disk", func(t *testing.T) {
		h := newScripted(t)
		h.limits.MessagesPerSecond, h.limits.Burst = 500, 5
		c := start(t, configure(t, openStore(t), h.addr()))
		call := h.serve(t)
		const n = 2*pageRows + 10
		for i := range n {
			no(t, c.say(t, text(i)))
		}
		for i := range n {
			if p := expect[*wire.Post](call); *p != text(i) {
				t.Fatalf("%d: %v", i, p)
			}
		}
	})
}
