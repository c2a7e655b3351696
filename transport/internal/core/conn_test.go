package core

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestABurst(t *testing.T) {
	t.Parallel()
	t.Run("of the host reaches guests who read, however long our pauses are", func(t *testing.T) {
		t.Parallel()
		limits := Limits{WriteSpacing: time.Hour, WriteTimeout: 10 * patience, QueueBytes: 64 << 10}
		s, e, addr := startServer(t, limits)
		var guests []net.Conn
		from := 0
		for range 2 {
			nc := dial(t, addr)
			say(t, nc, "hello\n")
			_, from = e.message(t, from, Incoming)
			guests = append(guests, nc)
		}
		const lines = 600
		line := strings.Repeat("x", 1500)
		for range lines {
			if _, err := s.Send(Everyone, line); err != nil {
				t.Fatal(err)
			}
		}
		// The last ones are few enough to wait for their time.
		for _, nc := range guests {
			hear(t, nc, lines*(len(line)+1)-limits.QueueBytes)
		}
	})
	queueing := func(t *testing.T, limits Limits, judge func(t *testing.T, k *conn, peer net.Conn, queue func() bool)) {
		synctest.Test(t, func(t *testing.T) {
			ours, peer := net.Pipe()
			k := newConn(newCore(Options{Limits: limits}), ours)
			k.open()
			piece := bytes.Repeat([]byte("x"), 1<<10)
			judge(t, k, peer, func() bool {
				r := &record{}
				r.pending.Store(1)
				taken := k.enqueue(r, piece)
				synctest.Wait()
				return taken
			})
			k.cut(ClosedHere, nil)
			k.abandon()
			_ = peer.Close()
			k.core.shut()
		})
	}
	t.Run("ends a peer that leaves a write untaken, in time", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, WriteTimeout: 8 * time.Second}, func(t *testing.T, k *conn, _ net.Conn, queue func() bool) {
			for i := range 16 {
				if !queue() {
					t.Fatalf("piece %d is refused: %v", i, k.reason())
				}
			}
			time.Sleep(time.Second + time.Millisecond)
			if queue() || k.reason() != PeerTooSlow {
				t.Errorf("the peer is not cut: %v", k.reason())
			}
		})
	})
	t.Run("ends a peer for which too much waits, at once", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, BacklogBytes: 32 << 10}, func(t *testing.T, k *conn, _ net.Conn, queue func() bool) {
			taken := 0
			for queue() {
				taken++
			}
			if k.reason() != PeerTooSlow || taken < 20 || taken > 32 {
				t.Errorf("cut after %d KiB: %v", taken, k.reason())
			}
		})
	})
	t.Run("over, the pauses come back", func(t *testing.T) {
		t.Parallel()
		queueing(t, Limits{QueueBytes: 8 << 10, WriteSpacing: time.Minute}, func(t *testing.T, k *conn, peer net.Conn, queue func() bool) {
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
