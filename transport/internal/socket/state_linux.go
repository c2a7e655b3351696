package socket

import (
	"encoding/binary"
	"net"
	"syscall"
	"time"
)

// ResetIsFirst says that ECONNRESET is of a reset that no end came before.
const ResetIsFirst = true

// The states of a socket, of linux/tcp_states.h.
const (
	tcpFinWait2 = 5
	tcpClose    = 7
)

// tcpState is the state of a socket, 0 if it is not known.
func tcpState(fd uintptr) byte {
	// The state is the first byte of tcp_info, of which the system copies as much as is
	// asked for.
	info, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO)
	if err != nil {
		return 0
	}
	var b [4]byte
	binary.NativeEndian.PutUint32(b[:], uint32(info))
	return b[0]
}

// stateOf is tcpState of a conn.
func stateOf(nc net.Conn) (state byte) {
	if tcp, ok := nc.(*net.TCPConn); ok {
		if raw, err := tcp.SyscallConn(); err == nil {
			_ = raw.Control(func(fd uintptr) { state = tcpState(fd) })
		}
	}
	return state
}

// Broken reports whether a conn whose peer has ended its direction is over.
func Broken(tcp *net.TCPConn) bool { return stateOf(tcp) == tcpClose }

// Acknowledged reports whether the other end's system has all that was written and our
// end, and has not ended its own direction.
func Acknowledged(nc net.Conn) bool { return stateOf(nc) == tcpFinWait2 }

// AwaitReset waits until a conn whose peer has ended its direction is over, and returns
// what the system says of that. After a while it returns os.ErrDeadlineExceeded; a zero
// until is never. Reading tells nothing of a reset behind an end; the socket's own error
// does.
func AwaitReset(tcp *net.TCPConn, until time.Time, _ <-chan struct{}) error {
	if err := tcp.SetReadDeadline(until); err != nil {
		return err
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return err
	}
	var why error
	waited := raw.Read(func(fd uintptr) bool {
		errno, err := syscall.GetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_ERROR)
		switch {
		case err != nil:
			why = err
		case errno != 0:
			why = syscall.Errno(errno)
		default:
			return tcpState(fd) == tcpClose
		}
		return true
	})
	if waited != nil {
		return waited
	}
	return why
}
