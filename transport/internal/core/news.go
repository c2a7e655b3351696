package core

import (
	"context"
	"maps"

	"confab/transport/internal/history"
)

// maxNews bounds what is counted of earlier runs: far more than a label shows.
const maxNews = 10_000

// tellMarks tells where the talks stand in which something was said, having counted what
// of it is news. It runs on the executor; the loop owns rooms.
func (c *core) tellMarks(rooms map[TalkID]*room) {
	unseen := map[TalkID][]history.Run{}
	c.loop.Do(func() {
		rooms = maps.Clone(rooms)
		for talk, r := range rooms {
			if m := r.marks(); m.Seen.Before(m.Last) {
				unseen[talk] = r.places.Behind(m.Seen)
			}
		}
	})
	news, first := make(map[TalkID]int, len(unseen)), make(map[TalkID]Place, len(unseen))
	for talk, all := range unseen {
		news[talk], first[talk] = c.historyOf(rooms[talk]).News(context.Background(), all, maxNews)
	}
	c.loop.Do(func() {
		for talk, r := range rooms {
			if at := first[talk]; !at.IsZero() {
				r.seen = max(r.seen, r.places.Before(r.log, at)) // what is before was said here, and is no news
			}
			r.news = news[talk]
			if m := r.marks(); !m.Last.IsZero() {
				c.post(Event{Kind: Marked, Peer: c.view(talk), Detail: m})
			}
		}
	})
}
