//go:build !linux

package core

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// resetIsFirst: ECONNRESET may be of a reset behind an end.
const resetIsFirst = false

// resetPoll is how often awaitReset looks: nothing wakes it.
const resetPoll = 5 * time.Second

// broken cannot be told without reading.
func broken(*net.TCPConn) bool { return false }

// acknowledged cannot be told here.
func acknowledged(net.Conn) bool { return false }

// awaitReset waits until a conn whose peer has ended its direction is over, and returns
// what the system says of that. After a while it returns os.ErrDeadlineExceeded; a zero
// until is never.
func awaitReset(tcp *net.TCPConn, until time.Time, done <-chan struct{}) error {
	if err := tcp.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	var b [1]byte
	for {
		wait := resetPoll
		if !until.IsZero() {
			wait = min(wait, time.Until(until))
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-done:
			timer.Stop()
			return net.ErrClosed
		}
		if _, err := tcp.Read(b[:]); !errors.Is(err, io.EOF) {
			return err
		}
		if !until.IsZero() && !time.Now().Before(until) {
			return os.ErrDeadlineExceeded
		}
	}
}
