package core

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
)

// faultOf classifies an error of resolving, dialling or listening. Anything it
// does not know is Unknown, and the text of the system is shown with it.
func faultOf(err error) Fault {
	var known *Error
	var dns *net.DNSError
	var errno syscall.Errno
	var parse *net.ParseError
	var addr *net.AddrError
	switch {
	case err == nil:
		return NoFault
	case errors.As(err, &known):
		return known.Fault
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.As(err, &dns):
		if dns.IsTimeout {
			return TimedOut
		}
		return HostNotFound
	case errors.As(err, &errno):
		if f, ok := errnoFaults[errno]; ok {
			return f
		}
		return Unknown
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return TimedOut
	case errors.As(err, &parse), errors.As(err, &addr):
		return AddressInvalid
	}
	return Unknown
}

// listenFault is faultOf for listening: what is forbidden below 1024 is the
// port, not the network.
func listenFault(err error, port int) Fault {
	f := faultOf(err)
	if f == NotPermitted && port > 0 && port < 1024 {
		return PortPrivileged
	}
	return f
}

// connFault is faultOf for a connection that stood: a machine that stopped
// answering has vanished, whatever the system calls it.
func connFault(err error) Fault {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return TimedOut
	}
	switch f := faultOf(err); f {
	case TimedOut, Unreachable:
		return PeerVanished
	case NotPermitted: // a firewall came between
		return f
	default:
		return PeerReset
	}
}
