package plain

import (
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"confab/transport/internal/detect"
	"confab/transport/internal/fault"
)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

func TestAPeerThatEndsItsDirectionLateAndTakesWhatIsWrittenIsKept(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	_ = peer.SetDeadline(time.Now().Add(patience))
	ours, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	_ = ours.(*net.TCPConn).SetWriteBuffer(4 << 10)
	var running sync.WaitGroup
	defer running.Wait()
	k := New(&Config{
		Limits: Limits{
			WriteSpacing: -1, WriteTimeout: 2 * patience, QueueBytes: 1 << 20, BacklogBytes: 1 << 20,
			HalfCloseWithin: -1, LeftAfter: time.Millisecond, ReadBytesPerSecond: 1 << 20, ReadBurstBytes: 1 << 20,
		},
		Intake: NewIntake(1 << 20), Go: running.Go,
	}, ours)
	defer k.Cut(fault.ClosedHere, nil)
	k.Open()
	told := make(chan struct{}, 2)
	running.Go(func() {
		take := func([]detect.Piece, detect.Reading, bool) int { return 0 }
		k.Outlast(k.Reader(detect.UTF8, nil, take).ReadLoop(nil), func() { told <- struct{}{} })
	})
	var settled atomic.Int32
	send := func(text string) {
		t.Helper()
		if !k.Enqueue(Message{Data: []byte(text), Settled: func(f fault.Fault) {
			if f == fault.NoFault {
				settled.Add(1)
			}
		}}) {
			t.Fatalf("%.10q is refused: %v", text, k.Reason())
		}
	}
	// The systems have no room for so much, so that the last begins to be written once
	// the first are read, and none is before we know that nothing more comes.
	const long, many = 60 << 10, 4
	for range many {
		send(strings.Repeat("x", long))
	}
	if err := peer.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		k.mu.Lock()
		ended := k.peerEnded
		k.mu.Unlock()
		if ended {
			break
		}
		if time.Since(begun) > patience {
			t.Fatal("the end is not read")
		}
	}
	if settled.Load() == many {
		t.Fatal("all was written before the end")
	}
	if _, err := io.CopyN(io.Discard, peer, many*long); err != nil {
		t.Fatal(err)
	}
	select {
	case <-told:
	case <-time.After(patience):
		t.Fatalf("it is not kept: %v", k.Reason())
	}
	send("answer")
	b := make([]byte, 6)
	if _, err := io.ReadFull(peer, b); err != nil || string(b) != "answer" {
		t.Errorf("it heard %q, %v", b, err)
	}
}
