package core

import (
	"errors"
	"io"

	"confab/transport/internal/follow"
	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// memberFault is why a session of members ended.
func memberFault(err error) Fault {
	var bye *session.ByeError
	var left *session.LeftError
	var refusal *wire.Refusal
	var own *Error
	var changed *secure.ChangedKeyError
	switch {
	case errors.As(err, &own):
		return own.Fault
	case errors.As(err, &bye):
		return byeFault(bye.Bye)
	case errors.As(err, &left) && left.Reason == wire.ByeClosing:
		return ServerStopped
	case errors.As(err, &left):
		return byeFault(left.Bye)
	case errors.As(err, &changed):
		return KeyChanged
	case errors.Is(err, session.ErrSlow):
		return PeerTooSlow
	case errors.Is(err, session.ErrSilent):
		return PeerVanished
	case errors.As(err, &refusal):
		return ProtocolBroken
	case err == nil, errors.Is(err, io.EOF):
		return PeerClosed
	}
	return connFault(err)
}

func byeFault(b wire.Bye) Fault {
	switch b.Reason {
	case wire.ByeClosing:
		return PeerClosed
	case wire.ByeVersion:
		return VersionTooOld
	case wire.ByeReplaced:
		return Replaced
	case wire.ByeRemoved:
		return MemberRemoved
	case wire.ByeBlocked:
		return MemberBlocked
	case wire.ByeDeclined:
		return Declined
	case wire.ByeSlow:
		return PeerTooSlow
	case wire.ByeSilent:
		return PeerVanished
	case wire.ByeFull:
		switch b.Limit {
		case wire.LimitOfIdentity:
			return TooOften
		case wire.LimitOfAddress:
			return AddressFull
		case wire.LimitOfAsking:
			return AskingFull
		case wire.LimitOfJoining:
			return JoiningFull
		}
		return HostFull
	case wire.ByeFailed:
		return HostFailed
	}
	return ProtocolBroken
}

// attemptFault is why a connection to a host could not be made, or broke.
func attemptFault(err error) Fault {
	var changed *secure.ChangedKeyError
	switch {
	case errors.Is(err, follow.ErrNotConfab):
		return NotConfab
	case errors.Is(err, follow.ErrRefused):
		return MemberBlocked
	case errors.Is(err, follow.ErrSelf):
		return OwnServer
	case errors.As(err, &changed):
		return KeyChanged
	}
	f := faultOf(err)
	if f == Unknown {
		f = memberFault(err)
	}
	if follow.BeforeProof(err) && (f == PeerClosed || f == PeerReset) {
		return ClosedAtOnce
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
