//go:build unix

package core

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"
)

// fullBacklog listens with room for one waiting connection and never accepts;
// fill takes one place.
func fullBacklog(t *testing.T) (addr string, fill func()) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	addr = fmt.Sprintf("127.0.0.1:%d", name.(*syscall.SockaddrInet4).Port)
	return addr, func() {
		if nc, err := net.DialTimeout("tcp", addr, 50*time.Millisecond); err == nil {
			t.Cleanup(func() { _ = nc.Close() })
		}
	}
}

// silentAddr is an address whose packets are never answered: a listener whose
// backlog is full.
func silentAddr(t *testing.T) string {
	t.Helper()
	addr, fill := fullBacklog(t)
	for range 8 {
		fill()
	}
	return addr
}

func TestDialWithoutAnswer(t *testing.T) {
	t.Parallel()
	t.Run("a dial without an answer ends at the timeout", func(t *testing.T) {
		client, e := newTestClient(t, Limits{DialTimeout: 150 * time.Millisecond})
		client.Dial(silentAddr(t))
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != TimedOut {
			t.Errorf("%v", ev.Err)
		}
	})
	t.Run("Hangup cancels a dial in flight", func(t *testing.T) {
		client, e := newTestClient(t, Limits{})
		client.Dial(silentAddr(t))
		e.kind(t, 0, Connecting)
		client.Hangup()
		if ev, _ := e.kind(t, 0, DialFailed); faultIn(ev.Err) != Canceled {
			t.Errorf("%v", ev.Err)
		}
	})
}
