package discover

import (
	"context"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// reports returns a channel that receives when an interface or an address changed, and
// that is closed when ctx has ended; nil where netlink is not allowed, as on Android. See
// rtnetlink(7).
func reports(ctx context.Context) <-chan struct{} {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil
	}
	socket := os.NewFile(uintptr(fd), "netlink") // in the poller, as it does not block
	groups := uint32(unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR)
	if unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}) != nil {
		_ = socket.Close()
		return nil
	}
	reported := make(chan struct{}, 1)
	closeEarly := context.AfterFunc(ctx, func() { _ = socket.Close() })
	go func() {
		defer close(reported)
		defer func() {
			closeEarly()
			_ = socket.Close()
		}()
		// What changed is not read: networks are listed anew.
		buffer := make([]byte, 8192)
		for {
			if _, err := socket.Read(buffer); err != nil && !errors.Is(err, unix.ENOBUFS) {
				return
			}
			select {
			case reported <- struct{}{}:
			default: // one is waiting already
			}
		}
	}()
	return reported
}
