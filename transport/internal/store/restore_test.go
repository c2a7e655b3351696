package store

import (
	"context"
	"testing"

	"confab/transport/internal/wire"
)

func TestRestore(t *testing.T) {
	s, h, _, _ := running(t, Options{})
	changed := refers(201, wire.Edit, 20, "changed")
	appendAll(t, h, says(boris, changed))
	all := page(t, s, h.Log(), wire.Everyone)
	no(t, s.write(1, func(c *conn) error {
		if err := c.run("UPDATE events SET body='massage' WHERE seq=20"); err != nil {
			return err
		}
		return c.run("DELETE FROM events WHERE seq=30")
	}))
	page(t, s, h.Log(), wire.Everyone) // meets it
	restore := func(e wire.Event) (n int) {
		done := make(chan struct{})
		h.Restore([]wire.Event{e}, func(restored int, err error) {
			n = restored
			no(t, err)
			close(done)
		})
		<-done
		return n
	}
	places := must(s.Damaged(context.Background(), h.Log(), 9))(t)
	if len(places) != 2 || places[0] != (Place{wire.Everyone, 20, true}) || places[1] != (Place{wire.Everyone, 30, false}) {
		t.Fatalf("%+v", places)
	}
	t.Run("nothing but what was there is taken for it", func(t *testing.T) {
		forged := all[19].Event
		for _, forge := range []func(){
			func() { forged.Body = "something else" }, func() { forged.From = chen }, func() { forged.ServerTime++ },
			func() { forged.Guest = "Zoë" }, func() { forged.CID = cid(999) }, func() { forged.Seq = 30 }, func() { forged.Damaged = true },
		} {
			forged = all[19].Event
			if forge(); restore(forged) != 0 {
				t.Errorf("%+v was taken", forged)
			}
		}
		if n := restore(all[29].Event); n != 0 {
			t.Error("one was taken that nothing proves")
		}
		if n := restore(all[9].Event); n != 0 {
			t.Error("one was taken that is not damaged")
		}
	})
	t.Run("what was there is in its place again, as it stands after its edit, and is found", func(t *testing.T) {
		if n := restore(all[19].Event); n != 1 {
			t.Fatal(n)
		}
		now := page(t, s, h.Log(), wire.Everyone)[19]
		if now.Event != all[19].Event || now.Shown != "changed" || !now.Edited {
			t.Errorf("%+v", now)
		}
		if hits := search(t, s, Query{Text: "changed", Limit: 9}); len(hits) != 1 {
			t.Error(hits)
		}
	})
}
