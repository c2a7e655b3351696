//go:build !linux

package discover

import (
	"net"
	"net/netip"
	"time"
)

// writeWithin bounds the sending if the system takes no more.
const writeWithin = 100 * time.Millisecond

// write sends to one address, or gives up: it is asked for again.
func write(c *net.UDPConn, b []byte, to netip.AddrPort) {
	_ = c.SetWriteDeadline(time.Now().Add(writeWithin))
	_, _ = c.WriteToUDPAddrPort(b, to)
	_ = c.SetWriteDeadline(time.Time{})
}
