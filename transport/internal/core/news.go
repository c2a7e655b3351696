package core

import (
	"context"
	"maps"
)

// maxNews bounds what is counted of earlier runs: far more than a label shows.
const maxNews = 10_000

// tellMarks tells where the talks stand in which something was said, having counted what
// of it is news. It runs on the executor; the loop owns rooms.
func (c *core) tellMarks(rooms map[TalkID]*room) {
	unseen := map[TalkID][]stretch{}
	c.loop.Do(func() {
		rooms = maps.Clone(rooms)
		for talk, r := range rooms {
			if m := r.marks(); m.Seen.Before(m.Last) {
				unseen[talk] = behind(r.places.stretches(), m.Seen)
			}
		}
	})
	news, first := make(map[TalkID]int, len(unseen)), make(map[TalkID]Place, len(unseen))
	for talk, all := range unseen {
		news[talk], first[talk] = c.newsIn(rooms[talk], all)
	}
	c.loop.Do(func() {
		for talk, r := range rooms {
			if at := first[talk]; !at.IsZero() {
				r.seen = max(r.seen, r.places.before(r.log, at)) // what is before was said here, and is no news
			}
			r.news = news[talk]
			if m := r.marks(); !m.Last.IsZero() {
				c.post(Event{Kind: Marked, Peer: c.view(talk), Detail: m})
			}
		}
	})
}

// behind are those of all stretches, or their parts, that stand behind a place.
func behind(all []stretch, at Place) (rest []stretch) {
	for _, s := range all {
		if n := at.Next().offset(s); n < s.count {
			rest = append(rest, s.from(n))
		}
	}
	return rest
}

// newsIn counts what others said in parts of a room. First is where the first of it
// stands or, where there is none, behind all; zero where there are no parts.
func (c *core) newsIn(r *room, all []stretch) (n int, first Place) {
	for _, s := range all {
		if n == 0 {
			first = s.place(s.count)
		}
		if n >= maxNews {
			continue
		}
		more, seq, err := c.home.store.News(context.Background(), s.log, r.id, s.seq, s.seq+s.count-1, maxNews-n)
		if err != nil {
			c.diskFailed(err)
			continue
		}
		if n == 0 && more > 0 {
			first = s.place(seq - s.seq)
		}
		n += more
	}
	return n, first
}
