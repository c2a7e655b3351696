//go:build !linux

package socket

import (
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// ResetIsFirst: ECONNRESET may be of a reset behind an end.
const ResetIsFirst = false

// resetPoll is how often AwaitReset looks: nothing wakes it.
const resetPoll = 5 * time.Second

// Broken cannot be told without reading.
func Broken(*net.TCPConn) bool { return false }

// Acknowledged cannot be told here.
func Acknowledged(net.Conn) bool { return false }

// AwaitReset waits until a conn whose peer has ended its direction is over, and returns
// what the system says of that. After a while it returns os.ErrDeadlineExceeded; a zero
// until is never.
func AwaitReset(tcp *net.TCPConn, until time.Time, done <-chan struct{}) error {
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
