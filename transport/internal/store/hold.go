package store

import (
	"errors"

	"confab/transport/internal/wire"
)

// holds keep the order of each author whose message could not be written: what
// comes behind it on the same connection is refused for the same reason, until
// that message comes again. It belongs to the writer goroutine, and has an entry
// only for authors that met a failing disk.
type holds map[wire.Identity]*hold

type hold struct {
	cid     wire.CID // the message that the others wait for
	session uint64   // the connection on which it came
	reason  wire.NakReason
	passed  bool // it came again, in the transaction that is being made
	open    bool // it failed in the transaction that is being made
}

// reason returns why an entry has to wait, 0 if it need not.
func (h holds) reason(e *Entry) wire.NakReason {
	held := h[e.From]
	if held == nil || held.session != e.Session || held.passed || held.cid == e.CID {
		return 0
	}
	return held.reason
}

// decided notes that an entry was written or refused for good in the transaction
// that is being made.
func (h holds) decided(e *Entry) {
	if held := h[e.From]; held != nil && held.session == e.Session && held.cid == e.CID {
		held.passed = true
	}
}

// failed notes that an entry alone failed in the transaction that is being made: what
// follows in that waits too.
func (h holds) failed(e *Entry, err error) {
	if e.Session == 0 {
		return
	}
	held, reason := h[e.From], NakFor(err)
	switch {
	case !reason.Temporary():
		h.decided(e)
	case held == nil || held.session != e.Session:
		h[e.From] = &hold{cid: e.CID, session: e.Session, reason: reason, open: true}
	default:
		held.passed = false
	}
}

// undone forgets what decided and failed noted of an entry in a transaction that is
// made anew.
func (h holds) undone(e *Entry) {
	if held := h[e.From]; held != nil && held.open {
		delete(h, e.From)
	} else if held != nil {
		held.passed = false
	}
}

// ended notes how the transaction of an entry ended. It is called for all entries
// in their order. One that the store never takes is decided by that.
func (h holds) ended(e *Entry, err error) {
	if e.Session == 0 || errors.Is(err, ErrClosed) {
		return // on another goroutine, when the store is closed
	}
	held, reason := h[e.From], NakFor(err)
	switch {
	case reason.Temporary() && (held == nil || held.session != e.Session || held.open):
		h[e.From] = &hold{cid: e.CID, session: e.Session, reason: reason}
	case reason.Temporary():
		held.passed = false
	case held != nil && (held.passed || held.session != e.Session || held.cid == e.CID):
		delete(h, e.From)
	}
}
