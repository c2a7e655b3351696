package fault

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"
)

// Of classifies an error of resolving, dialling or listening. An *Error is its own
// Fault. Anything it does not know is Unknown, and the text of the system is shown with
// it.
func Of(err error) Fault {
	var known *Error
	var dns *net.DNSError
	var errno syscall.Errno
	var op *net.OpError
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
			if f == AddressNotLocal && errors.As(err, &op) && op.Op == "dial" {
				return Unreachable // no address of ours leads there, as where IPv6 is off
			}
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

// OfListening is Of for listening: what is forbidden below 1024 is the
// port, not the network.
func OfListening(err error, port int) Fault {
	f := Of(err)
	if f == NotPermitted && port > 0 && port < 1024 {
		return PortPrivileged
	}
	return f
}

// OfConn is Of for a connection that stood: a machine that stopped
// answering has vanished, whatever the system calls it.
func OfConn(err error) Fault {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return TimedOut
	}
	switch f := Of(err); f {
	case TimedOut, Unreachable:
		return PeerVanished
	case NotPermitted: // a firewall came between
		return f
	default:
		return PeerReset
	}
}
