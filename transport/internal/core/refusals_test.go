package core

import (
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
)

// browse has a page at an address of the loopback make its visitor's browser send
// something, and reads the answer.
func browse(t *testing.T, from, addr string) {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	nc, err := d.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := io.WriteString(nc, "PUT /x HTTP/1.1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, nc)
}

// moreIn is Error.More.
func moreIn(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.More
	}
	return 0
}

func TestOneStrangerHidesNoOtherFromTheHost(t *testing.T) {
	t.Parallel()
	t.Run("who is refused, behind many addresses", func(t *testing.T) {
		_, e, addr := startServer(t, Limits{})
		const many = 100
		for i := range many {
			browse(t, fmt.Sprint("127.0.1.", 1+i), addr)
		}
		browse(t, "127.0.9.9", addr)
		said, other := 0, false
		e.wait(t, 0, "all who were refused, and the other", func(ev Event) bool {
			if ev.Kind == Disconnected && faultIn(ev.Err) == RequestRefused {
				said += 1 + moreIn(ev.Err)
				host, _, _ := net.SplitHostPort(ev.Peer.Addr)
				other = other || host == "127.0.9.9"
			}
			return other && said == many+1
		})
	})
	t.Run("what else goes wrong, behind one cause that goes on", func(t *testing.T) {
		s, e, _ := startServer(t, Limits{})
		s.lock()
		for i := range 50 {
			s.acceptFailed(&Error{Fault: LimitReached, Addr: fmt.Sprint("10.0.0.", i)})
		}
		s.acceptFailed(&Error{Fault: TooManyOpen})
		s.unlock()
		e.wait(t, 0, "the other cause", func(ev Event) bool {
			return ev.Kind == AcceptFailed && faultIn(ev.Err) == TooManyOpen
		})
		said := 0
		e.wait(t, 0, "all of the first", func(ev Event) bool {
			if ev.Kind == AcceptFailed && faultIn(ev.Err) == LimitReached {
				said += 1 + moreIn(ev.Err)
			}
			return said == 50
		})
	})
}
