package store

import (
	"context"
	"errors"
	"testing"

	"confab/transport/internal/wire"
)

var (
	epoch1 = wire.Epoch{1}
	epoch2 = wire.Epoch{2}
)

func begun(t testing.TB, s *Store) (*Replica, LogID) {
	t.Helper()
	r := copied(t, s)
	log, fresh, err := r.Begin(epoch1)
	if err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	return r, log
}

func cursor(t testing.TB, r *Replica) uint64 {
	t.Helper()
	_, c, err := r.Cursors(context.Background())
	no(t, err)
	return c[wire.Everyone]
}

func outbox(t testing.TB, r *Replica) []Outgoing {
	t.Helper()
	return must(r.Outbox(context.Background(), Outgoing{}, MaxPage))(t)
}

func TestDeliver(t *testing.T) {
	t.Run("moves the cursor with the events, and passes over what it has", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Deliver(epoch1, events(1, 5)))(t)
		must(r.Deliver(epoch1, events(4, 7)))(t)
		if n := cursor(t, r); n != 7 {
			t.Error("cursor", n)
		}
		if got := page(t, s, log, wire.Everyone); len(got) != 7 || got[6].Event != event(7, "message 7") {
			t.Errorf("%+v", got)
		}
	})
	t.Run("refuses a gap and does nothing at all", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Deliver(epoch1, events(1, 2)))(t)
		_, err := r.Deliver(epoch1, append(events(3, 3), events(5, 6)...))
		var gap *GapError
		if !errors.As(err, &gap) || *gap != (GapError{wire.Everyone, 3, 5}) {
			t.Fatal(err)
		}
		if n, got := cursor(t, r), page(t, s, log, wire.Everyone); n != 2 || len(got) != 2 {
			t.Error(n, len(got))
		}
	})
	t.Run("takes a gap that the host excuses, and tells it", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Deliver(epoch1, events(1, 2)))(t)
		late := event(9, "late")
		late.First = 8
		if _, err := r.Deliver(epoch1, []wire.Event{late}); err == nil {
			t.Error("8 is held by the host, and was left out")
		}
		late.First = 9
		must(r.Deliver(epoch1, []wire.Event{late, event(10, "later")}))(t)
		rooms := must(s.Rooms(context.Background(), log))(t)
		if m := rooms[0]; m.First != 1 || m.Last != 10 || len(m.Gaps) != 1 || m.Gaps[0] != (Gap{3, 8, false}) {
			t.Errorf("%+v", m)
		}
	})
	t.Run("keeps for whom the host speaks", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		e := event(1, "hi")
		e.Guest = "Zoë"
		must(r.Deliver(epoch1, []wire.Event{e}))(t)
		if got := page(t, s, log, wire.Everyone); got[0].Event != e {
			t.Errorf("%+v", got)
		}
	})
	t.Run("keeps a kind that is not known", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		e := event(1, "from the future")
		e.Kind = 200
		must(r.Deliver(epoch1, []wire.Event{e}))(t)
		if got := page(t, s, log, wire.Everyone); got[0].Event != e {
			t.Errorf("%+v", got)
		}
	})
	t.Run("begins a new era with a new epoch, and leaves in the old one what does not come again", func(t *testing.T) {
		s := fresh(t)
		r, old := begun(t, s)
		must(r.Deliver(epoch1, events(1, 5)))(t)
		log, fresh, err := r.Begin(epoch2)
		if err != nil || !fresh || log == old {
			t.Fatal(log, fresh, err)
		}
		var other *EpochError
		if _, err := r.Deliver(epoch1, events(6, 6)); !errors.As(err, &other) || other.Current != epoch2 {
			t.Error(err)
		}
		if n := cursor(t, r); n != 0 {
			t.Error("cursor", n)
		}
		carried := must(r.Deliver(epoch2, events(1, 1)))(t)
		if len(carried) != 1 || carried[0] != (Carried{wire.Everyone, 1, old, 1}) {
			t.Errorf("%+v", carried)
		}
		if again, fresh, err := r.Begin(epoch2); again != log || fresh || err != nil {
			t.Error(again, fresh, err)
		}
		if n, m := len(page(t, s, old, wire.Everyone)), len(page(t, s, log, wire.Everyone)); n != 4 || m != 1 {
			t.Error(n, m)
		}
		logs := must(s.Logs(context.Background()))(t)
		if len(logs) != 2 || logs[0].Current || !logs[1].Current || logs[1].Era != 2 || logs[1].Epoch != epoch2 {
			t.Errorf("%+v", logs)
		}
	})
	t.Run("takes nothing before the first epoch is known", func(t *testing.T) {
		var other *EpochError
		r := copied(t, fresh(t))
		if _, err := r.Deliver(epoch1, events(1, 1)); !errors.As(err, &other) {
			t.Error(err)
		}
		if _, _, err := r.Begin(wire.Epoch{}); !errors.As(err, &other) {
			t.Error(err)
		}
	})
}

func TestOutbox(t *testing.T) {
	t.Run("keeps what was put in, in order, over a new start", func(t *testing.T) {
		dir := t.TempDir()
		s := reopen(t, dir, Options{})
		r := copied(t, s)
		direct := refers(2, wire.Text, 1, "psst")
		direct.Room = wire.Direct(boris, chen)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		must(r.Enqueue(direct, chen))(t)
		must(r.Enqueue(direct, chen))(t)
		if _, err := r.Enqueue(text(1, "b"), wire.Identity{}); !errors.Is(err, ErrReused) {
			t.Error(err)
		}
		no(t, s.Close())
		s = reopen(t, dir, Options{})
		got := outbox(t, copied(t, s))
		if len(got) != 2 || got[0].Post != text(1, "a") || got[1].Post != direct || got[1].To != chen || got[1].State != Waiting {
			t.Errorf("%+v", got)
		}
		rest := must(copied(t, s).Outbox(context.Background(), got[0], 5))(t)
		if len(rest) != 1 || rest[0].CID != direct.CID {
			t.Errorf("%+v", rest)
		}
	})
	t.Run("an ACK that is next moves the message to the log", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(1), Room: wire.Everyone, Seq: 1, ServerTime: 9}))
		got := page(t, s, log, wire.Everyone)
		want := wire.Event{Post: text(1, "a"), Seq: 1, From: boris, ServerTime: 9}
		if len(outbox(t, r)) != 0 || len(got) != 1 || got[0].Event != want {
			t.Errorf("%+v", got)
		}
		must(r.Deliver(epoch1, []wire.Event{want}))(t)
		if n := cursor(t, r); n != 1 {
			t.Error(n)
		}
	})
	t.Run("comes back and moves to the log with all that was put in", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		whole := refers(2, wire.Text, 1, "a")
		whole.Guest = "Zoë"
		must(r.Enqueue(whole, wire.Identity{}))(t)
		other := whole
		other.Guest = ""
		if _, err := r.Enqueue(other, wire.Identity{}); !errors.Is(err, ErrReused) {
			t.Error(err)
		}
		if got := outbox(t, r); len(got) != 1 || got[0].Post != whole {
			t.Errorf("%+v", got)
		}
		no(t, r.Ack(epoch1, wire.Ack{CID: whole.CID, Room: wire.Everyone, Seq: 1, ServerTime: 9}))
		if got := page(t, s, log, wire.Everyone); len(got) != 1 || got[0].Post != whole {
			t.Errorf("%+v", got)
		}
	})
	t.Run("an ACK ahead of its turn waits, and follows what is delivered", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		direct := text(103, "psst")
		direct.Room = wire.Direct(boris, chen)
		for n, p := range []wire.Post{text(101, "a"), text(102, "b"), direct} {
			to := wire.Identity{}
			if n == 2 {
				to = chen
			}
			must(r.Enqueue(p, to))(t)
		}
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(102), Room: wire.Everyone, Seq: 4, ServerTime: 9}))
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(101), Room: wire.Everyone, Seq: 3, ServerTime: 9}))
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(103), Room: direct.Room, Seq: 1, ServerTime: 9}))
		if got := outbox(t, r); len(got) != 2 || got[0].State != Acked || got[0].Seq != 3 {
			t.Fatalf("%+v", got)
		}
		must(r.Deliver(epoch1, events(1, 2)))(t)
		if got := page(t, s, log, wire.Everyone); len(got) != 4 || got[3].Body != "b" || len(outbox(t, r)) != 0 {
			t.Fatalf("%+v", got)
		}
		rooms := must(s.Rooms(context.Background(), log))(t)
		if len(rooms) != 2 || rooms[1].Members != [2]wire.Identity{boris, chen} {
			t.Errorf("%+v", rooms)
		}
	})
	t.Run("the event itself takes the message out, ACK or not", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		must(r.Deliver(epoch1, []wire.Event{{Post: text(1, "a"), Seq: 1, From: boris, ServerTime: 9}}))(t)
		if got := outbox(t, r); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(1), Room: wire.Everyone, Seq: 1}))
	})
	t.Run("another's event with the same cid leaves the message where it is", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		must(r.Deliver(epoch1, events(1, 1)))(t)
		if got := outbox(t, r); len(got) != 1 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("what was acknowledged in an old epoch and not delivered is sent again, and an old ACK is refused", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		no(t, r.Ack(epoch1, wire.Ack{CID: cid(1), Room: wire.Everyone, Seq: 7}))
		must(first(r.Begin(epoch2)))(t)
		if got := outbox(t, r); got[0].State != Waiting || got[0].Seq != 0 {
			t.Errorf("%+v", got)
		}
		var other *EpochError
		if err := r.Ack(epoch1, wire.Ack{CID: cid(1), Room: wire.Everyone, Seq: 1}); !errors.As(err, &other) {
			t.Error(err)
		}
	})
	t.Run("a lasting NAK stays until it is discarded, a temporary one goes on waiting", func(t *testing.T) {
		s := fresh(t)
		r, _ := begun(t, s)
		must(r.Enqueue(text(1, "a"), wire.Identity{}))(t)
		no(t, r.Nak(cid(1), wire.NakDiskFull))
		if got := outbox(t, r); got[0].State != Waiting || got[0].Reason != wire.NakDiskFull {
			t.Errorf("%+v", got)
		}
		no(t, r.Discard(cid(1)))
		no(t, r.Nak(cid(1), wire.NakKind))
		if got := outbox(t, r); len(got) != 1 || got[0].State != Refused || got[0].Reason != wire.NakKind {
			t.Errorf("%+v", got)
		}
		no(t, r.Discard(cid(1)))
		if got := outbox(t, r); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func second[A any](_ A, err error) error { return err }

func first[A, B any](a A, _ B, err error) (A, error) { return a, err }
