package socket

import (
	"net"
	"time"
)

// keepAlive notices a dead peer of an idle conn: 10 s idle, then three probes
// 5 s apart.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}

// vanishAfter is how long sent bytes may stay unacknowledged where the system
// lets us say so; keepalive alone notices nothing while data is pending. Linux
// counts from the first repetition and looks when the next is due, so that the
// end comes a second or two later: at 25 s, as on an idle conn.
const vanishAfter = 24 * time.Second

// Tune has the system notice a dead peer within some 25 s and send small writes at once.
// A system that refuses an option still has a working connection, so errors are not
// returned.
func Tune(nc net.Conn) {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return
	}
	_ = tcp.SetKeepAliveConfig(keepAlive)
	_ = tcp.SetNoDelay(true)
	setUserTimeout(tcp, vanishAfter)
}

// Patient has the system bear for so long, instead of those 25 s, that the other end takes
// nothing of what was sent to it; 0 ends that. While it is so, a dead peer is noticed as
// late.
func Patient(nc net.Conn, d time.Duration) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		setUserTimeout(tcp, max(d, vanishAfter))
	}
}

// BufferBytes is what the system keeps, after HoldLittle, of bytes that were not read
// yet, and of those that were not sent. Left to itself it keeps megabytes, of which each
// must be read at the pace of a guest before the end of the connection is seen.
const BufferBytes = 64 << 10

// HoldLittle has the system keep little of what comes, and as little of what goes:
// what is written to many peers that never read would otherwise fill it, some megabytes
// each.
func HoldLittle(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(BufferBytes)
		_ = tcp.SetWriteBuffer(BufferBytes)
	}
}

// Reset closes a conn so that the other end sees at once that it is over. Bytes on their
// way are lost.
func Reset(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = nc.Close()
}
