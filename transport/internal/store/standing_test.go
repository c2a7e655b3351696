package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"confab/transport/internal/wire"
)

// stands puts together how a message stands from what the other readings have of it.
func stands(t *testing.T, s *Store, log LogID, room wire.RoomID, id wire.CID) (m Standing, found bool) {
	t.Helper()
	ctx := context.Background()
	locate := func(log LogID, id wire.CID) (l Located, found bool) {
		at, seq, found, err := s.Place(ctx, log, room, id)
		no(t, err)
		if found {
			l = Located{must(s.Before(ctx, at, room, seq+1, 1))(t)[0], at}
		}
		return l, found
	}
	if m.Located, found = locate(log, id); !found {
		return m, false
	}
	m.About = must(s.Reactions(ctx, m.Log, []wire.CID{id}))(t)
	if m.Ref != (wire.CID{}) {
		m.Quoted, _ = locate(m.Log, m.Ref)
	}
	return m, true
}

// Two eras of a log in which messages are said, answered, changed and reacted to by
// chance, the later one with a part of what the earlier one has.
func TestStanding(t *testing.T) {
	const messages = 60
	chance := rand.New(rand.NewPCG(1, 2))
	var all []wire.Event
	for n := 1; n <= messages; n++ {
		e := event(uint64(n), fmt.Sprintf("message %d", n))
		e.From = []wire.Identity{anna, boris, chen}[chance.IntN(3)]
		kinds := []wire.Kind{wire.Text, wire.Text, wire.Edit, wire.Reaction, wire.Reaction, wire.Delete}
		if e.Kind = kinds[chance.IntN(len(kinds))]; n < 4 {
			e.Kind = wire.Text
		}
		if e.Kind != wire.Text || chance.IntN(2) == 0 {
			e.Ref = cid(1 + chance.IntN(min(n, 12))) // also what is not held, or no text
		}
		if e.Kind == wire.Edit || e.Kind == wire.Delete {
			for _, named := range all {
				if named.CID == e.Ref {
					e.From = named.From
				}
			}
		}
		if e.Kind == wire.Delete {
			e.Body = ""
		}
		all = append(all, e)
	}
	s := fresh(t)
	r, old := begun(t, s)
	must(r.Deliver(epoch1, all))(t)
	check := func(logs ...LogID) {
		t.Helper()
		answers, reactions := 0, 0
		for _, log := range logs {
			for n := range messages + 2 {
				want, held := stands(t, s, log, wire.Everyone, cid(n))
				got, found, err := s.Standing(context.Background(), log, wire.Everyone, cid(n))
				no(t, err)
				if found != held || !reflect.DeepEqual(got, want) {
					t.Fatalf("message %d of log %d stands\n%+v, want\n%+v", n, log, got, want)
				}
				named := must(s.Named(context.Background(), log, wire.Everyone, []wire.CID{cid(n), cid(n), cid(messages + 5)}))(t)
				if _, in := named[cid(n)]; in != held || len(named) > 1 || held && !reflect.DeepEqual(named[cid(n)], want.Located) {
					t.Fatalf("message %d of log %d is %+v, want %+v", n, log, named, want.Located)
				}
				reactions += len(got.About)
				if got.Quoted.Log != 0 {
					answers++
				}
			}
		}
		if answers == 0 || reactions == 0 {
			t.Errorf("%d answers and %d reactions were looked at", answers, reactions)
		}
	}
	check(old)
	log := must(first(r.Begin(epoch2)))(t)
	for i := range all[:20] {
		all[i].Seq = uint64(i + 1)
	}
	must(r.Deliver(epoch2, all[:20]))(t)
	check(log, old)

	if _, found, err := s.Standing(context.Background(), log, wire.Direct(anna, boris), cid(1)); found || err != nil {
		t.Error("a message is found in a room in which it was not said:", err)
	}
}
