package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"confab/transport/internal/wire"
)

func TestRetain(t *testing.T) {
	bounds := func(t *testing.T, s *Store, log LogID) (uint64, uint64) {
		m := must(s.Rooms(context.Background(), log))(t)[0]
		return m.First, m.Last
	}
	t.Run("keeps a number of events, and a repeat of what it removed gets its old answer", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		before := appendAll(t, h, said(1, 10)...)
		if first := must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 3}))(t); first != 8 {
			t.Error("first is", first)
		}
		got := page(t, s, h.Log(), wire.Everyone)
		if len(got) != 3 || got[0].Seq != 8 || got[0].First != 8 {
			t.Errorf("%+v", got)
		}
		a := appendAll(t, h, append(said(2, 2), says(boris, refers(30, wire.Edit, 2, "x")), says(boris, refers(2, wire.Reaction, 9, "message 2")))...)
		if !a[0].Repeat || a[0].Ack != before[1].Ack || a[1].Seq != 11 || a[2].Refused != wire.NakReused {
			t.Errorf("%+v, before %+v", a, before[1])
		}
		if hits := search(t, s, Query{Text: "message", Limit: 99}); len(hits) != 3 {
			t.Errorf("%d hits", len(hits))
		}
	})
	t.Run("keeps an age, and always the newest event", func(t *testing.T) {
		c := &clock{time.UnixMilli(1e12)}
		s := reopen(t, t.TempDir(), Options{Now: c.Now})
		h := hosted(t, s)
		for n := range 4 {
			appendAll(t, h, said(n, n)...)
			c.now = c.now.Add(time.Hour)
		}
		must(s.Retain(h.Log(), wire.Everyone, Retention{MaxAge: 150 * time.Minute}))(t)
		if f, l := bounds(t, s, h.Log()); f != 3 || l != 4 {
			t.Error(f, l)
		}
		c.now = c.now.Add(8760 * time.Hour)
		must(s.Retain(h.Log(), wire.Everyone, Retention{MaxAge: time.Minute, MaxCount: 1}))(t)
		if f, l := bounds(t, s, h.Log()); f != 4 || l != 4 {
			t.Error(f, l)
		}
		if a := appendAll(t, h, said(9, 9)...); a[0].Seq != 5 {
			t.Errorf("%+v", a)
		}
	})
	t.Run("removes more than one step holds, and nothing where nothing is to be removed", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		for n := 0; n < 2500; n += 250 {
			appendAll(t, h, said(n, n+249)...)
		}
		must(s.Retain(h.Log(), wire.Everyone, Retention{}))(t)
		if first := must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 10}))(t); first != 2491 {
			t.Error(first)
		}
		if n := len(page(t, s, h.Log(), wire.Everyone)); n != 10 {
			t.Error(n)
		}
	})
}

func TestReceipts(t *testing.T) {
	t.Run("only grow, never beyond the log kept here, and read means got", func(t *testing.T) {
		s := fresh(t)
		h := hosted(t, s)
		appendAll(t, h, said(1, 5)...)
		for _, n := range []uint64{4, 2} {
			no(t, s.NoteGot(h.Log(), boris, wire.Cursors{wire.Everyone: n, {9}: 1}))
		}
		no(t, s.NoteRead(h.Log(), boris, wire.Cursors{wire.Everyone: 3}))
		no(t, s.NoteRead(h.Log(), chen, wire.Cursors{wire.Everyone: wire.MaxSeq}))
		got := must(s.Receipts(context.Background(), h.Log(), wire.Everyone))(t)
		want := []Receipt{{boris, 4, 3}, {chen, 5, 5}}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Error(got)
		}
	})
	t.Run("of a copy may be ahead of it", func(t *testing.T) {
		s := fresh(t)
		_, log := begun(t, s)
		no(t, s.NoteGot(log, wire.Identity{}, wire.Cursors{wire.Everyone: 8}))
		if got := must(s.Receipts(context.Background(), log, wire.Everyone))(t); len(got) != 1 || got[0].Got != 8 {
			t.Error(got)
		}
	})
}

func TestPeers(t *testing.T) {
	t.Run("are new as unverified, keep their state, and were first and last seen", func(t *testing.T) {
		c := &clock{time.UnixMilli(1000)}
		s := reopen(t, t.TempDir(), Options{Now: c.Now})
		no(t, s.Met(boris, "Boris"))
		no(t, s.Judge(boris, Verified))
		c.now = time.UnixMilli(2000)
		no(t, s.Met(boris, ""))
		c.now = time.UnixMilli(1500)
		no(t, s.Met(boris, "Борис"))
		got := must(s.Peers(context.Background()))(t)
		if len(got) != 1 || got[0] != (Peer{boris, "Борис", Verified, 1000, 2000}) {
			t.Errorf("%+v", got)
		}
		if s.Judge(chen, Blocked) == nil || s.Judge(boris, 9) == nil {
			t.Error("a state for nobody, or one that is none")
		}
	})
}

func TestPage(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	appendAll(t, h, said(1, 20)...)
	for _, c := range []struct {
		sentence    string
		records     func() ([]Record, error)
		first, last uint64
	}{
		{"before the end", func() ([]Record, error) { return s.Before(context.Background(), h.Log(), wire.Everyone, 0, 5) }, 16, 20},
		{"before a seq", func() ([]Record, error) { return s.Before(context.Background(), h.Log(), wire.Everyone, 4, 5) }, 1, 3},
		{"after a seq", func() ([]Record, error) { return s.After(context.Background(), h.Log(), wire.Everyone, 4, 5) }, 5, 9},
		{"bounded", func() ([]Record, error) {
			return s.After(context.Background(), h.Log(), wire.Everyone, 0, MaxPage+1)
		}, 1, 20},
		{"of no room", func() ([]Record, error) { return s.After(context.Background(), h.Log(), wire.RoomID{8}, 0, 5) }, 0, 0},
		{"of nothing", func() ([]Record, error) { return s.Before(context.Background(), h.Log(), wire.Everyone, 0, -1) }, 0, 0},
	} {
		t.Run("a page "+c.sentence, func(t *testing.T) {
			got := must(c.records())(t)
			if c.last == 0 && len(got) == 0 {
				return
			}
			if uint64(len(got)) != c.last-c.first+1 || got[0].Seq != c.first || got[len(got)-1].Seq != c.last {
				t.Errorf("%+v", got)
			}
		})
	}
	t.Run("the place of a message is its seq in that room and log, whoever said it, the first of several", func(t *testing.T) {
		ctx := context.Background()
		other := must(s.Host(chen))(t)
		appendAll(t, other, said(7, 7)...)
		direct := text(3, "psst")
		direct.Room = wire.Direct(anna, chen)
		// Boris's message 3 is the third; Chen's is the 21st, and Anna's in another room.
		appendAll(t, h, says(chen, text(3, "the same cid")), Entry{Post: direct, From: anna, To: chen})
		for _, c := range []struct {
			log  LogID
			room wire.RoomID
			cid  wire.CID
			seq  uint64
		}{
			{h.Log(), wire.Everyone, cid(3), 3}, {h.Log(), wire.Everyone, cid(20), 20}, {h.Log(), direct.Room, cid(3), 1}, {other.Log(), wire.Everyone, cid(7), 1},
			{other.Log(), wire.Everyone, cid(3), 0}, {h.Log(), wire.Everyone, cid(99), 0}, {h.Log(), wire.RoomID{8}, cid(3), 0},
		} {
			_, seq, found, err := s.Place(ctx, c.log, c.room, c.cid)
			if seq != c.seq || found != (c.seq > 0) || err != nil {
				t.Errorf("%+v: %d %v %v", c, seq, found, err)
			}
		}
	})
	t.Run("a reader whose context ended gets nothing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := s.After(ctx, h.Log(), wire.Everyone, 0, 5); err != context.Canceled {
			t.Error(err)
		}
	})
}
