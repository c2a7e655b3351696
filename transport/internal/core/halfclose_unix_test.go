//go:build unix

package core

import (
	"net"
	"syscall"
	"testing"
	"time"
)

func TestAGuestThatHasClosedIsGoneForOneReason(t *testing.T) {
	t.Parallel()
	for _, limits := range []Limits{pipes, {HalfCloseWithin: -1, LeftAfter: time.Hour}} {
		limits.WriteSpacing = -1
		s, e, addr := startServer(t, limits)
		from := 0
		for i := range 20 {
			nc := dial(t, addr)
			say(t, nc, "bye\n")
			m, at := e.message(t, from, Incoming)
			k := connOf(s, m.Peer)
			_ = nc.Close()
			if i%2 == 0 && limits.HalfCloseWithin > 0 {
				e.halfClosed(t, at)
			} else {
				// On a busy machine the reset can overtake it otherwise, and nobody can tell.
				eventually(t, "the FIN is there", func() bool { return finThere(k.NetConn()) })
			}
			for range 1 + i%4 {
				if !sends(s, m.Peer.Talk(), "still there?") {
					break
				}
			}
			ev, next := e.kind(t, at, Disconnected)
			if faultIn(ev.Err) != PeerClosed {
				t.Errorf("%v", ev.Err)
			}
			from = next
		}
	}
}

// finThere reports whether the system has the end of what nc sends, whether or not it
// was read.
func finThere(nc net.Conn) bool {
	raw, err := nc.(*net.TCPConn).SyscallConn()
	if err != nil {
		return true // it is closed already
	}
	there := false
	err = raw.Control(func(fd uintptr) {
		n, _, err := syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		there = err == nil && n == 0
	})
	return there || err != nil
}
