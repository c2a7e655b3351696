package store

import (
	"fmt"
	"testing"

	"confab/transport/internal/wire"
)

func BenchmarkAppend(b *testing.B) {
	for _, batch := range []int{1, 16, MaxBatch} {
		b.Run(fmt.Sprintf("batches of %d", batch), func(b *testing.B) {
			h := hosted(b, fresh(b))
			entries := said(1, batch)
			n := 0
			for b.Loop() {
				for i := range entries {
					n++
					entries[i].CID = scattered(n)
				}
				appendAll(b, h, entries...)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
		})
	}
	b.Run("one each from 50 at once", func(b *testing.B) {
		h := hosted(b, fresh(b))
		done, free := make(chan error), 50
		n := 0
		for b.Loop() {
			if free == 0 {
				no(b, <-done)
				free++
			}
			free--
			n++
			e := says(wire.Identity{30, byte(n % 50)}, text(n, "a message of some length, as people write them"))
			e.CID = scattered(n)
			h.AppendAsync([]Entry{e}, func(_ []Answer, err error) { go func() { done <- err }() })
		}
		for ; free < 50; free++ {
			no(b, <-done)
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
	})
}

// scattered is a CID as random ones are: next to no other.
func scattered(n int) wire.CID {
	c := cid(n)
	x := uint64(n) * 0x9e3779b97f4a7c15
	for i := range 8 {
		c[i] = byte(x >> (56 - 8*i))
	}
	return c
}

// BenchmarkRead reads a room from its first message to its last, as a newcomer has
// it read.
func BenchmarkRead(b *testing.B) {
	s := fresh(b)
	h := hosted(b, s)
	const all = 20_000
	for n := 0; n < all; n += MaxBatch {
		entries := said(n+1, min(n+MaxBatch, all))
		for i := range entries {
			entries[i].CID = scattered(n + i)
			entries[i].Body += " of some length, as people write them, and some more"
		}
		appendAll(b, h, entries...)
	}
	n := 0
	for b.Loop() {
		n += len(page(b, s, h.Log(), wire.Everyone))
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkDeliver has a copy take a long talk, as after a long absence.
func BenchmarkDeliver(b *testing.B) {
	const batch = 128
	r, _ := begun(b, fresh(b))
	talk := newBabble()
	n := uint64(0)
	for b.Loop() {
		all := events(n+1, n+batch)
		for i := range all {
			n++
			all[i].CID, all[i].Body, all[i].From = scattered(int(n)), talk.line(), wire.Identity{30, byte(n % 50)}
		}
		must(r.Deliver(epoch1, all))(b)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
}
