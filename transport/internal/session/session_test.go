package session

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/transport/internal/wire"
)

// ended runs s and returns where its end will be told.
func ended(s *Session) <-chan error {
	end := make(chan error, 1)
	go func() { end <- s.Run() }()
	return end
}

// frames reads what comes from conn until it ends.
func frames(conn net.Conn) <-chan wire.Frame {
	all := make(chan wire.Frame, 4096)
	go func() {
		defer close(all)
		r := wire.NewReader(conn)
		r.SetLimit(wire.MaxFrameBytes)
		for {
			f, err := r.Next()
			if err != nil {
				return
			}
			all <- f
		}
	}()
	return all
}

func encoded(t testing.TB, all ...wire.Frame) (b []byte) {
	t.Helper()
	var err error
	for _, f := range all {
		if b, err = wire.Append(b, f); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func post(n byte, body string) *wire.Post {
	return &wire.Post{CID: wire.CID{n, 1}, Room: wire.Everyone, Kind: wire.Text, Body: body, ClientTime: 1}
}

// bubble runs a test with a clock of its own.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

func TestLife(t *testing.T) {
	bubble(t, "two that have nothing to say stay together, without a goroutine that writes", func(t *testing.T) {
		a, b := net.Pipe()
		one, two := New(Config{Conn: a}), New(Config{Conn: b})
		endOne, endTwo := ended(one), ended(two)
		time.Sleep(time.Hour + time.Second) // of the bubble's clock
		synctest.Wait()
		for _, s := range []*Session{one, two} {
			s.mu.Lock()
			if s.reason != nil || s.writing {
				t.Errorf("after an hour: reason %v, writing %v", s.reason, s.writing)
			}
			s.mu.Unlock()
		}
		one.Bye(wire.Bye{Reason: wire.ByeClosing})
		var left *LeftError
		var said *ByeError
		if err := <-endOne; !errors.As(err, &left) {
			t.Errorf("who said BYE ended with %v", err)
		}
		if err := <-endTwo; !errors.As(err, &said) || said.Reason != wire.ByeClosing {
			t.Errorf("who heard BYE ended with %v", err)
		}
	})
	bubble(t, "who says nothing is asked after 10 s and given up after 25 s, with a BYE", func(t *testing.T) {
		a, b := net.Pipe()
		begun := time.Now()
		end, got := ended(New(Config{Conn: a})), frames(b)
		if f := <-got; f.Type() != wire.TypePing || time.Since(begun) != 10*time.Second {
			t.Errorf("%v after %v", f.Type(), time.Since(begun))
		}
		if err := <-end; !errors.Is(err, ErrSilent) || time.Since(begun) != 25*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		var last wire.Frame
		for f := range got {
			last = f
		}
		if bye, ok := last.(*wire.Bye); !ok || bye.Reason != wire.ByeSilent {
			t.Errorf("the last word is %v", last)
		}
	})
	bubble(t, "a frame that comes in drops, one each 20 s, is life", func(t *testing.T) {
		a, b := net.Pipe()
		got := make(chan wire.Frame, 1)
		s := New(Config{Conn: a, Received: func(f wire.Frame) error { got <- f; return nil }})
		end, _ := ended(s), frames(b)
		for _, drop := range encoded(t, post(1, "hi")) {
			time.Sleep(20 * time.Second)
			if _, err := b.Write([]byte{drop}); err != nil {
				t.Fatal(err, <-end)
			}
		}
		<-got
		s.Cut(nil)
		if err := <-end; !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	bubble(t, "who is held up by Received takes nobody for dead, and says that it lives", func(t *testing.T) {
		a, b := net.Pipe()
		s := New(Config{Conn: a, Received: func(wire.Frame) error { time.Sleep(time.Minute); return nil }})
		end, got := ended(s), frames(b)
		b.Write(encoded(t, post(1, "hi")))
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if n := len(got); n < 5 {
			t.Errorf("%d frames in a minute", n)
		}
		if s.ending() {
			t.Error("it ended:", <-end)
		}
		s.Cut(nil)
		<-end
	})
}

func TestBlackHole(t *testing.T) {
	for _, holes := range [][]int{{0}, {1}, {0, 1}} {
		bubble(t, fmt.Sprintf("what swallows the directions %v is noticed by both within 26 s", holes), func(t *testing.T) {
			a, far := net.Pipe()
			near, b := net.Pipe()
			hole := make(chan struct{})
			relay := func(way int, to, from net.Conn) {
				buf := make([]byte, 1<<10)
				for {
					n, err := from.Read(buf)
					swallowed := false
					select {
					case <-hole:
						swallowed = slices.Contains(holes, way)
					default:
					}
					switch {
					case err != nil && !swallowed:
						to.Close()
						return
					case err != nil:
						return
					case !swallowed:
						to.Write(buf[:n])
					}
				}
			}
			go relay(0, near, far)
			go relay(1, far, near)
			one, two := ended(New(Config{Conn: a})), ended(New(Config{Conn: b}))
			time.Sleep(59 * time.Second)
			close(hole)
			begun := time.Now()
			for _, end := range []<-chan error{one, two} {
				if err := <-end; err == nil || time.Since(begun) > 26*time.Second {
					t.Errorf("%v after %v", err, time.Since(begun))
				}
			}
			for _, c := range []net.Conn{far, near} {
				c.Close()
			}
		})
	}
}

func TestSlow(t *testing.T) {
	bubble(t, "who takes nothing for 10 s is cut", func(t *testing.T) {
		a, b := net.Pipe()
		defer b.Close()
		begun := time.Now()
		s := New(Config{Conn: a})
		end := ended(s)
		s.Send(&wire.Pong{Token: 1})
		if err := <-end; !errors.Is(err, ErrSlow) || time.Since(begun) != 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
	bubble(t, "Send never blocks, and one frame too many cuts", func(t *testing.T) {
		a, b := net.Pipe()
		defer b.Close()
		s := New(Config{Conn: a})
		end := ended(s)
		s.Send(&wire.Pong{Token: 1})
		synctest.Wait() // it is being written
		begun := time.Now()
		for i := range maxQueued {
			if !s.Send(&wire.Pong{}) {
				t.Fatalf("frame %d was not taken", i)
			}
		}
		if s.Send(&wire.Pong{}) {
			t.Error("one more was taken")
		}
		if err := <-end; !errors.Is(err, ErrSlow) || time.Since(begun) != 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		if s.Send(&wire.Pong{}) {
			t.Error("after the end a frame was taken")
		}
	})
	bubble(t, "More is called until it has no more, and a batch at a time", func(t *testing.T) {
		a, b := net.Pipe()
		left := 5
		s := New(Config{Conn: a, More: func(w *wire.Writer) (bool, error) {
			left--
			for n := byte(0); !w.Full(); n++ {
				if err := w.Append(post(n+1, strings.Repeat("x", 3<<10))); err != nil {
					return false, err
				}
			}
			return left > 0, nil
		}})
		end, got := ended(s), frames(b)
		s.Wake()
		synctest.Wait()
		if n := len(got); left != 0 || n < 5*6 || n > 5*7 {
			t.Errorf("%d calls left, %d frames", left, n)
		}
		s.Cut(nil)
		<-end
	})
}

func TestBye(t *testing.T) {
	bubble(t, "a BYE comes after what was queued and what More has", func(t *testing.T) {
		a, b := net.Pipe()
		n := byte(0)
		s := New(Config{Conn: a, More: func(w *wire.Writer) (bool, error) {
			n++
			return n < 3, w.Append(post(n, "more"))
		}})
		s.Send(&wire.Pong{Token: 7})
		s.Wake()
		s.Bye(wire.Bye{Reason: wire.ByeFull, RetryAfter: time.Second})
		s.Bye(wire.Bye{Reason: wire.ByeClosing})
		end := ended(s)
		var types []wire.Type
		for f := range frames(b) {
			types = append(types, f.Type())
			if f.Type() == wire.TypeBye {
				b.Close()
			}
		}
		if want := []wire.Type{wire.TypePong, wire.TypePost, wire.TypePost, wire.TypePost, wire.TypeBye}; !slices.Equal(types, want) {
			t.Errorf("got %v", types)
		}
		var left *LeftError
		if err := <-end; !errors.As(err, &left) || left.Reason != wire.ByeFull {
			t.Errorf("the first reason did not win: %v", err)
		}
	})
	for name, reads := range map[string]bool{"reads on and does not close": true, "does not read": false} {
		bubble(t, "a BYE to somebody who "+name+" takes 3 s", func(t *testing.T) {
			a, b := net.Pipe()
			defer b.Close()
			begun := time.Now()
			s := New(Config{Conn: a, Received: func(wire.Frame) error { t.Error("received after BYE"); return nil }})
			end := ended(s)
			if reads {
				frames(b)
			}
			s.Bye(wire.Bye{Reason: wire.ByeClosing})
			go b.Write(encoded(t, post(1, "too late")))
			if err := <-end; time.Since(begun) != 3*time.Second {
				t.Errorf("%v after %v", err, time.Since(begun))
			}
		})
	}
	bubble(t, "a peer that breaks the protocol is told how", func(t *testing.T) {
		for reason, bytes := range map[wire.ByeReason][]byte{
			wire.ByeTooLong:    encoded(t, post(1, strings.Repeat("x", wire.FirstFrameBytes))),
			wire.ByeUnexpected: {0, 0, 0, 1, 0x62, 0xa0},
			wire.ByeMalformed:  {0, 0, 0, 1, byte(wire.TypePing), 0xff},
		} {
			a, b := net.Pipe()
			end, got := ended(New(Config{Conn: a})), frames(b)
			go b.Write(bytes)
			if bye, ok := (<-got).(*wire.Bye); !ok || bye.Reason != reason {
				t.Errorf("want %v, got %+v", reason, bye)
			}
			b.Close()
			var refusal *wire.Refusal
			if err := <-end; !errors.As(err, &refusal) || refusal.Reason != reason {
				t.Errorf("%v: ended with %v", reason, err)
			}
		}
	})
	bubble(t, "a frame that Received refuses is answered by its BYE", func(t *testing.T) {
		a, b := net.Pipe()
		end := ended(New(Config{Conn: a, Received: func(wire.Frame) error {
			return &wire.Refusal{Type: wire.TypePost, Why: "not now", Reason: wire.ByeUnexpected}
		}}))
		got := frames(b)
		b.Write(encoded(t, post(1, "hi")))
		if bye, ok := (<-got).(*wire.Bye); !ok || bye.Reason != wire.ByeUnexpected {
			t.Errorf("got %+v", bye)
		}
		b.Close()
		<-end
	})
	bubble(t, "who becomes a member while nothing comes may send a long frame next", func(t *testing.T) {
		a, b := net.Pipe()
		got := make(chan wire.Frame, 1)
		s := New(Config{Conn: a, Received: func(f wire.Frame) error { got <- f; return nil }})
		end := ended(s)
		frames(b)
		synctest.Wait() // it waits for the first byte
		s.SetMember()
		b.Write(encoded(t, post(1, strings.Repeat("x", wire.MaxTextBytes))))
		select {
		case <-got:
		case err := <-end:
			t.Fatal(err)
		}
		s.Cut(nil)
		<-end
	})
}

func TestCut(t *testing.T) {
	script := []wire.Frame{post(1, "one"), &wire.Ping{Token: 5}, post(2, "two"), &wire.Got{Cursors: wire.Cursors{wire.Everyone: 2}}}
	var whole []byte
	borders := map[int]int{0: 0} // bytes to frames that Received gets
	received := 0
	for _, f := range script {
		whole = append(whole, encoded(t, f)...)
		if f.Type() != wire.TypePing {
			received++
		}
		borders[len(whole)] = received
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for _, reset := range []bool{false, true} {
		t.Run(fmt.Sprintf("an end at each byte, by reset %v, loses no frame before it and leaves nothing", reset), func(t *testing.T) {
			for at := range len(whole) + 1 {
				client, err := net.Dial("tcp", listener.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				conn, err := listener.Accept()
				if err != nil {
					t.Fatal(err)
				}
				got := 0
				s := New(Config{Conn: conn, Received: func(wire.Frame) error { got++; return nil }})
				end := ended(s)
				client.Write(whole[:at])
				if reset {
					client.(*net.TCPConn).SetLinger(0)
				}
				client.Close()
				err = <-end
				want, border := borders[at]
				switch {
				case reset && err == nil:
					t.Errorf("byte %d: ended with nil", at)
				case reset:
				case border && (err != io.EOF && !isReset(err) || got != want):
					t.Errorf("byte %d: %d frames, want %d: %v", at, got, want, err)
				case !border && !errors.Is(err, io.ErrUnexpectedEOF) && !isReset(err):
					t.Errorf("byte %d, within a frame: %v", at, err)
				}
				if _, err := conn.Write([]byte{0}); !errors.Is(err, net.ErrClosed) {
					t.Errorf("byte %d: the socket is left open: %v", at, err)
				}
			}
		})
	}
}

// isReset is what a PONG to somebody who is gone may meet.
func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op)
}

func TestBareSocket(t *testing.T) {
	t.Run("frames that come in one piece are all read", func(t *testing.T) {
		a, b := net.Pipe()
		got := make(chan wire.Frame, 100)
		end := ended(New(Config{Conn: a, Received: func(f wire.Frame) error { got <- f; return nil }}))
		var all []wire.Frame
		for n := range byte(100) {
			all = append(all, post(n+1, "x"))
		}
		b.Write(bytes.Clone(encoded(t, all...)))
		b.Close()
		if err := <-end; err != io.EOF || len(got) != 100 {
			t.Errorf("%d frames, %v", len(got), err)
		}
	})
}
