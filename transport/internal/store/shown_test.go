package store

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"confab/transport/internal/wire"
)

// shownSeqs are the numbers of what a part of the room of all shows.
func shownSeqs(t *testing.T, s *Store, log LogID, before bool, span Span, n, bytes int) string {
	t.Helper()
	page := s.ShownAfter
	if before {
		page = s.ShownBefore
	}
	records, more, err := page(context.Background(), log, wire.Everyone, span, n, bytes)
	no(t, err)
	var seqs []uint64
	for _, r := range records {
		seqs = append(seqs, r.Seq)
	}
	return fmt.Sprint(seqs, more)
}

func TestShown(t *testing.T) {
	all := Span{1, math.MaxUint64}
	t.Run("is what stands in a talk, without what changes it and what is not understood", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		say := events(1, 12)
		for seq, kind := range map[int]wire.Kind{2: wire.Edit, 3: wire.Reaction, 5: wire.Delete, 6: 77, 9: wire.Reaction, 12: wire.Edit} {
			say[seq-1].Post = refers(seq, kind, 1, "x")
			if kind == wire.Delete {
				say[seq-1].Body = ""
			}
		}
		say[6].Post = wire.Post{CID: wire.Stay{1}.CID(wire.GuestIn), Room: wire.Everyone, Kind: wire.GuestIn, Guest: "Eve"}
		say[7].Damaged = true
		must(r.Deliver(epoch1, say))(t)
		for _, c := range []struct {
			before   bool
			span     Span
			n, bytes int
			want     string
		}{
			{false, all, 100, 1000, "[1 4 7 8 10 11] false"},
			{true, all, 100, 1000, "[1 4 7 8 10 11] false"},
			{false, all, 6, 1000, "[1 4 7 8 10 11] false"},
			{false, all, 2, 1000, "[1 4] true"},
			{true, all, 2, 1000, "[10 11] true"},
			{false, Span{5, 9}, 2, 1000, "[7 8] false"},
			{true, Span{2, 9}, 2, 1000, "[7 8] true"},
			{true, Span{2, 3}, 2, 1000, "[] false"},
			{true, Span{4, 3}, 2, 1000, "[] false"},
			{false, all, 0, 1000, "[] false"},
			{false, all, 100, 1, "[1 4] true"}, // the first was deleted and has no text
			{true, all, 100, 1, "[11] true"},
		} {
			if got := shownSeqs(t, s, log, c.before, c.span, c.n, c.bytes); got != c.want {
				t.Errorf("%+v: %s", c, got)
			}
		}
	})
	t.Run("a page of long texts ends after as many bytes, and has one at least", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		var say []wire.Event
		for seq := range uint64(8) {
			say = append(say, event(seq+1, strings.Repeat("x", 1000)))
		}
		must(r.Deliver(epoch1, say))(t)
		if got := shownSeqs(t, s, log, false, all, 100, 2500); got != "[1 2 3] true" {
			t.Error(got)
		}
		if got := shownSeqs(t, s, log, true, all, 100, 2000); got != "[7 8] true" {
			t.Error(got)
		}
		if got := shownSeqs(t, s, log, true, all, 100, 8000); got != "[1 2 3 4 5 6 7 8] false" {
			t.Error(got)
		}
	})
	t.Run("what is missing is told, but not what need not be there", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		gap := events(6, 9)
		gap[0].First = 6
		must(r.Deliver(epoch1, append(events(1, 3), gap...)))(t)
		now := must(first(r.Begin(epoch2)))(t)
		must(r.Deliver(epoch2, events(1, 2)))(t)
		if got := shownSeqs(t, s, log, false, all, 100, 1000); got != "[3 6 7 8 9] false" {
			t.Error(got)
		}
		if got := shownSeqs(t, s, now, false, all, 100, 1000); got != "[1 2] false" {
			t.Error(got)
		}
		no(t, s.write(1, func(c *conn) error { return c.run("DELETE FROM events WHERE log=? AND seq=8", int64(log)) }))
		if got := shownSeqs(t, s, log, false, Span{1, 7}, 100, 1000); got != "[3 6 7] false" {
			t.Error(got)
		}
		if got := shownSeqs(t, s, log, false, all, 2, 1000); got != "[3 6] true" {
			t.Error(got)
		}
		if got := shownSeqs(t, s, log, true, all, 2, 1000); got != "[8 9] true" {
			t.Errorf("a hole that nothing explains was not mended: %s", got)
		}
	})
	t.Run("a text of which one bit is wrong is not taken for a change", func(t *testing.T) {
		s := fresh(t)
		r, log := begun(t, s)
		must(r.Deliver(epoch1, events(1, 3)))(t)
		no(t, s.write(1, func(c *conn) error { return c.run("UPDATE events SET kind=3 WHERE seq=2") }))
		records, _, err := s.ShownAfter(context.Background(), log, wire.Everyone, all, 10, 1000)
		no(t, err)
		if len(records) != 3 || !records[1].Damaged {
			t.Errorf("%+v", records)
		}
	})
	t.Run("a room that is not there is empty", func(t *testing.T) {
		s := fresh(t)
		if got := shownSeqs(t, s, 7, false, all, 10, 1000); got != "[] false" {
			t.Error(got)
		}
	})
}
