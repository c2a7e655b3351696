package filestream

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

// pacedConn takes and gives so many bytes a second.
type pacedConn struct {
	net.Conn
	rate int
}

func (c pacedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:min(len(p), 4<<10)])
	time.Sleep(time.Duration(n) * time.Second / time.Duration(c.rate))
	return n, err
}

// bubble runs f with a clock of its own, and fails if something of it runs on for ever.
func bubble(t *testing.T, name string, f func(*testing.T)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f(t)
			time.Sleep(3 * Stall)
		})
	})
}

// pulls has a stream go from a sender's end to a receiver's.
func pulls(t *testing.T, stock *Stock, s *sink, receiver, sender net.Conn) (path string, err error) {
	t.Helper()
	sent := make(chan error, 1)
	go func() {
		f, _ := NewReader(sender).Next()
		_, err := Supply(t.Context(), sender, f.(*wire.Want), stock.supplier())
		sent <- err
	}()
	path, err = s.pull(receiver)
	_ = receiver.Close()
	if failed := <-sent; failed != nil && err == nil {
		t.Error(failed)
	}
	_ = sender.Close()
	return path, err
}

func TestTime(t *testing.T) {
	bubble(t, "a phone at 5 KB/s gets all of it", func(t *testing.T) {
		stock, contents := source(t, 6*chunk)
		here, there := net.Pipe()
		path := must(pulls(t, stock, newSink(t), pacedConn{here, 5000}, there))(t)
		if got := must(os.ReadFile(path))(t); !bytes.Equal(got, contents) {
			t.Error("other bytes")
		}
	})
	bubble(t, "a write of 4 MiB at 20 KB/s is no stall", func(t *testing.T) {
		here, there := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, pacedConn{there, 20_000}) }()
		if n, err := (&liveConn{Conn: here}).Write(make([]byte, 4<<20)); err != nil {
			t.Errorf("%d bytes, %v", n, err)
		}
		_ = here.Close()
	})
	bubble(t, "a disk that needs ten minutes to sync loses nothing, through the host neither", func(t *testing.T) {
		stock, _ := source(t, 2*chunk)
		s := newSink(t)
		create := s.to.Create
		s.to.Create = func(h files.Head) (*files.Part, error) {
			part, err := create(h)
			part.Hooks.BeforeSync = func() { time.Sleep(10 * time.Minute) }
			return part, err
		}
		here, hostHere := net.Pipe()
		there, hostThere := net.Pipe()
		go func() { _, _ = Pipe(t.Context(), hostHere, hostThere) }()
		must(pulls(t, stock, s, here, there))(t)
	})
	bubble(t, "who is silent is given up", func(t *testing.T) {
		here, there := net.Pipe()
		go func() { _, _ = NewReader(there).Next() }()
		if _, err := newSink(t).pull(here); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
	bubble(t, "frames to be skipped are no answer", func(t *testing.T) {
		here, there := net.Pipe()
		go func() {
			_, _ = NewReader(there).Next()
			for {
				if _, err := there.Write([]byte{0, 0, 0, 1, 0xfe, 0xa0}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		if _, err := newSink(t).pull(here); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%v", err)
		}
		_ = here.Close()
	})
	bubble(t, "a byte a minute is nothing", func(t *testing.T) {
		stock, _ := source(t, 4*chunk)
		all := stream(t, stock, wants)
		here, there := net.Pipe()
		go func() {
			_, _ = NewReader(there).Next()
			_, _ = there.Write(all[:chunk/2])
			for i := chunk / 2; ; i++ {
				time.Sleep(time.Minute)
				if _, err := there.Write(all[i : i+1]); err != nil {
					return
				}
			}
		}()
		s := newSink(t)
		if _, err := s.pull(here); !errors.Is(err, ErrTrickle) {
			t.Errorf("%v", err)
		}
		_ = here.Close()
		s.reset()
	})
	bubble(t, "two ends that say nothing do not keep the host", func(t *testing.T) {
		here, hostHere := net.Pipe()
		there, hostThere := net.Pipe()
		if n, _ := Pipe(context.Background(), hostHere, hostThere); n != 0 {
			t.Errorf("%d bytes", n)
		}
		_, _ = here.Close(), there.Close()
	})
}

func TestNothingRunsOn(t *testing.T) {
	bubble(t, "the reader of a stream that breaks is waited for", func(t *testing.T) {
		stock, _ := source(t, 9*chunk)
		before := runtime.NumGoroutine()
		here, there := net.Pipe()
		go func() {
			_, _ = NewReader(there).Next()
			_ = there.Close()
		}()
		want := wants
		if _, err := Supply(t.Context(), here, &want, stock.supplier()); err == nil {
			t.Error("it is sent")
		}
		if n := runtime.NumGoroutine(); n > before+1 { // the one above may be closing
			t.Errorf("%d goroutines, %d before", n, before)
		}
	})
}
