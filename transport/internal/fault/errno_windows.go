//go:build windows

package fault

import "syscall"

// errnoFaults says which fault an error number of Winsock is (Windows Sockets
// Error Codes, winsock2.h).
var errnoFaults = map[syscall.Errno]Fault{
	10048: PortTaken,       // WSAEADDRINUSE
	10049: AddressNotLocal, // WSAEADDRNOTAVAIL
	10022: AddressInvalid,  // WSAEINVAL
	10013: NotPermitted,    // WSAEACCES
	10024: TooManyOpen,     // WSAEMFILE
	10055: TooManyOpen,     // WSAENOBUFS
	10061: Refused,         // WSAECONNREFUSED
	10065: Unreachable,     // WSAEHOSTUNREACH
	10064: Unreachable,     // WSAEHOSTDOWN
	10051: Unreachable,     // WSAENETUNREACH
	10050: Unreachable,     // WSAENETDOWN
	10060: TimedOut,        // WSAETIMEDOUT
	10054: PeerReset,       // WSAECONNRESET
	10053: PeerReset,       // WSAECONNABORTED
	10058: PeerReset,       // WSAESHUTDOWN

	// What overlapped calls report instead (System Error Codes, winerror.h).
	64:   PeerReset,   // ERROR_NETNAME_DELETED
	121:  TimedOut,    // ERROR_SEM_TIMEOUT
	1225: Refused,     // ERROR_CONNECTION_REFUSED
	1231: Unreachable, // ERROR_NETWORK_UNREACHABLE
	1232: Unreachable, // ERROR_HOST_UNREACHABLE
	1236: PeerReset,   // ERROR_CONNECTION_ABORTED
}
