package store

import (
	"context"
	"fmt"
	"testing"

	"confab/transport/internal/wire"
)

func TestTail(t *testing.T) {
	s := fresh(t)
	h := hosted(t, s)
	r, log := begun(t, s)
	must(h.Append(said(1, 9)))(t)
	for seq := uint64(1); seq <= 9; seq++ {
		e := event(seq, fmt.Sprintf("message %d", seq))
		e.From = boris
		must(r.Deliver(epoch1, []wire.Event{e}))(t)
	}
	tail := func(log LogID, cursors wire.Cursors) [16]byte {
		t.Helper()
		return must(s.Tail(context.Background(), log, cursors))(t)
	}
	seen := map[[16]byte]bool{{}: true}
	for seq := uint64(1); seq <= 9; seq++ {
		at := wire.Cursors{wire.Everyone: seq, {7}: 0}
		if tail(h.Log(), at) != tail(log, at) || seen[tail(log, at)] {
			t.Errorf("at %d the tails of host and copy are not the same, or that of another place", seq)
		}
		seen[tail(log, at)] = true
	}
	for _, none := range []wire.Cursors{nil, {wire.Everyone: 0}, {wire.Everyone: 10}, {{7}: 1}, {wire.Everyone: wire.MaxSeq}} {
		if tail(log, none) != ([16]byte{}) {
			t.Errorf("the cursors %v have a tail", none)
		}
	}
	must(s.Retain(h.Log(), wire.Everyone, Retention{MaxCount: 2}))(t)
	if tail(h.Log(), wire.Cursors{wire.Everyone: 9}) != ([16]byte{}) {
		t.Error("what was retired is in the tail")
	}
}
