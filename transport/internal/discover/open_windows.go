package discover

import (
	"errors"
	"net"
	"syscall"
)

type descriptor = syscall.Handle

// share lets several sockets have one port. Windows does not say which of them gets what
// is sent to one address; it is the first.
func share(fd descriptor) error {
	return syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
}

// openGroup fails: Windows binds no socket to a multicast address.
func openGroup(endpoint) (*net.UDPConn, error) { return nil, errors.ErrUnsupported }
