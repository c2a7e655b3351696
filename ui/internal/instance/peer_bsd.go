//go:build darwin || freebsd

package instance

import "golang.org/x/sys/unix"

// localLevel is the level of LOCAL_PEERCRED, of which these systems have no name in Go.
const localLevel = 0

// peerUser returns the user at the other end of a socket.
func peerUser(fd int) (uint32, error) {
	peer, err := unix.GetsockoptXucred(fd, localLevel, unix.LOCAL_PEERCRED)
	if err != nil {
		return 0, err
	}
	return peer.Uid, nil
}
