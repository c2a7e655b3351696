package store

import (
	"context"
	"fmt"
	"testing"

	"confab/transport/internal/wire"
)

// Whoever changes one message for ever made each page with it, and each further
// change, cost as much as all that was said before.
func TestChangesOfOneMessageHaveACeiling(t *testing.T) {
	about := func(n int, kind wire.Kind, body string) wire.Post {
		p := text(n, body)
		p.Kind, p.Ref = kind, cid(1)
		return p
	}
	t.Run("the host takes so many of one author, and still that it is taken back", func(t *testing.T) {
		h := hosted(t, fresh(t))
		appendAll(t, h, says(boris, text(1, "a")))
		taken := 0
		for from := 0; from < 2*maxChanges; from += 100 {
			var some []Entry
			for i := from; i < min(from+100, 2*maxChanges); i++ {
				kind := wire.Edit
				if i%2 == 0 {
					kind = wire.Reaction
				}
				some = append(some, says(boris, about(10+i, kind, fmt.Sprint(i))))
			}
			for _, a := range appendAll(t, h, some...) {
				if a.Refused == 0 {
					taken++
				} else if a.Refused != wire.NakOften {
					t.Fatalf("%+v", a)
				}
			}
		}
		if taken != maxChanges {
			t.Errorf("%d changes were taken, want %d", taken, maxChanges)
		}
		if a := appendAll(t, h, says(chen, about(5000, wire.Reaction, "👍")))[0]; a.Refused != 0 {
			t.Errorf("another author's first: %+v", a)
		}
		if a := appendAll(t, h, says(boris, about(5001, wire.Delete, "")))[0]; a.Refused != 0 {
			t.Errorf("taking it back: %+v", a)
		}
	})
	t.Run("of a copy's message the newest are looked at, whatever its host sends", func(t *testing.T) {
		s := fresh(t)
		r := copied(t, s)
		epoch := wire.Epoch{1}
		log, _, err := r.Begin(epoch)
		no(t, err)
		seq := uint64(0)
		deliver := func(from wire.Identity, posts ...wire.Post) {
			var events []wire.Event
			for _, p := range posts {
				seq++
				events = append(events, wire.Event{Post: p, Seq: seq, From: from, ServerTime: 5})
			}
			must(r.Deliver(epoch, events))(t)
		}
		deliver(anna, text(1, "a"))
		deliver(chen, about(2, wire.Reaction, "the oldest"))
		for i := range maxAbout / 512 {
			var posts []wire.Post
			for k := range 512 {
				posts = append(posts, about(10+512*i+k, wire.Reaction, fmt.Sprint(i, k)))
			}
			deliver(anna, posts...)
		}
		found := must(s.Reactions(context.Background(), log, []wire.CID{cid(1)}))(t)
		if len(found) != 1 || found[0].From != anna || found[0].Seq != seq {
			t.Errorf("%d are found, want the last one alone: %+v", len(found), found)
		}
	})
}

func TestForget(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	dave, eve := wire.Identity{4}, wire.Identity{5}
	must(h.Admit(boris, "Boris", true, ByHost))(t)
	for _, id := range []wire.Identity{chen, dave, eve} {
		must(h.Enter(id, "stray", true))(t)
	}
	no(t, h.Vouch(dave, true))
	appendAll(t, h, Entry{Post: text(1, "a"), From: eve, First: true})
	no(t, s.NoteGot(h.Log(), chen, wire.Cursors{wire.Everyone: 1}))
	state := func() map[wire.Identity]MemberState {
		all := map[wire.Identity]MemberState{}
		for _, m := range must(h.Members(context.Background()))(t) {
			all[m.Identity] = m.State
		}
		return all
	}
	if got := state(); got[boris] != Accepted || got[chen] != Unasked || got[eve] != Heard {
		t.Fatalf("%v", got)
	}
	no(t, h.Forget([]wire.Identity{boris, chen, dave}))
	if got := state(); len(got) != 3 || got[chen] != 0 {
		t.Errorf("after forgetting those of whom nobody decided: %v", got)
	}
	if got := must(s.Receipts(context.Background(), h.Log(), wire.Everyone))(t); len(got) != 0 {
		t.Errorf("its receipts are still there: %v", got)
	}
	must(h.Enter(boris, "Boris", true))(t)
	must(h.Admit(eve, "", true, ByHost))(t)
	if got := state(); got[boris] != Accepted || got[eve] != Accepted {
		t.Errorf("%v", got)
	}
}
