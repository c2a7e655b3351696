package follow

import (
	"fmt"
	"testing"
	"time"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestOrder(t *testing.T) {
	t.Parallel() // a member waits a second and more before it tries again
	t.Run("a host that cannot write for a while, again and again, has each message once and in order", func(t *testing.T) {
		dir := t.TempDir()
		taken := make(chan struct{}, 1) // the host's store has taken jobs, for which it waits for the disk
		hooks := store.Hooks{AfterRead: func() {
			select {
			case taken <- struct{}{}:
			default:
			}
		}}
		s, err := store.Open(dir, store.Options{Hooks: hooks, BusyTimeout: impatient.BusyTimeout})
		no(t, err)
		t.Cleanup(func() { s.Close() })
		h := hostOn(t, s, dir, identity(t), true)
		c := start(t, configure(t, openStore(t), h.addr))
		c.phase(t, Online)
		said := 0
		say := func(n int) {
			for range n {
				c.Post(text(said), wire.Identity{}, nil)
				said++
			}
		}
		for range 3 {
			say(20)
			c.await(t, "all is logged", func() bool { return len(c.logged) == said })
			release := seize(t, h.dir)
			select {
			case <-taken:
			default:
			}
			say(1)
			select {
			case <-taken: // the first alone
			case <-time.After(patience):
				t.Fatal("the host's store does not take the first")
			}
			say(200)
			eventually(t, "the first is refused", func() bool {
				rows, err := c.copies[0].replica.Outbox(t.Context(), store.Outgoing{}, 1)
				no(t, err)
				return len(rows) > 0 && rows[0].Reason != 0
			})
			release()
			c.await(t, "all is logged", func() bool { return len(c.logged) == said })
		}
		for n, e := range records(t, h.store, h.log, wire.Everyone) {
			if want := fmt.Sprint("message ", n); e.Body != want {
				t.Fatalf("event %d is %q, want %q", e.Seq, e.Body, want)
			}
		}
	})
}
