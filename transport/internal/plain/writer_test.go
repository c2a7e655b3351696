package plain

import (
	"bytes"
	"cmp"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/fault"
)

func TestABurst(t *testing.T) {
	t.Parallel()
	queueing := func(t *testing.T, limits Limits, judge func(t *testing.T, k *Conn, peer net.Conn, queue func() bool)) {
		synctest.Test(t, func(t *testing.T) {
			ours, peer := net.Pipe()
			var running sync.WaitGroup
			limits.WriteTimeout = cmp.Or(limits.WriteTimeout, 10*time.Second)
			limits.WriteSpacing = cmp.Or(limits.WriteSpacing, 100*time.Millisecond)
			limits.BacklogBytes = cmp.Or(limits.BacklogBytes, 8<<20)
			k := New(&Config{Limits: limits, Go: running.Go}, ours)
			k.Open()
			piece := bytes.Repeat([]byte("x"), 1<<10)
			judge(t, k, peer, func() bool {
				taken := k.Enqueue(Message{Data: piece, Settled: func(fault.Fault) {}})
				synctest.Wait()
				return taken
			})
			k.Cut(fault.ClosedHere, nil)
			k.Abandon()
			_ = peer.Close()
			running.Wait()
		})
	}
	t.Run("ends a peer that leaves a write untaken, in time", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, WriteTimeout: 8 * time.Second}, func(t *testing.T, k *Conn, _ net.Conn, queue func() bool) {
			for i := range 16 {
				if !queue() {
					t.Fatalf("piece %d is refused: %v", i, k.Reason())
				}
			}
			time.Sleep(time.Second + time.Millisecond)
			if queue() || k.Reason() != fault.PeerTooSlow {
				t.Errorf("the peer is not cut: %v", k.Reason())
			}
		})
	})
	t.Run("ends a peer for which too much waits, at once", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, BacklogBytes: 32 << 10}, func(t *testing.T, k *Conn, _ net.Conn, queue func() bool) {
			taken := 0
			for queue() {
				taken++
			}
			if k.Reason() != fault.PeerTooSlow || taken < 20 || taken > 32 {
				t.Errorf("cut after %d KiB: %v", taken, k.Reason())
			}
		})
	})
	t.Run("over, the pauses come back", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, WriteSpacing: time.Minute}, func(t *testing.T, k *Conn, peer net.Conn, queue func() bool) {
			for range 9 {
				queue()
			}
			var heard atomic.Int32
			go func() {
				piece := make([]byte, 1<<10)
				for {
					if _, err := io.ReadFull(peer, piece); err != nil {
						return
					}
					heard.Add(1)
				}
			}()
			synctest.Wait()
			if n := heard.Load(); n != 5 {
				t.Errorf("%d of 9 were written without a pause", n)
			}
			time.Sleep(4 * time.Minute)
			synctest.Wait()
			if n := heard.Load(); n != 6 {
				t.Errorf("%d of 9 were written after one pause", n)
			}
		})
	})
}
