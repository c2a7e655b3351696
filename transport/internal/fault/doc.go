// Package fault says what went wrong, as programs and people are told it: a Fault is one
// of a fixed list, precise enough for a sentence and a next step, and an Error is a Fault
// with what it is about.
//
//	if err := listener.Listen(); err != nil {
//		return &fault.Error{Fault: fault.OfListening(err, port), Addr: addr, Err: err}
//	}
//
// It knows the error numbers of each system, those of the resolver, and the reasons for
// which sessions end: Of is for resolving, dialling and listening, OfConn for a
// connection that stood, OfSession for one between two Confabs. Where one is an *Error
// already, its Fault stays.
//
// The names that String returns are what -json prints. There is no state here; every
// function may be called from any goroutine.
package fault
