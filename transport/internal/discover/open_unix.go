//go:build unix

package discover

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
)

type descriptor = int

// share lets several sockets have one port. Linux gives what is sent to one address to
// the latest of them; its SO_REUSEPORT is for the workers of one server.
func share(fd descriptor) error {
	if err := syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return err
	}
	return sharePort(fd)
}

// openGroup opens a socket that is bound to a multicast address, and so receives nothing
// else. Package net binds such a socket to all addresses.
func openGroup(e endpoint) (*net.UDPConn, error) {
	fd, err := bindGroup(e)
	if err != nil {
		return nil, fmt.Errorf("opening %v: %w", e.at, err)
	}
	file := os.NewFile(uintptr(fd), "udp")
	defer func() { _ = file.Close() }() // c has a copy
	c, err := net.FilePacketConn(file)
	if err != nil {
		return nil, err
	}
	return c.(*net.UDPConn), nil
}

func bindGroup(e endpoint) (fd int, err error) {
	at, a, v6 := e.at, e.addr(), e.addr().Is6()
	family := syscall.AF_INET
	if v6 {
		family = syscall.AF_INET6
	}
	syscall.ForkLock.RLock() // not all have SOCK_CLOEXEC
	fd, err = syscall.Socket(family, syscall.SOCK_DGRAM, 0)
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_ = syscall.Close(fd)
		}
	}()
	if err = syscall.SetNonblock(fd, true); err != nil {
		return 0, err
	}
	if err = prepare(fd, v6, e.mdns); err != nil {
		return 0, err
	}
	if !v6 {
		return fd, syscall.Bind(fd, &syscall.SockaddrInet4{Port: int(at.Port()), Addr: a.As4()})
	}
	if err = syscall.SetsockoptInt(fd, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, 1); err != nil {
		return 0, err
	}
	zone, err := zoneIndex(a.Zone())
	if err != nil {
		return 0, err
	}
	return fd, syscall.Bind(fd, &syscall.SockaddrInet6{Port: int(at.Port()), Addr: a.As16(), ZoneId: uint32(zone)})
}

// zoneIndex returns the number of an interface by its name, or by the number itself: as
// such it is given where a program may not ask for names.
func zoneIndex(zone string) (int, error) {
	if index, err := strconv.Atoi(zone); err == nil {
		return index, nil
	}
	card, err := net.InterfaceByName(zone)
	if err != nil {
		return 0, err
	}
	return card.Index, nil
}
