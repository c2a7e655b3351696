package core

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"

	"confab/transport/internal/socket"
)

func TestTheSystemHoldsLittleOfWhatAGuestSendsAndHears(t *testing.T) {
	s, e, addr := startServer(t, Limits{})
	nc := dial(t, addr)
	say(t, nc, "x")
	m, _ := e.message(t, 0, Incoming)
	s.lock()
	conn := s.roster[m.Peer].conn.NetConn().(*net.TCPConn)
	s.unlock()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for _, option := range []int{unix.SO_RCVBUF, unix.SO_SNDBUF} {
		var size int
		if err := raw.Control(func(fd uintptr) { size, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, option) }); err != nil {
			t.Fatal(err)
		}
		// Linux doubles what is asked for, see socket(7).
		if err != nil || size > 2*socket.BufferBytes {
			t.Errorf("the buffer has %d bytes: %v", size, err)
		}
	}
}
