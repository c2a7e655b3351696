package core

import (
	"context"
	"maps"
)

// maxNews bounds what is counted of earlier runs: far more than a label shows.
const maxNews = 10_000

// tellMarks tells where the talks stand in which something was said, having counted what
// of it is news. It runs on the executor; the loop owns rooms.
func (c *core) tellMarks(rooms map[PeerID]*room) {
	unseen := map[PeerID][]span{}
	c.loop.Do(func() {
		rooms = maps.Clone(rooms)
		for talk, r := range rooms {
			if m := r.marks(); m.Last > m.Seen {
				unseen[talk] = r.lines.cut(m.Seen+1, int(m.Last-m.Seen))
			}
		}
	})
	news, first := make(map[PeerID]int, len(unseen)), make(map[PeerID]uint64, len(unseen))
	for talk, spans := range unseen {
		news[talk], first[talk] = c.newsIn(rooms[talk], spans)
	}
	c.loop.Do(func() {
		for talk, r := range rooms {
			if line := first[talk]; line > 0 {
				r.seen = max(r.seen, r.lines.seq(r.log, line-1)) // what is before was said here, and is no news
			}
			r.news = news[talk]
			if m := r.marks(); m.Last > 0 {
				c.post(Event{Kind: Marked, Peer: c.view(talk), Detail: m})
			}
		}
	})
}

// newsIn counts what others said in parts of a room. First is its first line or, where
// there is none, the one after all.
func (c *core) newsIn(r *room, spans []span) (n int, first uint64) {
	for _, s := range spans {
		if n == 0 {
			first = s.line + s.count
		}
		if s.log == 0 || n >= maxNews {
			continue
		}
		more, seq, err := c.home.store.News(context.Background(), s.log, r.id, s.seq, s.seq+s.count-1, maxNews-n)
		if err != nil {
			c.diskFailed(err)
			continue
		}
		if n == 0 && more > 0 {
			first = s.line + seq - s.seq
		}
		n += more
	}
	return n, first
}
