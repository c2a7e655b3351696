package store

import (
	"context"
	"fmt"
	"slices"

	"confab/transport/internal/wire"
)

// Span is a part of a room: the Seqs First to Last, both included.
type Span struct{ First, Last uint64 }

// standsOut is what a talk shows where it stands, and little else: not what changes how
// another message looks, which names that. A text of which one bit is wrong is not taken
// for such, so that reading it shows the damage.
const standsOut = "(e.kind NOT IN (2, 3, 4) OR e.ref IS NULL OR e.damaged=1)"

// Visible reports whether a talk shows the event where it stands: a message, the coming or
// going of a guest, or that something is damaged. What only a later version knows is not
// shown.
func (r Record) Visible() bool {
	return r.Damaged || r.Kind == wire.Text || r.Kind.Passage()
}

// ShownAfter is the beginning of what a talk shows of a span of a room, in order: up to n
// events, ended by the one with which their texts come to so many bytes. More says that
// the span has others behind them.
func (s *Store) ShownAfter(ctx context.Context, log LogID, room wire.RoomID, span Span, n, bytes int) (shown []Record, more bool, err error) {
	return s.shown(ctx, log, room, up, span, n, bytes)
}

// ShownBefore is the end of what a talk shows of a span of a room, in order, and more says
// that there are others before; otherwise as ShownAfter.
func (s *Store) ShownBefore(ctx context.Context, log LogID, room wire.RoomID, span Span, n, bytes int) (shown []Record, more bool, err error) {
	shown, more, err = s.shown(ctx, log, room, down, span, n, bytes)
	slices.Reverse(shown)
	return shown, more, err
}

func (s *Store) shown(ctx context.Context, log LogID, room wire.RoomID, which string, span Span, n, bytes int) (shown []Record, more bool, err error) {
	if n <= 0 || span.First > span.Last {
		return nil, false, nil
	}
	span.Last = min(span.Last, wire.MaxSeq)
	err = s.read(ctx, func(c *conn) error {
		// What a room should have and what it has are looked at together.
		if err := c.run("BEGIN"); err != nil {
			return err
		}
		shown, more = nil, false
		p, err := c.room(int64(log), room)
		if err != nil || p.id == 0 {
			return err
		}
		seen, left := span, bytes
		order := "e.seq"
		if which == down {
			order += " DESC"
		}
		err = c.each("SELECT "+recordColumns+recordTables+"WHERE e.room=? AND e.seq BETWEEN ? AND ? AND "+standsOut+" ORDER BY "+order, func(r row) bool {
			m := r.record()
			if !m.Visible() {
				return true
			}
			if more = len(shown) == min(n, MaxPage) || left <= 0; more {
				return false
			}
			shown = append(shown, m)
			left -= len(m.Shown)
			return true
		}, p.id, span.First, span.Last)
		if err != nil {
			return err
		}
		if more && which == up {
			seen.Last = shown[len(shown)-1].Seq
		} else if more {
			seen.First = shown[len(shown)-1].Seq
		}
		return c.whole(&p, seen)
	})
	return shown, more, err
}

// whole fails with a CorruptError if a span of a room is without an event that should be
// in it.
func (c *conn) whole(p *place, span Span) error {
	first, last := max(span.First, p.first), min(span.Last, p.last)
	if first > last {
		return nil
	}
	var held uint64
	if _, err := c.one("SELECT count(*) FROM events WHERE room=? AND seq BETWEEN ? AND ?", func(r row) { held = r.seq(0) },
		p.id, first, last); err != nil || held == last-first+1 {
		return err
	}
	// Less than all: what need not be there is passed over, and each other one looked for.
	for next := first; next <= last; {
		end, err := c.excused(p.id, next)
		if err != nil {
			return err
		}
		if end == 0 {
			// As many as follow each other from here on.
			if _, err = c.one(`SELECT coalesce((SELECT min(from_seq) FROM (SELECT from_seq FROM gaps WHERE room=?1 AND from_seq>?2
				UNION ALL SELECT from_seq FROM carried WHERE room=?1 AND from_seq>?2)), ?3+1)-1`, func(r row) { end = min(r.seq(0), last) },
				p.id, next, last); err != nil {
				return err
			}
			if _, err = c.one("SELECT count(*) FROM events WHERE room=? AND seq BETWEEN ? AND ?", func(r row) { held = r.seq(0) },
				p.id, next, end); err != nil {
				return err
			}
			if held != end-next+1 {
				return &CorruptError{fmt.Errorf("events from %d to %d of a room are missing", next, end)}
			}
		}
		next = end + 1
	}
	return nil
}
