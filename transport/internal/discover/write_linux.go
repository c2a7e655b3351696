package discover

import (
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// write sends to one address, or gives up if the system takes no more: it is asked for
// again. A deadline would wake an idle program once more after each datagram, even one that
// was taken back.
func write(c *net.UDPConn, b []byte, to netip.AddrPort) {
	var at unix.Sockaddr
	if a := to.Addr(); a.Is4() {
		at = &unix.SockaddrInet4{Port: int(to.Port()), Addr: a.As4()}
	} else {
		v6 := &unix.SockaddrInet6{Port: int(to.Port()), Addr: a.As16()}
		if a.Zone() != "" {
			card, err := net.InterfaceByName(a.Zone())
			if err != nil {
				return
			}
			v6.ZoneId = uint32(card.Index)
		}
		at = v6
	}
	control(c, func(fd descriptor) {
		_ = unix.Sendto(fd, b, unix.MSG_DONTWAIT, at)
	})
}
