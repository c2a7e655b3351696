//go:build !linux

package socket

import (
	"net"
	"time"
)

// setUserTimeout does nothing: this system has no TCP_USER_TIMEOUT, and a dead
// peer with data pending is noticed by the write deadline or the system's own
// retransmission limit.
func setUserTimeout(*net.TCPConn, time.Duration) {}
