package plain

import (
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
)

// pipe runs judge in a bubble with a Conn and its peer, and ends both.
func pipe(t *testing.T, limits Limits, judge func(t *testing.T, k *Conn, peer net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, peer := net.Pipe()
		var running sync.WaitGroup
		k := New(&Config{Limits: limits, Intake: NewIntake(1 << 20), Go: running.Go}, ours)
		judge(t, k, peer)
		k.Cut(fault.ClosedHere, nil)
		k.Abandon()
		_ = peer.Close()
		running.Wait()
	})
}

// roomy are limits that nothing here reaches.
var roomy = Limits{WriteSpacing: -1, WriteTimeout: time.Hour, QueueBytes: 1 << 20, BacklogBytes: 1 << 20}

func TestBeforeOpen(t *testing.T) {
	t.Parallel()
	enqueue := func(t *testing.T, k *Conn, settled *[]fault.Fault) {
		t.Helper()
		if !k.Enqueue(Message{Data: []byte("early"), Settled: func(f fault.Fault) { *settled = append(*settled, f) }}) {
			t.Fatalf("refused: %v", k.Reason())
		}
		synctest.Wait()
		if k.HasWritten() || len(*settled) > 0 {
			t.Errorf("written is %v, settled %v", k.HasWritten(), *settled)
		}
	}
	t.Run("what is queued waits, and is written then", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			var settled []fault.Fault
			enqueue(t, k, &settled)
			k.Open()
			b := make([]byte, 5)
			if _, err := io.ReadFull(peer, b); err != nil || string(b) != "early" {
				t.Errorf("the peer heard %q, %v", b, err)
			}
			synctest.Wait()
			if len(settled) != 1 || settled[0] != fault.NoFault {
				t.Errorf("settled with %v", settled)
			}
			if _, ok := k.Withhold(); ok {
				t.Error("what was written could be taken back")
			}
		})
	})
	t.Run("what is queued can be taken back, and is the caller's then", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			var settled []fault.Fault
			enqueue(t, k, &settled)
			if left, ok := k.Withhold(); !ok || len(left) != 1 || string(left[0].Data) != "early" {
				t.Errorf("%d messages are left, %v", len(left), ok)
			}
			k.Cut(fault.PeerClosed, nil)
			k.Abandon()
			if len(settled) > 0 {
				t.Errorf("it is settled here too, with %v", settled)
			}
		})
	})
	t.Run("what is queued when the conn ends is settled with its reason", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			var settled []fault.Fault
			enqueue(t, k, &settled)
			k.Cut(fault.Blocked, nil)
			k.Cut(fault.PeerClosed, nil)
			k.Abandon()
			if len(settled) != 1 || settled[0] != fault.Blocked {
				t.Errorf("settled with %v", settled)
			}
		})
	})
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, says string
		verdict    detect.Verdict
		announced  bool
	}{
		{"a browser speaks at once and is not announced", "GET / HTTP/1.1\r\n\r\n", detect.HTTP, false},
		{"a member too", "\x16\x03\x01\x00\x05hello", detect.TLS, false},
		{"who says nothing is announced and then a plain guest", "", detect.Plain, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
				if tc.says != "" {
					go func() { _, _ = io.WriteString(peer, tc.says) }()
				}
				begun, announced := time.Now(), time.Duration(0)
				verdict, opening := k.Identify(nil, func() { announced = time.Since(begun) })
				if verdict != tc.verdict || string(opening) != tc.says {
					t.Errorf("it is %v, and said %q", verdict, opening)
				}
				if tc.announced != (announced == announceAfter) {
					t.Errorf("announced after %v", announced)
				}
				if took := time.Since(begun); tc.says == "" && took != SilentAfter || tc.says != "" && took > 0 {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}
