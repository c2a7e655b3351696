package core

import (
	"errors"

	"confab/transport/internal/fault"
	"confab/transport/internal/follow"
	"confab/transport/internal/secure"
	"confab/transport/internal/session"
)

// attemptFault is why a connection to a host could not be made, or broke.
func attemptFault(err error) Fault {
	var changed *secure.ChangedKeyError
	switch {
	case errors.Is(err, follow.ErrNotConfab):
		return NotConfab
	case errors.Is(err, follow.ErrRefused):
		return MemberBlocked
	case errors.Is(err, follow.ErrUnproved):
		return CodeUnproved
	case errors.Is(err, follow.ErrSelf):
		return OwnServer
	case errors.As(err, &changed):
		return KeyChanged
	}
	f := fault.Of(err)
	if f == Unknown {
		f = fault.OfSession(err)
	}
	if !follow.BeforeProof(err) {
		return f
	}
	switch f {
	case PeerClosed, PeerReset:
		return ClosedAtOnce
	case TimedOut: // and no firewall or address is to blame
		return NoHandshake
	}
	return f
}

// attemptFailed is the error of an attempt to reach the host at addr.
func attemptFailed(addr string, err error) *Error {
	e := &Error{Fault: attemptFault(err), Addr: addr, Err: err}
	var bye *session.ByeError
	if errors.As(err, &bye) {
		e.RetryAfter = bye.RetryAfter
	}
	return e
}
