package core

import "slices"

// plainPage answers Load for a talk that is in memory.
func (c *core) plainPage(talk TalkID, asked Range) Page {
	page := Page{Talk: talk, Range: asked}
	first, last := c.journal.Bounds(talk)
	page.Dropped = first > 1
	asked, bytes := asked.Bounded()
	// The first number that is not before the place.
	at := last + 1
	if !asked.At.IsZero() {
		seq := asked.At.Seq
		if asked.At.Nth > 0 {
			seq++
		}
		if asked.At.Era <= 1 {
			at = max(min(seq, at), first)
		}
	}
	read := func(from uint64, n int) (all []Message) {
		if n > 0 {
			c.journal.Page(talk, from, n, func(seq uint64, r *record) { all = append(all, c.snapshot(r, seq)) })
		}
		return all
	}
	n := int(min(uint64(asked.Before), at-first))
	before := read(at-uint64(n), n)
	slices.Reverse(before)
	before = fitting(before, bytes)
	slices.Reverse(before)
	behind := fitting(read(at, int(min(uint64(asked.After), last+1-at))), bytes)
	page.Messages = append(before, behind...)
	page.Older = at-uint64(len(before)) > first
	page.Newer = at+uint64(len(behind)) <= last
	return page
}

// fitting are the first messages of a list whose texts come to so many bytes, one at
// least.
func fitting(all []Message, bytes int) []Message {
	for i := range all {
		if bytes -= len(all[i].Text); bytes <= 0 {
			return all[:i+1]
		}
	}
	return all
}
