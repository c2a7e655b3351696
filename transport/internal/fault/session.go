package fault

import (
	"errors"
	"io"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/wire"
)

// OfSession is why a session of members ended.
func OfSession(err error) Fault {
	var bye *session.ByeError
	var left *session.LeftError
	var refusal *wire.Refusal
	var own *Error
	var changed *secure.ChangedKeyError
	switch {
	case errors.As(err, &own):
		return own.Fault
	case errors.As(err, &bye):
		return OfBye(bye.Bye)
	case errors.As(err, &left) && left.Reason == wire.ByeClosing:
		return ServerStopped
	case errors.As(err, &left):
		return OfBye(left.Bye)
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
	return OfConn(err)
}

// OfBye is what the other end gave as its reason.
func OfBye(b wire.Bye) Fault {
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
	case wire.ByeInvitationWrong:
		return InvitationWrong
	case wire.ByeInvitationUsed:
		return InvitationUsed
	case wire.ByeInvitationExpired:
		return InvitationExpired
	}
	return ProtocolBroken
}
