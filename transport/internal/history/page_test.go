package history

import (
	"context"
	"errors"
	"testing"

	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

func TestAPageHasNoHoleWhereTheDiskCouldNotBeRead(t *testing.T) {
	runs := []Run{{one(1), 1, 1, 1}, {Place{Era: 2, Seq: 1}, 2, 1, 1}, {Place{Era: 3, Seq: 1}, 3, 1, 1}}
	for _, c := range []struct {
		why  error
		want int
	}{
		{nil, 3},
		{&store.TemporaryError{Err: errors.New("i/o")}, 1},   // the rest is read when the disk works again
		{&store.CorruptError{Err: errors.New("no page")}, 2}, // it never can be
	} {
		var failed error
		r := Reader{Failed: func(err error) { failed = err }}
		events, more := r.side(t.Context(), runs, func(_ context.Context, log store.LogID, _ wire.RoomID, _ store.Span, _, _ int) ([]store.Record, bool, error) {
			if log == 2 && c.why != nil {
				return nil, false, c.why
			}
			return []store.Record{{Event: wire.Event{Seq: 1}}}, false, nil
		}, 10, PageBytes)
		if len(events) != c.want || more || failed != c.why {
			t.Errorf("after %v there are %d, more %v, and %v is reported; want %d", c.why, len(events), more, failed, c.want)
		}
	}
}
