package filestream

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/files"
	"confab/transport/internal/wire"
)

var reach = wire.Reach{Addr: "\x7f\x00\x00\x01", Port: wire.MinPort, Ticket: wire.Ticket{1}}

// relay is a host that answers the first WANT by REACH and gives what is wanted after that.
// It tells all frames.
func relay(t testing.TB, stock *Stock) (conn net.Conn, said <-chan wire.Frame) {
	here, there := net.Pipe()
	t.Cleanup(func() { _, _ = here.Close(), there.Close() })
	frames := make(chan wire.Frame, 100)
	go func() {
		defer close(frames)
		in := NewReader(there)
		for reached := false; ; {
			f, err := in.Next()
			if err != nil {
				return
			}
			frames <- f
			switch want, ok := f.(*wire.Want); {
			case ok && !reached:
				reached = true
				_ = Send(there, &reach)
			case ok:
				_, _ = Supply(t.Context(), there, want, stock.supplier())
				return
			}
		}
	}()
	return here, frames
}

func TestStraightAndBack(t *testing.T) {
	stock, contents := source(t, 12*chunk+5)
	whole := stream(t, stock, wants)
	for name, c := range map[string]struct {
		straight net.Conn // nil: there is none
		chunks   int      // that come by it
	}{
		"is not to be had":                        {nil, 0},
		"breaks before anything has come":         {says(nil), 0},
		"breaks within HEAD":                      {says(whole[:20]), 0},
		"breaks within the fourth chunk":          {says(whole[:len(whole)-9*chunk]), 3},
		"breaks before the last byte of its END ": {says(whole[:len(whole)-1]), 13},
	} {
		t.Run("when the straight way "+name+" the host gives the rest", func(t *testing.T) {
			s := newSink(t)
			host, said := relay(t, stock)
			var ways []bool
			s.to.Begin = func(*wire.Head) error { ways = append(ways, s.to.Straight); return nil }
			s.to.Reach = func(f *wire.Reach) net.Conn {
				if *f != reach {
					t.Errorf("%+v", f)
				}
				return c.straight
			}
			path := must(s.pull(host))(t)
			if got := must(os.ReadFile(path))(t); !bytes.Equal(got, contents) {
				t.Error("other bytes")
			}
			first, second := (<-said).(*wire.Want), (<-said).(*wire.Want)
			if !first.Straight || second.Straight || first.Ticket != (wire.Ticket{}) || second.Ticket != (wire.Ticket{}) {
				t.Errorf("%+v %+v", first, second)
			}
			switch from := min(c.chunks, 12); { // of what is complete the last one is asked for again
			case c.chunks == 0 && len(second.Ranges) > 1, c.chunks > 0 && (len(second.Ranges) != 1 || second.Ranges[0].First != uint64(from)):
				t.Errorf("it asks for %v", second.Ranges)
			}
			if ways[len(ways)-1] || c.chunks > 0 && !ways[0] {
				t.Errorf("straight: %v", ways)
			}
			if sent, ok := c.straight.(*scripted); ok {
				if want := must(NewReader(&sent.out).Next())(t).(*wire.Want); want.Ticket != reach.Ticket || want.Straight {
					t.Errorf("%+v", want)
				}
			}
		})
	}
	t.Run("what the disk refuses is not tried by the host", func(t *testing.T) {
		s := newSink(t)
		host, said := relay(t, stock)
		s.to.Reach = func(*wire.Reach) net.Conn { return says(whole) }
		s.to.Create = func(files.Head) (*files.Part, error) {
			return nil, &files.NoSpaceError{Cause: &os.PathError{Op: "write", Err: os.ErrDeadlineExceeded}}
		}
		if _, err := s.pull(host); !errors.Is(err, files.ErrNoSpace) {
			t.Errorf("%v", err)
		}
		if <-said; len(said) > 0 {
			t.Errorf("%+v", <-said)
		}
	})
	t.Run("what was not asked for is malformed", func(t *testing.T) {
		s := newSink(t)
		if _, err := s.pull(says(must(wire.Append(nil, &reach))(t))); !errors.Is(err, ErrMalformed) {
			t.Errorf("%v", err)
		}
		s.to.Reach = func(*wire.Reach) net.Conn { return nil }
		twice := must(wire.Append(must(wire.Append(nil, &reach))(t), &reach))(t)
		if _, err := s.pull(says(twice)); !errors.Is(err, ErrMalformed) {
			t.Errorf("twice: %v", err)
		}
	})
}

func TestWhoWantsItNoMoreWaitsForNoParting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stock, contents := source(t, 2*chunk)
		s := newSink(t)
		host, _ := relay(t, stock)
		conn, author := net.Pipe()
		defer author.Close()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			want, ok := must(NewReader(author).Next())(t).(*wire.Want)
			if !ok {
				return
			}
			_, _ = Supply(context.Background(), author, want, stock.supplier())
			cancel() // it does not close: the receiver is to be gone by itself
		}()
		s.to.Reach = func(*wire.Reach) net.Conn { return conn }
		began := time.Now()
		path := must(Pull(ctx, host, wants, &s.to))(t)
		if d := time.Since(began); d >= partingTime {
			t.Errorf("it took %v", d)
		}
		if got := must(os.ReadFile(path))(t); !bytes.Equal(got, contents) {
			t.Error("other bytes")
		}
		_ = host.Close()
	})
}

// slow is a connection of which each read takes a while.
type slow struct{ *scripted }

func (c slow) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	return c.scripted.Read(p[:min(len(p), 4<<10)])
}

func TestTheHostHearsThatItComesStraight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stock, contents := source(t, 2*chunk)
		s := newSink(t)
		host, said := relay(t, stock)
		s.to.Reach = func(*wire.Reach) net.Conn { return slow{says(stream(t, stock, wants))} }
		path := must(s.pull(host))(t)
		if got := must(os.ReadFile(path))(t); !bytes.Equal(got, contents) {
			t.Error("other bytes")
		}
		_ = host.Close()
		pings := 0
		for f := range said {
			if f.Type() == wire.TypePing {
				pings++
			}
		}
		if pings != 2 {
			t.Errorf("%d times", pings)
		}
	})
}
