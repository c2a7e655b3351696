package store

import (
	"context"
	"fmt"
	"testing"

	"confab/transport/internal/wire"
)

// salvageAgain shows everything anew, as a database is that was made of what could
// be read of a ruined one.
func salvageAgain(t testing.TB, s *Store) {
	t.Helper()
	no(t, s.write(1, func(c *conn) error {
		for _, sql := range []string{"DELETE FROM search", "DELETE FROM unindexed", "UPDATE indexed SET high=0", "UPDATE events SET shown=NULL, deleted=0"} {
			if err := c.run(sql); err != nil {
				return err
			}
		}
		return c.replay()
	}))
}

// damagedAs is what a host sends in the place of an event that its disk damaged.
func damagedAs(e wire.Event) wire.Event {
	return wire.Event{Post: wire.Post{CID: e.CID, Room: e.Room, Kind: wire.Text}, Seq: e.Seq, From: anna, ServerTime: e.ServerTime, Damaged: true}
}

// altered is an edit or a deletion of boris as an event.
func altered(seq uint64, n int, kind wire.Kind, to int, body string) wire.Event {
	return wire.Event{Post: refers(n, kind, to, body), Seq: seq, From: anna, ServerTime: 5}
}

func TestDamageAcrossEras(t *testing.T) {
	t.Run("what an earlier era has and comes again in the place of a damaged event is held once", func(t *testing.T) {
		for _, d := range []wire.Event{damagedAs(event(2, "")), damagedAs(altered(2, 99, wire.Text, 99, ""))} {
			s := fresh(t)
			r, old := begun(t, s)
			edit := altered(4, 4, wire.Edit, 2, "changed")
			must(r.Deliver(epoch1, append(events(1, 3), edit)))(t)
			log := must(first(r.Begin(epoch2)))(t)
			must(r.Deliver(epoch2, []wire.Event{event(1, "message 1"), d, event(3, "message 3")}))(t)
			if n := must(r.Restore(epoch2, events(2, 2)))(t); n != 1 {
				t.Fatal(n)
			}
			same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 message 3")
			same(t, seqs(t, s, old), "4 ")
			same(t, found(t, s, "changed"), fmt.Sprint(log, " 2 changed"))
			same(t, found(t, s, "message 2"))
			if n := must(r.Restore(epoch2, events(2, 2)))(t); n != 0 {
				t.Error("it was restored twice")
			}
			salvageAgain(t, s)
			same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 message 3")
		}
	})
	t.Run("what was changed while it was damaged is shown as it was changed", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, append(events(1, 3), altered(4, 4, wire.Edit, 2, "changed"))))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, []wire.Event{event(1, "message 1"), damagedAs(event(2, "")), damagedAs(event(3, "")),
			altered(4, 50, wire.Edit, 2, "changed again"), altered(5, 51, wire.Delete, 3, "")}))(t)
		if n := must(r.Restore(epoch2, events(2, 3)))(t); n != 2 {
			t.Fatal(n)
		}
		for range 2 {
			same(t, seqs(t, s, log), "1 message 1", "2 changed again", "3 ", "4 ", "5 ")
			same(t, seqs(t, s, old), "4 ")
			same(t, found(t, s, "message"), fmt.Sprint(log, " 1 message 1"))
			salvageAgain(t, s)
		}
	})
	t.Run("another message than an earlier era has is put in its place beside it", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, []wire.Event{event(1, "message 1"), damagedAs(event(2, ""))}))(t)
		if n := must(r.Restore(epoch2, []wire.Event{event(2, "another")}))(t); n != 1 {
			t.Fatal(n)
		}
		same(t, seqs(t, s, log), "1 message 1", "2 another")
		same(t, seqs(t, s, old), "2 message 2", "3 message 3")
	})
}

func TestReactionsAcrossEras(t *testing.T) {
	reacted := func(seq uint64, n int, from wire.Identity, body string) wire.Event {
		return wire.Event{Post: refers(n, wire.Reaction, 2, body), Seq: seq, From: from, ServerTime: 5}
	}
	// shown are the reactions to message 2, as a page of a log shows them.
	shown := func(t *testing.T, s *Store, log LogID) (all []string) {
		t.Helper()
		for _, r := range must(s.Reactions(context.Background(), log, []wire.CID{cid(2)}))(t) {
			all = append(all, fmt.Sprint(r.From == boris, " ", r.Body))
		}
		return all
	}
	t.Run("what only an earlier era has stands at the message that came again", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, append(events(1, 2), reacted(3, 3, boris, "👍"), reacted(4, 4, anna, "🎉"))))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, events(1, 2)))(t) // the host was put back to 2
		same(t, shown(t, s, log), "true 👍", "false 🎉")
		must(r.Deliver(epoch2, []wire.Event{reacted(3, 50, boris, "")}))(t)
		same(t, shown(t, s, log), "false 🎉", "true ")
	})
	t.Run("each author has one, the last of all eras", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		all := append(events(1, 2), reacted(3, 3, boris, "👍"), reacted(4, 4, boris, "🎉"))
		must(r.Deliver(epoch1, all))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, all[:3]))(t)
		same(t, shown(t, s, log), "true 🎉")
	})
	t.Run("what another host's members said of a message of that name is not shown", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Deliver(epoch1, events(1, 2)))(t)
		other := must(s.Replica(boris, chen))(t)
		must(first(other.Begin(epoch2)))(t)
		must(other.Deliver(epoch2, append(events(1, 2), reacted(3, 3, boris, "👍"))))(t)
		same(t, shown(t, s, log))
	})
}

func TestChangesAcrossEras(t *testing.T) {
	t.Run("what only an earlier era changed or took back stays so after a salvage", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, append(events(1, 3), altered(4, 4, wire.Edit, 2, "changed"), altered(5, 5, wire.Delete, 3, ""))))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, events(1, 3)))(t) // the host was put back to 3
		for range 2 {
			same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 ")
			same(t, found(t, s, "message"), fmt.Sprint(log, " 1 message 1"))
			salvageAgain(t, s)
		}
	})
	t.Run("of several the last one counts, though a later era has an earlier one", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		all := append(events(1, 2), altered(3, 3, wire.Edit, 2, "changed"), altered(4, 4, wire.Edit, 2, "changed twice"))
		must(r.Deliver(epoch1, all))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, all[:3]))(t)
		for range 2 {
			same(t, seqs(t, s, log), "1 message 1", "2 changed twice", "3 ")
			same(t, seqs(t, s, old), "4 ")
			salvageAgain(t, s)
		}
	})
	t.Run("what came again damaged is shown with the changes of an earlier era when its own disk damaged it", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Deliver(epoch1, append(events(1, 3), altered(4, 4, wire.Edit, 2, "changed"), altered(5, 5, wire.Delete, 3, ""))))(t)
		log := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, events(1, 3)))(t)
		no(t, s.write(1, func(c *conn) error {
			return c.run("UPDATE events SET body='massage' WHERE log=? AND seq IN (2, 3)", int64(log))
		}))
		page(t, s, log, wire.Everyone) // meets it
		if n := must(r.Restore(epoch2, events(2, 3)))(t); n != 2 {
			t.Fatal(n)
		}
		same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 ")
	})
	t.Run("what the host has no more is changed and taken back in a later era", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, events(1, 4)))(t)
		must(first(r.Begin(epoch2)))(t)
		kept := event(4, "message 4")
		kept.First = 4
		must(r.Deliver(epoch2, []wire.Event{kept, altered(5, 50, wire.Edit, 2, "changed"), altered(6, 51, wire.Delete, 3, "")}))(t)
		for range 2 {
			same(t, seqs(t, s, old), "1 message 1", "2 changed", "3 ")
			salvageAgain(t, s)
		}
	})
	t.Run("an edit that was missing for a while keeps its turn", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		all := append(events(1, 2), altered(3, 3, wire.Edit, 2, "changed"), altered(4, 4, wire.Edit, 2, "changed twice"))
		must(r.Deliver(epoch1, all))(t)
		no(t, s.write(1, func(c *conn) error { return c.run("DELETE FROM events WHERE seq=3") }))
		page(t, s, log, wire.Everyone) // meets it
		if n := must(r.Restore(epoch1, all[2:3]))(t); n != 1 {
			t.Fatal(n)
		}
		for range 2 {
			same(t, seqs(t, s, log), "1 message 1", "2 changed twice", "3 ", "4 ")
			salvageAgain(t, s)
		}
	})
	t.Run("a message that was missing for a while is found once", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		all := append(events(1, 2), altered(3, 3, wire.Edit, 2, "changed"))
		must(r.Deliver(epoch1, all))(t)
		no(t, s.write(1, func(c *conn) error { return c.run("DELETE FROM events WHERE seq=2") }))
		page(t, s, log, wire.Everyone) // meets it
		if n := must(r.Restore(epoch1, all[1:2]))(t); n != 1 {
			t.Fatal(n)
		}
		for range 2 {
			same(t, seqs(t, s, log), "1 message 1", "2 changed", "3 ")
			same(t, found(t, s, "changed"), fmt.Sprint(log, " 2 changed"))
			salvageAgain(t, s)
		}
	})
}
