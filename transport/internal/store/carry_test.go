package store

import (
	"context"
	"fmt"
	"testing"

	"confab/transport/internal/wire"
)

// seqs are the numbers of a room's events and how they are shown.
func seqs(t testing.TB, s *Store, log LogID) (all []string) {
	t.Helper()
	records, err := s.After(context.Background(), log, wire.Everyone, 0, MaxPage)
	no(t, err)
	for _, r := range records {
		all = append(all, fmt.Sprint(r.Seq, " ", r.Shown))
	}
	return all
}

func same(t testing.TB, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("there is %q, want %q", got, want)
	}
}

func found(t testing.TB, s *Store, word string) (hits []string) {
	t.Helper()
	for _, h := range search(t, s, Query{Text: word, Limit: MaxPage}) {
		hits = append(hits, fmt.Sprint(h.Log, " ", h.Seq, " ", h.Shown))
	}
	return hits
}

func TestCarry(t *testing.T) {
	t.Run("what comes again in a new era is held once, in its place and as it was shown", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		edit := event(4, "")
		edit.Post = refers(4, wire.Edit, 2, "changed")
		all := append(events(1, 3), edit, event(5, "message 5"), event(6, "message 6"))
		must(r.Deliver(epoch1, all))(t)
		log := must(first(r.Begin(epoch2)))(t)
		// The host was put back to 4, and more was said.
		again := append(all[:4:4], event(5, "other 5"))
		again[4].CID = cid(50)
		carried := must(r.Deliver(epoch2, again))(t)
		if len(carried) != 4 || carried[3] != (Carried{wire.Everyone, 4, old, 4}) {
			t.Errorf("%+v", carried)
		}
		same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 message 3", "4 ", "5 other 5")
		same(t, seqs(t, s, old), "5 message 5", "6 message 6")
		same(t, found(t, s, "changed"), fmt.Sprint(log, " 2 changed"))
		same(t, found(t, s, "message 2"))
		same(t, found(t, s, "message"), fmt.Sprint(old, " 6 message 6"), fmt.Sprint(old, " 5 message 5"),
			fmt.Sprint(log, " 3 message 3"), fmt.Sprint(log, " 1 message 1"))
		runs := must(s.Carried(context.Background(), old))(t)
		if len(runs) != 1 || runs[0] != (CarriedRun{wire.Everyone, 1, 4, log, 1}) {
			t.Errorf("%+v", runs)
		}
		for n, want := range map[int]LogID{2: log, 5: old, 50: log} {
			if at, _, found, err := s.Place(context.Background(), log, wire.Everyone, cid(n)); at != want || !found || err != nil {
				t.Errorf("message %d is in %d (%v, %v), want %d", n, at, found, err, want)
			}
		}
		// What changes it now finds it.
		now := event(6, "")
		now.Post = refers(60, wire.Edit, 3, "changed too")
		must(r.Deliver(epoch2, []wire.Event{now}))(t)
		same(t, seqs(t, s, log)[2:3], "3 changed too")
	})
	t.Run("another author's, another room's or altered message of the same cid is another one", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		log := must(first(r.Begin(epoch2)))(t)
		again := events(1, 3)
		again[0].From, again[1].Body = chen, "altered"
		again[2].Room, again[2].Seq = wire.Direct(anna, boris), 1
		if carried := must(r.Deliver(epoch2, again))(t); len(carried) != 0 {
			t.Errorf("%+v", carried)
		}
		same(t, seqs(t, s, old), "1 message 1", "2 message 2", "3 message 3")
		same(t, seqs(t, s, log), "1 message 1", "2 altered")
	})
	t.Run("another host's copy is left alone", func(t *testing.T) {
		s := fresh(t)
		other := must(s.Replica(boris, chen))(t)
		theirs := must(first(other.Begin(epoch1)))(t)
		must(other.Deliver(epoch1, events(1, 2)))(t)
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, events(1, 2)))(t)
		must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, events(1, 2)))(t)
		same(t, seqs(t, s, theirs), "1 message 1", "2 message 2")
	})
	t.Run("what is in another order has its new numbers, and a message that waited goes out of the outbox", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, events(1, 4)))(t)
		must(r.Enqueue(text(70, "mine"), wire.Identity{}))(t)
		log := must(first(r.Begin(epoch2)))(t)
		again := []wire.Event{event(1, "message 1"), event(2, "message 4"), event(3, "message 2"), {Post: text(70, "mine"), Seq: 4, From: boris, ServerTime: 9}}
		again[1].CID, again[2].CID = cid(4), cid(2)
		must(r.Deliver(epoch2, again))(t)
		same(t, seqs(t, s, log), "1 message 1", "2 message 4", "3 message 2", "4 mine")
		same(t, seqs(t, s, old), "3 message 3")
		if runs := must(s.Carried(context.Background(), old))(t); len(runs) != 3 {
			t.Errorf("%+v", runs)
		}
		if o := outbox(t, r); len(o) != 0 {
			t.Errorf("%+v", o)
		}
	})
	t.Run("what an earlier program held in several eras becomes one, as the last of them shows it", func(t *testing.T) {
		s := fresh(t)
		r, one := begun(t, s)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		two := must(first(r.Begin(epoch2)))(t)
		edit := event(4, "")
		edit.Post = refers(4, wire.Edit, 2, "changed")
		no(t, s.write(1, func(c *conn) error {
			p, err := c.room(int64(two), wire.Everyone)
			no(t, err)
			author, err := c.identity(anna)
			no(t, err)
			for _, e := range append(events(1, 3), edit) {
				no(t, c.insert(int64(two), &p, author, &e))
			}
			return nil
		}))
		if hits := found(t, s, "message"); len(hits) != 5 {
			t.Errorf("%q", hits)
		}
		caughtUp(t, s)
		three := must(first(r.Begin(wire.Epoch{3})))(t)
		carried := must(r.Deliver(wire.Epoch{3}, append(events(1, 3), edit)))(t)
		if len(carried) != 7 || carried[0].Log != one || carried[1].Log != two {
			t.Errorf("%+v", carried)
		}
		same(t, seqs(t, s, three), "1 message 1", "2 changed", "3 message 3", "4 ")
		same(t, seqs(t, s, one))
		same(t, seqs(t, s, two))
		same(t, found(t, s, "message"), fmt.Sprint(three, " 3 message 3"), fmt.Sprint(three, " 1 message 1"))
		same(t, found(t, s, "changed"), fmt.Sprint(three, " 2 changed"))
		caughtUp(t, s)
		wholeIndex(t, s)
	})
	t.Run("a host with a new epoch each time leaves no pile of eras", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		for n := range byte(50) {
			must(first(r.Begin(wire.Epoch{2, n})))(t)
		}
		if logs := must(s.Logs(context.Background()))(t); len(logs) != 2 || logs[1].Epoch != (wire.Epoch{2, 49}) {
			t.Errorf("%+v", logs)
		}
	})
	t.Run("a direct room knows its two in the new era too", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		room := wire.Direct(anna, boris)
		mine, theirs := event(1, "psst"), event(2, "yes?")
		mine.Room, mine.From, theirs.Room = room, boris, room
		must(r.Deliver(epoch1, []wire.Event{mine, theirs}))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, []wire.Event{mine}))(t)
		rooms := must(s.Rooms(context.Background(), log))(t)
		if len(rooms) != 2 || rooms[1].Members[0] == rooms[1].Members[1] {
			t.Errorf("%+v", rooms)
		}
	})
}
