package core

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

// tune sets the options of a connected socket. A system that refuses one still
// has a working connection, so errors are not told.
func tune(nc net.Conn) {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return
	}
	_ = tcp.SetKeepAliveConfig(keepAlive)
	_ = tcp.SetNoDelay(true)
	setUserTimeout(tcp, vanishAfter)
}

// guestBuffer is what the system keeps of a guest's bytes that were not read yet.
// Left to itself it grows to megabytes, of which each must be read at the pace of a
// guest before the end of the connection is seen.
const guestBuffer = 64 << 10

// holdLittle has the system keep little of what comes, and as little of what goes:
// what many guests who never read are told would else fill it, some megabytes each.
func holdLittle(nc net.Conn) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		_ = tcp.SetReadBuffer(guestBuffer)
		_ = tcp.SetWriteBuffer(guestBuffer)
	}
}
