//go:build unix

package fault

import "syscall"

// errnoFaults says which fault an error number of the system is.
var errnoFaults = map[syscall.Errno]Fault{
	syscall.EADDRINUSE:    PortTaken,
	syscall.EADDRNOTAVAIL: AddressNotLocal,
	syscall.EINVAL:        AddressInvalid, // connecting to a zone that does not exist
	syscall.EACCES:        NotPermitted,
	syscall.EPERM:         NotPermitted,
	syscall.EMFILE:        TooManyOpen,
	syscall.ENFILE:        TooManyOpen,
	syscall.ENOBUFS:       TooManyOpen,
	syscall.ECONNREFUSED:  Refused,
	syscall.EHOSTUNREACH:  Unreachable,
	syscall.EHOSTDOWN:     Unreachable,
	syscall.ENETUNREACH:   Unreachable,
	syscall.ENETDOWN:      Unreachable,
	syscall.ETIMEDOUT:     TimedOut,
	syscall.ECONNRESET:    PeerReset,
	syscall.ECONNABORTED:  PeerReset,
	syscall.EPIPE:         PeerReset,
}
