package follow

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"confab/transport/internal/secure"
	"confab/transport/internal/session"
	"confab/transport/internal/store"
	"confab/transport/internal/wire"
)

// What State.Err may wrap beside what package secure, session and store return.
var (
	// ErrNotConfab: whoever answers there is no Confab host.
	ErrNotConfab = errors.New("not a Confab host")
	// ErrRefused: the host refused our certificate, as it does with the blocked.
	ErrRefused = errors.New("host refuses this identity")
	// ErrSelf: the host is ourselves.
	ErrSelf = errors.New("host has our own identity")
	// ErrNoWelcome: the host did not answer HELLO in time.
	ErrNoWelcome = errors.New("no WELCOME in time")
	// ErrNoFetch: the host did not answer FETCH in time.
	ErrNoFetch = errors.New("no answer to FETCH in time")
	// ErrLost: after Reconnect the connection showed no life.
	ErrLost = errors.New("connection is dead")
)

// maxStrikes is how many attempts may break before the host has proved itself
// for the first time: a cable may, but a program that hangs up on us is no host.
const maxStrikes = 3

// stage is how far an attempt had come when it failed.
type stage uint8

const (
	dialed  stage = iota // TCP
	shook                // TLS
	greeted              // HELLO
	stood                // WELCOME came
)

// attemptError is why an attempt ended.
type attemptError struct {
	stage stage
	err   error
}

func (e *attemptError) Error() string { return e.err.Error() }

// Unwrap returns what happened.
func (e *attemptError) Unwrap() error { return e.err }

// BeforeProof reports whether an attempt that ended with err had reached a machine
// that had not proved yet who it is.
func BeforeProof(err error) bool {
	var at *attemptError
	return errors.As(err, &at) && at.stage == shook
}

// judge says whether an attempt was the last one, else how long to wait. Only
// the run goroutine calls it.
func (f *Follower) judge(failed error) (final bool, pause time.Duration) {
	var at *attemptError
	if !errors.As(failed, &at) {
		at = &attemptError{stood, failed}
	}
	if f.elsewhere(failed) {
		return false, f.backoff.pause()
	}
	if hopeless(failed) {
		return true, 0
	}
	switch {
	case at.stage == shook && !broken(at.err), at.stage == greeted && alerted(at.err):
		at.err = stranger(at.err)
		return true, 0
	case f.known || errors.Is(failed, context.Canceled):
	case at.stage == dialed, errors.Is(failed, context.DeadlineExceeded):
		return true, 0
	default:
		if f.strikes++; f.strikes == maxStrikes {
			return true, 0
		}
	}
	var bye *session.ByeError
	told := errors.As(failed, &bye)
	if at.stage == stood && !quarrel(failed) {
		f.backoff.reset()
	}
	if told && bye.RetryAfter > 0 {
		return false, f.backoff.obey(bye.RetryAfter)
	}
	return false, f.backoff.pause()
}

// elsewhere reports whether somebody else answers where the host was met in this run, who
// may have got its address, so that the host is to be looked for first. Where Seek has found
// it since, that another has its old address says nothing any more.
func (f *Follower) elsewhere(failed error) bool {
	switch {
	case !f.proved || f.config.Seek == nil || errors.Is(failed, context.Canceled):
		return false
	case f.telling(failed) > 0:
		f.usurped = time.Time{}
		return false
	case f.usurped.IsZero():
		f.usurped = time.Now()
		poke(f.reseek)
	}
	return f.moved || time.Since(f.usurped) < f.config.Timing.Elsewhere
}

// stranger says what a host that we cannot talk to is.
func stranger(err error) error {
	if secure.RefusedByPeer(err) {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return fmt.Errorf("%w: %w", ErrNotConfab, err)
}

// quarrel reports whether one side broke the protocol, in the other's eyes. It
// would do so again, so the next attempts come ever later.
func quarrel(err error) bool {
	var refusal *wire.Refusal
	var bye *session.ByeError
	if !errors.As(err, &bye) {
		return errors.As(err, &refusal)
	}
	return bye.Reason == wire.ByeMalformed || bye.Reason == wire.ByeTooLong || bye.Reason == wire.ByeUnexpected
}

// hopeless reports whether the same would happen again.
func hopeless(err error) bool {
	var changed *secure.ChangedKeyError
	var corrupt *store.CorruptError
	if errors.As(err, &changed) || errors.As(err, &corrupt) || errors.Is(err, store.ErrClosed) || errors.Is(err, ErrSelf) || errors.Is(err, ErrUnproved) {
		return true
	}
	var refusal *wire.Refusal
	if errors.As(err, &refusal) && refusal.Reason == wire.ByeVersion {
		return true
	}
	var bye *session.ByeError
	if !errors.As(err, &bye) {
		return false
	}
	switch bye.Reason {
	case wire.ByeVersion, wire.ByeReplaced, wire.ByeRemoved, wire.ByeBlocked, wire.ByeDeclined,
		wire.ByeInvitationWrong, wire.ByeInvitationUsed, wire.ByeInvitationExpired:
		return true
	}
	return false
}

// broken reports whether a handshake failed because the network did, and not
// because of what the other side said.
func broken(err error) bool {
	var timeout net.Error
	var system *os.SyscallError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.ErrClosedPipe), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return true
	case errors.As(err, &system), altered(err):
		return true
	case errors.As(err, &timeout):
		return timeout.Timeout() || internal(err)
	}
	return false
}

// alerted reports whether the other side ended TLS by an alert that concerns us.
// In TLS 1.3 the one about our certificate comes after the client's handshake.
func alerted(err error) bool {
	var remote *net.OpError
	return errors.As(err, &remote) && remote.Op == remotely && !internal(err) && !altered(err)
}

// remotely is the operation of an alert that the other side has sent.
const remotely = "remote error"

// internal reports whether it is the alert of a host in trouble of its own
// (RFC 8446, 6.2: 80).
func internal(err error) bool {
	var remote *net.OpError
	return errors.As(err, &remote) && remote.Op == remotely && remote.Err.Error() == tls.AlertError(80).Error()
}

// altered reports whether it is the alert of either side about bytes that were changed
// on their way (RFC 8446, 6.2: 20), which says nothing of who has sent them.
func altered(err error) bool {
	var either *net.OpError
	return errors.As(err, &either) && either.Err.Error() == tls.AlertError(20).Error()
}
