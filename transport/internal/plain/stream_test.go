package plain

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/fault"
)

// source is a file that counts how much of it was read.
type source struct {
	io.Reader
	read atomic.Int64
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b)
	s.read.Add(int64(n))
	return n, err
}

func (s *source) Close() error { return nil }

// stream queues a file of those bytes. settled has what became of it, -1 while nothing has.
func stream(k *Conn, rate int, r io.Reader) (s *Stream, from *source, settled *atomic.Int32) {
	from, settled = &source{Reader: r}, new(atomic.Int32)
	settled.Store(-1)
	s = NewStream(rate, func() (io.ReadCloser, error) { return from, nil }, func(bool) {})
	k.Enqueue(Message{Stream: s, Settled: func(f fault.Fault) { settled.Store(int32(f)) }})
	return s, from, settled
}

func TestStream(t *testing.T) {
	t.Parallel()
	long := bytes.Repeat([]byte("0123456789abcde\n"), 4096)
	hear := func(t *testing.T, peer net.Conn, n int) string {
		b := make([]byte, n)
		if got, err := io.ReadFull(peer, b); err != nil {
			t.Fatalf("after %d bytes: %v", got, err)
		}
		return string(b)
	}
	t.Run("a peer that reads nothing stops the reading of the file, and is not cut", func(t *testing.T) {
		t.Parallel()
		limits := roomy
		limits.QueueBytes, limits.WriteTimeout = 1000, 10*time.Second
		pipe(t, limits, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			_, from, settled := stream(k, 0, bytes.NewReader(long))
			time.Sleep(streamPatience - time.Second)
			synctest.Wait()
			if read := from.read.Load(); read > streamPiece {
				t.Errorf("%d bytes of the file are in memory", read)
			}
			var refused atomic.Int32
			for range 3 {
				k.Enqueue(Message{Data: make([]byte, 400), Settled: func(f fault.Fault) {
					if f == fault.Busy {
						refused.Add(1)
					}
				}})
			}
			if refused.Load() != 1 || k.Reason() != fault.NoFault {
				t.Errorf("%d of three messages too much are refused, and the end is %v", refused.Load(), k.Reason())
			}
			if got := hear(t, peer, len(long)); got != string(long) {
				t.Error("other bytes came")
			}
			synctest.Wait()
			if settled.Load() != int32(fault.NoFault) {
				t.Errorf("settled with %v", settled.Load())
			}
		})
	})
	t.Run("a rate is kept", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			begun := time.Now()
			stream(k, 960, bytes.NewReader(long[:9600]))
			hear(t, peer, 9600)
			if took := time.Since(begun); took < 9900*time.Millisecond || took > 10100*time.Millisecond {
				t.Errorf("9600 bytes at 960 a second took %v", took)
			}
		})
	})
	t.Run("it goes in one piece between messages, with a pause on both sides", func(t *testing.T) {
		t.Parallel()
		limits := roomy
		limits.WriteSpacing = 100 * time.Millisecond
		pipe(t, limits, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			say := func(text string) {
				k.Enqueue(Message{Data: []byte(text), Settled: func(fault.Fault) {}})
			}
			say("before")
			stream(k, 5000, bytes.NewReader(long[:20000]))
			say("behind")
			if got := hear(t, peer, 6); got != "before" {
				t.Errorf("%q", got)
			}
			paused := func(what string) {
				_ = peer.SetReadDeadline(time.Now().Add(90 * time.Millisecond))
				if n, err := peer.Read(make([]byte, 1)); n > 0 || err == nil {
					t.Errorf("there is no pause %s", what)
				}
				_ = peer.SetReadDeadline(time.Time{})
			}
			paused("before it")
			if got := hear(t, peer, 20000); got != string(long[:20000]) {
				t.Error("other bytes came")
			}
			paused("behind it")
			if got := hear(t, peer, 6); got != "behind" {
				t.Errorf("%q", got)
			}
		})
	})
	t.Run("paused it rests, and goes on without a byte lost", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			s, from, _ := stream(k, 0, bytes.NewReader(long))
			got := hear(t, peer, 100)
			s.Pause()
			got += hear(t, peer, streamPiece-100)
			time.Sleep(time.Hour)
			synctest.Wait()
			if from.read.Load() != streamPiece || s.Bytes() != streamPiece {
				t.Errorf("%d bytes were read and %d written", from.read.Load(), s.Bytes())
			}
			s.Resume()
			if got += hear(t, peer, len(long)-streamPiece); got != string(long) {
				t.Error("other bytes came")
			}
		})
	})
	t.Run("canceled it ends, and what is said next goes on", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			s, _, settled := stream(k, 0, bytes.NewReader(long))
			k.Enqueue(Message{Data: []byte("next"), Settled: func(fault.Fault) {}})
			hear(t, peer, 100)
			s.Cancel()
			hear(t, peer, streamPiece-100)
			if got := hear(t, peer, 4); got != "next" {
				t.Errorf("%q", got)
			}
			synctest.Wait()
			if settled.Load() != int32(fault.Canceled) || s.Bytes() != streamPiece {
				t.Errorf("settled with %v after %d bytes", settled.Load(), s.Bytes())
			}
		})
	})
	t.Run("a file that cannot be read to its end fails, and the conn stands", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			broken := io.MultiReader(strings.NewReader("begin"), failing{&fault.Error{Fault: fault.FileChanged}})
			_, _, settled := stream(k, 0, broken)
			hear(t, peer, 5)
			synctest.Wait()
			if settled.Load() != int32(fault.FileChanged) || k.Reason() != fault.NoFault {
				t.Errorf("settled with %v, and the end is %v", settled.Load(), k.Reason())
			}
		})
	})
	t.Run("a conn that ends has it fail, with what went", func(t *testing.T) {
		t.Parallel()
		pipe(t, roomy, func(t *testing.T, k *Conn, peer net.Conn) {
			k.Open()
			s, _, settled := stream(k, 0, bytes.NewReader(long))
			_, _, behind := stream(k, 0, bytes.NewReader(long))
			hear(t, peer, 100)
			k.Cut(fault.PeerReset, errors.New("reset"))
			k.Abandon()
			if settled.Load() != int32(fault.PeerReset) || behind.Load() != int32(fault.PeerReset) || s.Bytes() != 100 {
				t.Errorf("settled with %v and %v after %d bytes", settled.Load(), behind.Load(), s.Bytes())
			}
		})
	})
}

// failing fails to be read.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }
