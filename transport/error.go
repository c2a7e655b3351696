package transport

import (
	"errors"
	"time"

	"confab/transport/internal/core"
)

// Error is the error type of this package's methods and events. Programs test Fault.
type Error struct {
	Fault Fault
	// Addr is the address or port it concerns, as typed, or empty.
	Addr string
	// Err is what the system said, or nil.
	Err error
	// RetryAfter is how long the other end asked us to wait, zero if it did not.
	RetryAfter time.Duration
	// More is how many more of the kind there were lately, of that address or of any,
	// that have no event of their own.
	More int
	// Damage goes with HistoryMended, HistoryHarmed and HistoryLost, else it is nil.
	Damage *Damage
}

// Error is one line for logs and for -json. It may contain technical detail of Err: for
// people a program makes a sentence of the Fault.
func (e *Error) Error() string { return inward(e).Error() }

// Unwrap returns what the system said.
func (e *Error) Unwrap() error { return e.Err }

// outward returns an error of package core as programs get it: an *Error, and nil for nil.
func outward(err error) error {
	if err == nil {
		return nil
	}
	var e *core.Error
	if !errors.As(err, &e) {
		return err
	}
	return &Error{
		Fault: Fault(e.Fault), Addr: e.Addr, Err: outward(e.Err), RetryAfter: e.RetryAfter, More: e.More,
		Damage: damageOf(e.Damage),
	}
}

// inward returns what outward makes an Error of. Other errors stay as they are.
func inward(err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return &core.Error{Fault: core.Fault(e.Fault), Addr: e.Addr, Err: inward(e.Err), RetryAfter: e.RetryAfter, More: e.More}
}
